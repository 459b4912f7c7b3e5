import type { PolicyDocument } from '../../simulator/aws/iam.ts';
import { controlPolicyOf, PROTECTED } from '../support/control-policies.ts';
import { describeWith } from '../support/missing.ts';
import { evidencePolicies } from '../support/monthly-evidence.ts';
import { findWitness, runWitness } from '../support/python.ts';
import { rolePolicies } from './role-policies.ts';

const program = findWitness('parliament');
const python = findWitness('python');

/** @returns the findings of each policy */
async function lint(policies: readonly PolicyDocument[]): Promise<readonly (readonly string[])[]> {
  const options = { input: JSON.stringify(policies) };
  const { status, output, errors } = await runWitness(python ?? '', ['test/witness/lint_policies.py'], options);
  if (status !== 0) throw new Error(`lint_policies.py ended with ${status}:\n${errors}`);
  return JSON.parse(output);
}

/** What parliament finds although it is as it should be, each in one policy, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  'CREDENTIALS_EXPOSURE: ':
    'the function of an organization assumes the evaluation roles, and the report the roles in accounts: those of the ' +
    'own organization and no others',
};

function allowing(Action: string, Resource: string, Condition = {}): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource, Condition }] };
}

const BROKERS = 'arn:aws:mq:*:111122223333:broker:*';

describeWith(program)('parliament', () => {
  test('finds nothing in any policy of any role of any shape, but what is known', async () => {
    const all = rolePolicies().flatMap(({ policies }) => policies);
    expect(new Set(all.flatMap(({ Statement }) => Statement.map(({ Sid }) => Sid)))).toEqual(
      new Set([
        ...['Evaluate', 'ReadResults', 'DescribeBrokers', 'WriteLogs', 'KeepFailedEvents', 'AssumeEvaluationRole'],
        ...['SwitchLogOn', 'Forward'],
      ]),
    );
    expect((await lint(all)).flat()).toEqual(Object.keys(KNOWN));
  });

  test('finds nothing in any service control policy, but actions that are newer than it', async () => {
    const policies = Object.keys(PROTECTED).map((name) => controlPolicyOf(name) as PolicyDocument);
    const found = new Set((await lint(policies)).flat());
    expect(found).toEqual(
      new Set(
        ['DeleteResourcePolicy', 'PutResourcePolicy'].map((name) => `UNKNOWN_ACTION: Unknown action lambda:${name}`),
      ),
    );
  });

  test('finds nothing in the roles that make evidence each month, but what is known', async () => {
    expect((await lint(evidencePolicies())).flat()).toEqual(Object.keys(KNOWN));
  });

  test('does find an action, a resource, a condition and a permission that are wrong', async () => {
    const wrong = [
      allowing('mq:DescribeBrokers', BROKERS),
      allowing('mq:DescribeBroker', BROKERS.replace('broker', 'configuration')),
      allowing('mq:ListBrokers', BROKERS),
      allowing('mq:DescribeBroker', BROKERS, { StringEquals: { 'aws:Organization': 'o-1' } }),
      allowing('mq:DescribeBroker', BROKERS, { ArnLike: { 'aws:PrincipalArn': 'evaluator' } }),
      allowing('mq:DescribeBroker', '*'),
      allowing('iam:PutRolePolicy', 'arn:aws:iam::111122223333:role/evaluator'),
    ];
    const issues = (await lint(wrong)).map((findings) => findings.map((finding) => finding.split(':')[0]));
    expect(issues).toEqual([
      ['UNKNOWN_ACTION'],
      ['RESOURCE_MISMATCH'],
      ['RESOURCE_MISMATCH'],
      ['UNKNOWN_CONDITION_FOR_ACTION'],
      ['MISMATCHED_TYPE'],
      ['RESOURCE_STAR'],
      ['PERMISSIONS_MANAGEMENT_ACTIONS'],
    ]);
  });
});
