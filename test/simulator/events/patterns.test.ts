import { matchesPattern, refuseUnsupportedPattern } from '../../../simulator/events/patterns.ts';
import { UnsupportedTemplateError } from '../../../simulator/template/unsupported.ts';
import { complianceChange } from '../../support/compliance-changes.ts';

const EVENT = complianceChange({ now: ['NON_COMPLIANT'] });

test.each([
  ['nothing', {}, true],
  ['a value', { source: ['aws.config'] }, true],
  ['one of several values', { source: ['aws.ec2', 'aws.config'] }, true],
  ['another value', { source: ['aws.ec2'] }, false],
  ['a value in another case', { source: ['AWS.config'] }, false],
  ['a beginning', { region: [{ prefix: 'eu-' }] }, true],
  ['another beginning', { region: [{ prefix: 'us-' }] }, false],
  ['anything but a beginning', { region: [{ 'anything-but': { prefix: 'us-' } }] }, true],
  ['anything but the beginning that it has', { region: [{ 'anything-but': { prefix: 'eu-' } }] }, false],
  ['a form', { region: [{ wildcard: 'e*-west-*' }] }, true],
  ['a form whose asterisks stand for nothing', { region: [{ wildcard: '*eu-west-1*' }] }, true],
  ['a form that ends earlier', { region: [{ wildcard: 'e*-west' }] }, false],
  ['a form that begins later', { region: [{ wildcard: 'u-*' }] }, false],
  ['a form with a dot, which stands for itself', { region: [{ wildcard: '*eu.west*' }] }, false],
  ['a member deep inside', { detail: { newEvaluationResult: { complianceType: ['NON_COMPLIANT'] } } }, true],
  ['two members, one of them another', { source: ['aws.config'], region: ['us-east-1'] }, false],
  ['a member that is not there', { detail: { oldEvaluationResult: { complianceType: ['COMPLIANT'] } } }, false],
  ['anything but a beginning of what is not there', { other: [{ 'anything-but': { prefix: 'a' } }] }, false],
  ['a member that every object inherits', { toString: ['a'] }, false],
  ['a member of a text', { source: { length: ['10'] } }, false],
])('a pattern with %s', (_, pattern, matches) => {
  refuseUnsupportedPattern(pattern);
  expect(matchesPattern(pattern, EVENT)).toBe(matches);
});

test.each([
  ['a number', { version: [0] }],
  ['null', { version: [null] }],
  ['a suffix', { region: [{ suffix: '-1' }] }],
  ['whether it exists', { region: [{ exists: true }] }],
  ['anything but a value', { region: [{ 'anything-but': ['eu-west-1'] }] }],
  ['a beginning in any case', { region: [{ prefix: { 'equals-ignore-case': 'EU' } }] }],
  ['a form with a backslash', { region: [{ wildcard: '\\*' }] }],
  ['two conditions in one', { region: [{ prefix: 'a', 'anything-but': { prefix: 'b' } }] }],
  ['alternatives', { $or: [{ source: ['a'] }] }],
])('a pattern with %s is refused, as the simulation does not know it', (_, pattern) => {
  expect(() => refuseUnsupportedPattern(pattern)).toThrow(UnsupportedTemplateError);
});

test('a pattern without a value is refused, as EventBridge does', () => {
  expect(() => refuseUnsupportedPattern({ detail: { a: [] } })).toThrow('Empty arrays are not allowed: a');
});
