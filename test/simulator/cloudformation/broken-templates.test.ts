import { asOversized } from '../../../simulator/config/event-forms.ts';
import { putBroker } from '../../../simulator/config/recorder.ts';
import { schedule } from '../../../simulator/config/rule-events.ts';
import type { Shape, World, WorldOptions } from '../support.ts';
import { ADMINISTRATOR, keyOf, makeBroker, ORDERS, PAYMENTS, problemsOf, verdictsOf, withWorld } from '../support.ts';

const REGION = 'eu-west-1';

type Patch = NonNullable<WorldOptions['patch']>;

interface Statement {
  Action: string | string[];
}

const ACTIONS = [
  'config:PutEvaluations',
  'config:GetResourceConfigHistory',
  'config:ListDiscoveredResources',
  'config:GetComplianceDetailsByConfigRule',
  'mq:ListBrokers',
  'mq:DescribeBroker',
];

// What Lambda does with the function's own role.
const LAMBDA_ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage'];

/** The actions of each role, and the account in which the function needs them. */
const GRANTS: readonly { shape: Shape; role: string; accountId: string; actions: readonly string[] }[] = [
  { shape: 'organization', role: 'EvaluatorRole', accountId: ADMINISTRATOR, actions: [...ACTIONS, ...LAMBDA_ACTIONS] },
  { shape: 'organization', role: 'EvaluatorRole', accountId: PAYMENTS, actions: ['sts:AssumeRole'] },
  { shape: 'organization', role: 'EvaluationRole', accountId: PAYMENTS, actions: ACTIONS },
  { shape: 'stack-set', role: 'EvaluatorRole', accountId: PAYMENTS, actions: [...ACTIONS, ...LAMBDA_ACTIONS] },
  { shape: 'account', role: 'EvaluatorRole', accountId: PAYMENTS, actions: [...ACTIONS, ...LAMBDA_ACTIONS] },
];

interface Outcome {
  readonly problems: Readonly<Record<string, string>>;
  /** How many attempts ended in an error. */
  readonly errors: number;
  readonly verdicts: Readonly<Record<string, string>>;
  readonly hasLog: boolean;
}

/** What a good deployment makes of {@link run}. */
function goodOutcome(accountId: string): Outcome {
  const place = { accountId, region: REGION };
  const verdicts = { [keyOf(place, 1)]: 'pass pass pass', [keyOf(place, 2)]: 'pass fail pass' };
  return { problems: {}, errors: 0, verdicts, hasLog: true };
}

/** Uses every call that the function can make, and tells how it fared. */
async function run({ simulation, stacks, deliver, runtime }: World, accountId: string): Promise<Outcome> {
  const here = { accountId, region: REGION };
  // The broker is another one by now, so that only its history knows what the summary is about.
  const oversized = asOversized(putBroker(simulation, here, makeBroker(here, 2, { publiclyAccessible: true })));
  const endings = [...(await deliver(oversized))];
  putBroker(simulation, here, makeBroker(here, 2));
  simulation.results.clear();
  endings.push(...(await deliver(oversized)));
  // Not listed any more, so that the schedule leaves the result alone.
  const brokers = simulation.brokers.get(`${here.accountId}/${here.region}`);
  brokers?.delete(makeBroker(here, 2).brokerId);
  putBroker(simulation, here, makeBroker(here, 1));
  endings.push(...(await deliver(schedule(simulation, here))));
  const logs = [...runtime.stop().values()];
  return {
    problems: problemsOf(stacks),
    errors: endings.filter(({ error }) => error).length,
    verdicts: verdictsOf(simulation),
    hasLog: logs.some((log) => log.includes('"Evaluated"')),
  };
}

describe.each(GRANTS)('$role of the shape $shape, in account $accountId', ({ shape, role, accountId, actions }) => {
  test('the templates as they are give all right results', async () => {
    expect(await withWorld(shape, {}, (world) => run(world, accountId))).toEqual(goodOutcome(accountId));
  });

  test.each(actions)('templates without %s give other results', async (action) => {
    const patch = withoutAction(role, action);
    expect(await withWorld(shape, { patch }, (world) => run(world, accountId))).not.toEqual(goodOutcome(accountId));
  });
});

test.each(['organization', 'stack-set', 'account'] as const)(
  'the actions tried here are all that the roles of the shape %s have',
  async (shape) => {
    const found = new Set<string>();
    const patch: Patch = (template) =>
      forEachStatement(template, (role, { Action }) => {
        for (const action of [Action].flat()) found.add(`${role} ${action}`);
      });
    await withWorld(shape, { patch }, () => {});
    const tried = GRANTS.filter((grant) => grant.shape === shape);
    expect([...found].toSorted()).toEqual(
      tried.flatMap(({ role, actions }) => actions.map((action) => `${role} ${action}`)).toSorted(),
    );
  },
);

test.each<{ what: string; shape: Shape; patch: Patch; problem: string | undefined }>([
  {
    what: 'an evaluation role that trusts another account',
    shape: 'organization',
    patch: changeTrust((document) => document.replaceAll('"AdministratorAccount"', '"AWS::AccountId"')),
    problem: undefined,
  },
  {
    what: 'an evaluation role that trusts other roles',
    shape: 'organization',
    patch: changeTrust((document) => document.replace('-evaluator-*', '-somebody-*')),
    problem: undefined,
  },
  {
    what: 'a role of the function that Lambda may not assume',
    shape: 'account',
    patch: changeTrust((document) => document.replace('lambda.amazonaws.com', 'ec2.amazonaws.com')),
    problem: 'cannot be assumed by Lambda',
  },
  {
    what: 'a function that AWS Config may not invoke',
    shape: 'account',
    patch: changeResource('AWS::Lambda::Permission', { Principal: 'events.amazonaws.com' }),
    problem: 'InsufficientPermissionsException',
  },
  {
    what: 'a function that AWS Config may invoke for its own account only',
    shape: 'organization',
    patch: changePolicy('"aws:SourceOrgID":"o-simulated1"', '"aws:SourceAccount":"111111111111"'),
    problem: `InsufficientPermissionsException: arn:aws:lambda:eu-west-1:111111111111:function:`,
  },
  {
    what: 'a function that AWS Config may invoke for another organization only',
    shape: 'organization',
    patch: changePolicy('o-simulated1', 'o-otherorganization'),
    problem: `InsufficientPermissionsException: arn:aws:lambda:eu-west-1:111111111111:function:`,
  },
  {
    what: 'a function with a policy for another service',
    shape: 'organization',
    patch: changePolicy('config.amazonaws.com', 'events.amazonaws.com'),
    problem: 'InsufficientPermissionsException',
  },
])('$what gives no results', async ({ shape, patch, problem }) => {
  const result = await withWorld(shape, { patch }, (world) => run(world, PAYMENTS));
  expect(result.verdicts).toEqual({});
  if (problem === undefined) expect(result.errors).toBeGreaterThan(0);
  else expect(Object.values(result.problems).join()).toContain(problem);
});

test('without the policy of the function no pack is put in place', async () => {
  const patch: Patch = ({ Resources }) => {
    for (const [id, { Type }] of Object.entries(Resources))
      if (Type === 'AWS::Lambda::ResourcePolicy') delete Resources[id];
    for (const resource of Object.values(Resources)) delete resource.DependsOn;
  };
  await withWorld('organization', { patch }, ({ simulation, stacks }) => {
    expect(Object.keys(problemsOf(stacks))).toEqual([
      'rabbitmq-conformance-pack-eu-west-1',
      'rabbitmq-conformance-pack-eu-central-1',
    ]);
    expect(problemsOf(stacks)['rabbitmq-conformance-pack-eu-west-1']).toContain(`cannot be invoked for ${ORDERS}`);
    expect(simulation.state.rules.size).toBe(0);
  });
});

function forEachStatement(template: Parameters<Patch>[0], use: (role: string, statement: Statement) => void): void {
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::IAM::Role') continue;
    const policies: { PolicyDocument: { Statement: Statement[] } }[] = Properties.Policies ?? [];
    for (const { PolicyDocument } of policies)
      for (const statement of PolicyDocument.Statement) use(id.replace(/[0-9A-F]{8}$/, ''), statement);
  }
}

function withoutAction(ofRole: string, action: string): Patch {
  return (template) =>
    forEachStatement(template, (role, statement) => {
      if (role === ofRole) statement.Action = [statement.Action].flat().filter((one) => one !== action);
    });
}

function changeTrust(change: (document: string) => string): Patch {
  return ({ Resources }) => {
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type !== 'AWS::IAM::Role') continue;
      Object.assign(Properties, {
        AssumeRolePolicyDocument: JSON.parse(change(JSON.stringify(Properties.AssumeRolePolicyDocument))),
      });
    }
  };
}

function changePolicy(text: string, replacement: string): Patch {
  return ({ Resources }) => {
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type !== 'AWS::Lambda::ResourcePolicy') continue;
      const PolicyDocument = JSON.stringify(Properties.PolicyDocument).replace(text, replacement);
      Object.assign(Properties, { PolicyDocument: JSON.parse(PolicyDocument) });
    }
  };
}

function changeResource(type: string, properties: object): Patch {
  return ({ Resources }) => {
    for (const { Type, Properties } of Object.values(Resources))
      if (Type === type) Object.assign(Properties, properties);
  };
}
