import fc from 'fast-check';
import type { AccessRequest, PolicyDocument } from '../../simulator/aws/iam.ts';
import { isAllowed, isServiceTrusted, isTrusted, list } from '../../simulator/aws/iam.ts';
import { ADMINISTRATOR_ACCOUNT } from '../support/cdk.ts';
import { controlPolicyOf, PROTECTED } from '../support/control-policies.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';
import { ACCOUNT, BUS, LOG_GROUP, QUEUE, rolePolicies } from './role-policies.ts';

const program = findWitness('ministack');
const python = findWitness('python');

type Statement = PolicyDocument['Statement'][number];

/** What both are asked: of the policies of a role, or of its trust policy for a role or a service that assumes it. */
type Question = AccessRequest &
  (
    | { readonly policies: readonly PolicyDocument[] }
    | { readonly trust: PolicyDocument; readonly caller: string }
    | { readonly trust: PolicyDocument; readonly service: string }
  );

function here(question: Question): boolean {
  if ('policies' in question) return isAllowed(question.policies, question);
  if ('caller' in question) return isTrusted(question.trust, { arn: question.caller }, question);
  return isServiceTrusted(question.trust, question.service, question);
}

async function ministack(questions: readonly Question[]): Promise<readonly boolean[]> {
  const options = { input: JSON.stringify(questions) };
  const { status, output, errors } = await runWitness(python ?? '', ['test/witness/decide.py'], options);
  if (status !== 0) throw new Error(`decide.py ended with ${status}:\n${errors}`);
  return JSON.parse(output);
}

/** Ministack knows no variables in policies, so it gets their values. */
function withValues(question: Question): Question {
  const text = JSON.stringify(question);
  return JSON.parse(text.replaceAll(/\$\{([^}]+)\}/g, (variable, name) => question.context[name] ?? variable));
}

/** The questions on which the two disagree, and on how many they say yes. */
async function compare(questions: readonly Question[]) {
  const theirs = await ministack(questions.map(withValues));
  const ours = questions.map(here);
  return {
    disagreements: questions.filter((_, index) => theirs[index] !== ours[index]),
    allowed: questions.filter((_, index) => ours[index]),
  };
}

function policy(...statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

const OTHER_ACCOUNT = '999999999999';

const RESOURCES = [
  '*',
  ...[ACCOUNT, OTHER_ACCOUNT].flatMap((account) => [
    `arn:aws:mq:eu-west-1:${account}:broker:orders:b-1`,
    `arn:aws:mq:us-east-1:${account}:broker:orders:b-1`,
    `arn:aws-cn:mq:cn-north-1:${account}:broker:orders:b-1`,
    `arn:aws:mq:eu-west-1:${account}:BROKER:orders:b-1`,
    `arn:aws:mq:eu-west-1:${account}:configuration:c-1`,
    `arn:aws:config:eu-west-1:${account}:config-rule/config-rule-a`,
    `arn:aws:config:eu-west-1:${account}:config-rule`,
    `arn:aws:iam::${account}:role/rabbitmq-conformance-evaluation`,
    `arn:aws:iam::${account}:role/team/rabbitmq-conformance-evaluation`,
    `arn:aws:iam::${account}:role/rabbitmq-conformance-evaluation-2`,
  ]),
  LOG_GROUP,
  `${LOG_GROUP}:log-stream:a`,
  `${LOG_GROUP}-2:log-stream:a`,
  QUEUE,
  `${QUEUE}-2`,
  BUS,
  `${BUS}-2`,
];

const OTHER_ACTIONS = [
  ...['mq:DescribeBrokers', 'mq:DescribeBroke', 'mq:CreateBroker', 'mq:DeleteBroker', 'mq:RebootBroker', 'mq:*'],
  ...['config:PutConfigRule', 'config:DeleteConfigRule', 'config:PutEvaluation', 'logs:DeleteLogGroup'],
  ...['sts:AssumeRoleWithSAML', 'iam:PutRolePolicy', 'MQ:describebroker', 's3:GetObject'],
];

const ORGANIZATIONS: readonly AccessRequest['context'][] = [
  { 'aws:PrincipalOrgID': 'o-1', 'aws:ResourceOrgID': 'o-1' },
  { 'aws:PrincipalOrgID': 'o-1', 'aws:ResourceOrgID': 'o-2' },
  { 'aws:PrincipalOrgID': 'o-1' },
  { 'aws:ResourceOrgID': 'o-1' },
  {},
];

const EVALUATOR = 'role/rabbitmq-conformance-evaluator-eu-west-1';
const CALLERS = [ADMINISTRATOR_ACCOUNT, ACCOUNT, OTHER_ACCOUNT].flatMap((account) =>
  [EVALUATOR, 'role/rabbitmq-conformance-evaluation', `role/team/${EVALUATOR}`, 'user/a'].map(
    (name) => `arn:aws:iam::${account}:${name}`,
  ),
);
const SERVICES = ['lambda', 'ssm', 'config', 'ec2'].map((name) => `${name}.amazonaws.com`);

/** Of calls for an automation of Systems Manager. */
const SOURCES: readonly AccessRequest['context'][] = [undefined, ACCOUNT, OTHER_ACCOUNT].flatMap((account) =>
  [
    undefined,
    `arn:aws:ssm:eu-west-1:${ACCOUNT}:automation-execution/a`,
    `arn:aws:ssm:eu-west-1:${OTHER_ACCOUNT}:automation-execution/a`,
    `arn:aws:ssm:eu-west-1:${ACCOUNT}:document/a`,
  ].map((arn) => ({ 'aws:SourceAccount': account, 'aws:SourceArn': arn })),
);

// Few characters, so that patterns match often.
const TEXT = fc.string({ unit: fc.constantFrom('a', 'a', 'A', '.'), minLength: 1, maxLength: 2 });
const PATTERN = fc.string({ unit: fc.constantFrom('a', 'A', '.', '*', '*', '?'), minLength: 1, maxLength: 3 });
const PATTERNS = fc.oneof(PATTERN, fc.array(PATTERN, { minLength: 1, maxLength: 3 }));
const KEY = fc.constantFrom('aws:PrincipalOrgID', 'aws:ResourceOrgID');
const KEY_IN_POLICY = fc.oneof(KEY, fc.constant('AWS:principalOrgId'));
const KEYS = fc.dictionary(KEY_IN_POLICY, PATTERNS, { minKeys: 1, maxKeys: 2 });
const STATEMENT = fc.record(
  {
    Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
    Action: PATTERNS,
    Resource: PATTERNS,
    Condition: fc.record({ StringEquals: KEYS, StringLike: KEYS }, { requiredKeys: [] }),
  },
  { requiredKeys: ['Effect', 'Action', 'Resource'] },
);
const QUESTION = fc.record({
  policies: fc.array(
    fc.array(STATEMENT, { minLength: 1, maxLength: 3 }).map((all) => policy(...all)),
    { maxLength: 2 },
  ),
  action: TEXT,
  resource: TEXT,
  context: fc.dictionary(KEY, TEXT),
});

interface Disagreement {
  readonly what: string;
  readonly condition: NonNullable<Statement['Condition']>;
  readonly context: AccessRequest['context'];
  readonly allowed: { readonly here: boolean; readonly ministack: boolean };
}

const SOURCE = 'arn:aws:lambda:eu-west-1:999999999999:function:a:111122223333:function:b';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition.html
const KNOWN: readonly Disagreement[] = [
  {
    what: 'variables, which ministack does not know',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM.
    condition: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
    context: { 'aws:ResourceOrgID': 'o-1', 'aws:PrincipalOrgID': 'o-1' },
    allowed: { here: true, ministack: false },
  },
  {
    what: 'asterisks in ARNs, which end with their part in AWS, and do not in ministack',
    condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:*:111122223333:function:b' } },
    context: { 'aws:SourceArn': SOURCE },
    allowed: { here: false, ministack: true },
  },
];

describeWith(program)('The simulated IAM and that of ministack decide alike', () => {
  const roles = rolePolicies();

  test('on every call of every role, and on calls that are wrong in one thing or more', async () => {
    const all = roles.flatMap(({ policies }) => policies);
    const actions = [...new Set(all.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)))];
    const questions = all.flatMap((one) =>
      [...actions, ...OTHER_ACTIONS].flatMap((action) =>
        RESOURCES.flatMap((resource) =>
          ORGANIZATIONS.map((context) => ({ policies: [one], action, resource, context })),
        ),
      ),
    );
    const { disagreements, allowed } = await compare(questions);
    expect(disagreements).toEqual([]);
    expect(new Set(allowed.map(({ action }) => action))).toEqual(new Set([...actions, 'MQ:describebroker']));
  });

  test('on what every service control policy denies', async () => {
    const all: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const questions = Object.keys(PROTECTED).flatMap((name) => {
      const scp = controlPolicyOf(name) as PolicyDocument;
      // Each pattern stands for something that it matches, and each without its beginning for something that it does not.
      const filled = (pattern: string) => pattern.replaceAll('*', 'x');
      return scp.Statement.flatMap(({ Action, Resource, Condition }) => {
        const principals = list(Condition?.ArnNotLike?.['aws:PrincipalArn']).map(filled);
        return list(Action).flatMap((action) =>
          list(Resource).flatMap((resource) =>
            [...principals, CALLERS[0], undefined].flatMap((principal) =>
              [filled(resource), filled(resource).replace(/[\w-]+$/, '')].map((target) => ({
                ...{ policies: [all, scp], action: filled(action), resource: target },
                context: { 'aws:PrincipalArn': principal },
              })),
            ),
          ),
        );
      });
    });
    const { disagreements, allowed } = await compare(questions);
    expect(disagreements).toEqual([]);
    expect(allowed.length).toBeGreaterThan(questions.length / 5);
    expect(allowed.length).toBeLessThan((questions.length * 4) / 5);
  });

  test('on who may assume every role', async () => {
    const questions = roles.flatMap(({ trust }) => [
      ...CALLERS.flatMap((caller) =>
        [caller, CALLERS[0], undefined].map((principal): Question => {
          const context = { 'aws:PrincipalArn': principal };
          return { trust, caller, action: 'sts:AssumeRole', resource: '*', context };
        }),
      ),
      ...SERVICES.flatMap((service) =>
        SOURCES.map((context): Question => ({ trust, service, action: 'sts:AssumeRole', resource: '*', context })),
      ),
    ]);
    const { disagreements, allowed } = await compare(questions);
    expect(disagreements).toEqual([]);
    expect(allowed.length).toBeGreaterThan(roles.length);
  });

  test('on any policies with the operators for texts', async () => {
    const questions = fc.sample(QUESTION, { numRuns: 2_000, seed: 1 });
    const { disagreements, allowed } = await compare(questions);
    expect(disagreements).toEqual([]);
    // Neither answer is rare.
    expect(allowed.length).toBeGreaterThan(questions.length / 20);
    expect(allowed.length).toBeLessThan(questions.length / 2);
  });

  test.each(KNOWN)('except on $what', async ({ condition, context, allowed }) => {
    const statement: Statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: condition };
    const question = { policies: [policy(statement)], action: 'mq:ListBrokers', resource: '*', context };
    const [theirs] = await ministack([question]);
    expect({ here: here(question), ministack: theirs }).toEqual(allowed);
  });
});
