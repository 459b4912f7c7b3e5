import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { UnsupportedTemplateError } from '../../../simulator/template/unsupported.ts';
import { deployTemplate } from '../deploy-template.ts';
import { ACCOUNTS, PAYMENTS } from '../support.ts';

const LOG = { Type: 'AWS::Logs::LogGroup' };
const isAccount = (id: string) => ({ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, id] });
const [TRUE, FALSE] = [isAccount(PAYMENTS), isAccount('000000000000')];

/** The resources of a stack with one that has a condition. */
function deploy(condition: object, others: object = {}, state = createAwsState(ACCOUNTS)): readonly string[] {
  const Resources = { Always: LOG, Sometimes: { ...LOG, Condition: 'C' } };
  const stack = deployTemplate(state, { Conditions: { C: condition, ...others }, Resources });
  if (!stack.status.endsWith('_COMPLETE') || stack.status.includes('ROLLBACK'))
    throw new Error(stack.events.at(-1)?.reason);
  return [...stack.resources.keys()];
}

test.each<[what: string, condition: object, isThere: boolean]>([
  ['Fn::Equals of the same', TRUE, true],
  ['Fn::Equals of others', FALSE, false],
  ['Fn::Not', { 'Fn::Not': [FALSE] }, true],
  ['Fn::Or with one that is true', { 'Fn::Or': [FALSE, FALSE, TRUE] }, true],
  ['Fn::Or with none', { 'Fn::Or': [FALSE, { 'Fn::Or': [FALSE, FALSE] }] }, false],
  ['another condition', { 'Fn::Not': [{ Condition: 'Other' }] }, false],
])('a resource is there by %s: %#', (_, condition, isThere) => {
  expect(deploy(condition, { Other: TRUE })).toEqual(isThere ? ['Always', 'Sometimes'] : ['Always']);
});

test('a resource comes and goes as its condition changes', () => {
  const state = createAwsState(ACCOUNTS);
  expect([FALSE, TRUE, FALSE].map((condition) => deploy(condition, {}, state))).toEqual([
    ['Always'],
    ['Always', 'Sometimes'],
    ['Always'],
  ]);
});

test.each<[what: string, condition: object]>([
  ['of too many', { 'Fn::Or': Array.from({ length: 11 }, () => TRUE) }],
  ['of one only', { 'Fn::Or': [TRUE] }],
])('Fn::Or %s is refused', (_, condition) => {
  const Resources = { A: LOG };
  const stack = deployTemplate(createAwsState(ACCOUNTS), { Conditions: { C: condition }, Resources });
  expect(stack.events.map(({ reason }) => reason)).toContain(
    'Template validation error: Template error: every Fn::Or object requires a list of at least 2 and at most 10 parameters.',
  );
});

test('a condition that is not there is refused, and so is one that refers to a resource', () => {
  const stack = deployTemplate(createAwsState(ACCOUNTS), { Resources: { A: { ...LOG, Condition: 'C' } } });
  expect(stack.events.map(({ reason }) => reason)).toContain(
    'Template format error: Unresolved condition dependency C in the Resources block of the template',
  );
  expect(() => deploy({ 'Fn::Equals': [{ Ref: 'Always' }, ''] })).toThrow(UnsupportedTemplateError);
});
