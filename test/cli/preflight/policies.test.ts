import type { Aws } from '../../../cli/organization/port.ts';
import type { Row } from '../../../cli/organization/rows.ts';
import type { Situation } from './support.ts';
import { awsError, DELEGATE, denied, MANAGEMENT, rowsOf } from './support.ts';

const UNIT = 'ou-ab12-1a2b3c4d';
const FULL = { Effect: 'Allow', Action: '*', Resource: '*' };

/** An organization with a policy on one of its targets, beside FullAWSAccess. */
function withPolicy(target: string, ...Statement: readonly object[]): Partial<Aws> {
  return {
    controlPolicies: async (id) => [
      { id: 'p-FullAWSAccess', name: 'FullAWSAccess' },
      ...(id === target ? [{ id: 'p-guard', name: 'Guardrails' }] : []),
    ],
    controlPolicyText: async (id) => JSON.stringify({ Statement: id === 'p-guard' ? Statement : [FULL] }),
  };
}

const deny = (Action: string, more = {}) => ({ Sid: 'Keep', Effect: 'Deny', Action, Resource: '*', ...more });

function rows(situation: Situation): Promise<readonly Row[]> {
  return rowsOf('control-policies', situation);
}

const brief = (found: readonly Row[]) => found.map(({ status, subject }) => [status, subject]);

test('policies that only allow are fine', async () => {
  expect(brief(await rows({ shape: 'delegated' }))).toEqual([
    ['fine', `account ${DELEGATE}`],
    ['fine', 'r-ab12'],
  ]);
});

test('what is fine says which policies were read', async () => {
  const [own, root] = await rows({ shape: 'delegated' });
  expect(own?.detail).toMatch(`No service control policy on ${DELEGATE} and above it denies `);
  expect(own?.detail).not.toContain('are not read');
  expect(root?.detail).toMatch('No service control policy on r-ab12 denies ');
  expect(root?.detail).toContain('Policies on units and accounts below it are not read.');
});

test('nothing restricts the management account', async () => {
  const found = await rows({ aws: withPolicy('r-ab12', deny('config:*')) });
  expect(found[0]).toMatchObject({ status: 'fine', subject: `account ${MANAGEMENT}` });
  expect(brief(found.slice(1))).toEqual([['fine', 'r-ab12']]);
});

test('a denial names the policy, the statement, where it is, and who has to be exempt', async () => {
  const aws = withPolicy('r-ab12', deny('config:PutConfigurationAggregator'));
  expect((await rows({ shape: 'delegated', aws }))[0]).toEqual({
    check: 'control-policies',
    status: 'to-do',
    subject: `account ${DELEGATE}`,
    detail:
      'The statement "Keep" of the service control policy "Guardrails" (p-guard), which is on r-ab12, denies config:PutConfigurationAggregator.',
    action:
      '-c aggregator=none does without the aggregator.\n' +
      `Exempt arn:aws:iam::${DELEGATE}:role/cdk-hnb659fds-* from it.`,
  });
});

test.each([
  ['a condition', { Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/a' } } }],
  ['a resource', { Resource: 'arn:aws:lambda:*:*:function:a' }],
  ['all resources but one', { Resource: undefined, NotResource: 'arn:aws:lambda:*:*:function:a' }],
])('a denial for %s may refuse something, which is not evaluated', async (_, more) => {
  const aws = withPolicy(UNIT, deny('lambda:AddPermission', more));
  expect(await rows({ shape: 'stack-set', aws })).toEqual([
    expect.objectContaining({ status: 'fine' }),
    {
      check: 'control-policies',
      status: 'not-visible',
      subject: `accounts in ${UNIT}`,
      detail: expect.stringContaining('may refuse lambda:AddPermission.'),
      action: expect.stringMatching(
        /CT\.LAMBDA\.PV\.2.*\nLook whether it exempts arn:aws:iam::\*:role\/stacksets-exec-\*/,
      ),
    },
  ]);
});

test.each<[what: string, statement: object, status: string]>([
  ['a pattern', deny('lambda:Add*'), 'to-do'],
  ['a pattern in another case', deny('LAMBDA:addpermissio?'), 'to-do'],
  ['several actions', { ...deny(''), Action: ['mq:*', 'lambda:*'] }, 'to-do'],
  ['everything but something', { ...deny(''), Action: undefined, NotAction: ['mq:*'] }, 'to-do'],
  ['everything but what is needed', { ...deny(''), Action: undefined, NotAction: '*' }, 'fine'],
  ['something else', deny('lambda:AddPermissions'), 'fine'],
  ['a statement without a name', deny('lambda:AddPermission', { Sid: undefined }), 'to-do'],
])('a denial of %s: %s', async (_, statement, status) => {
  const found = await rows({ shape: 'stack-set', aws: withPolicy(UNIT, statement) });
  expect(found[1]?.status).toBe(status);
});

test.each([
  ['organization', 'config:PutOrganizationConformancePack', [`account ${DELEGATE}`]],
  ['organization', 'config:PutConformancePack', []],
  ['stack-set', 'config:PutOrganizationConformancePack', []],
  ['stack-set', 'config:PutConformancePack', ['accounts in r-ab12']],
])('with packs=%s, a denial of %s is in the way of %j', async (packs, action, subjects) => {
  const found = await rows({ shape: 'delegated', settings: { packs }, aws: withPolicy('r-ab12', deny(action)) });
  expect(found.filter(({ status }) => status === 'to-do').map(({ subject }) => subject)).toEqual(subjects);
});

test('what no policy of a level allows is denied', async () => {
  const aws: Partial<Aws> = {
    controlPolicies: async (id) => [id === 'r-ab12' ? { id: 'p-list', name: 'List' } : { id: 'p-Full', name: 'Full' }],
    controlPolicyText: async (id) =>
      JSON.stringify({
        Statement: id === 'p-list' ? { ...FULL, Action: ['iam:*', 'cloudformation:*', 'config:*'] } : FULL,
      }),
  };
  const [own] = await rows({ shape: 'delegated', aws });
  expect(own).toMatchObject({
    status: 'to-do',
    detail:
      'No service control policy on r-ab12 allows logs:CreateLogGroup, lambda:CreateFunction, lambda:PutResourcePolicy.',
  });
});

test('where service control policies are not enabled, none are in force', async () => {
  expect(brief(await rows({ shape: 'delegated', aws: { controlPolicies: async () => [] } }))).toEqual([
    ['fine', `account ${DELEGATE}`],
    ['fine', 'r-ab12'],
  ]);
});

test.each<[what: string, aws: Partial<Aws>]>([
  ['the policies', { controlPolicies: denied }],
  ['what is above', { parentOf: denied }],
  ['what is in them', { controlPolicyText: denied }],
  ['a policy that is no JSON', { controlPolicyText: async () => '' }],
  ['a policy without statements', { controlPolicyText: async () => '{}' }],
  ['an unknown error', { controlPolicies: () => Promise.reject(awsError('ServiceException')) }],
])('without %s, nothing is fine', async (_, aws) => {
  const [own] = await rows({ shape: 'delegated', aws });
  expect(own).toMatchObject({
    status: 'not-visible',
    action: `In the management account: aws organizations list-policies-for-target --target-id ${DELEGATE} --filter SERVICE_CONTROL_POLICY`,
  });
});

test.each([
  ['eu-west-1', ['lambda:PutResourcePolicy']],
  ['us-gov-west-1', ['lambda:AddPermission']],
  ['eu-west-1,me-central-1', ['lambda:PutResourcePolicy', 'lambda:AddPermission']],
])('in %s, the function is made to answer with %s', async (regions, actions) => {
  const homeRegion = regions.split(',')[0];
  const aws = withPolicy('r-ab12', { ...deny(''), Action: ['lambda:AddPermission', 'lambda:PutResourcePolicy'] });
  const [own] = await rows({ shape: 'delegated', settings: { regions, homeRegion }, aws });
  expect(own?.detail).toContain(`denies ${actions.join(', ')}.`);
  expect(own?.action).toContain('CT.LAMBDA.PV.2');
});

test('what is looked at depends on the settings', async () => {
  const aws = withPolicy('r-ab12', deny('config:PutConfigurationAggregator'));
  expect(brief(await rows({ shape: 'delegated', settings: { aggregator: 'none' }, aws }))[0]?.[0]).toBe('fine');
  const runbooks = withPolicy('r-ab12', deny('ssm:CreateDocument'));
  expect(brief(await rows({ aws: runbooks }))[1]?.[0]).toBe('fine');
  expect(brief(await rows({ settings: { logRemediation: 'manual' }, aws: runbooks }))[1]?.[0]).toBe('to-do');
  expect(await rows({ shape: 'account', aws: runbooks })).toEqual([]);
});
