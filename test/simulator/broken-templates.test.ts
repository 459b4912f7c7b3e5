import { asOversized, putBroker, schedule } from '../../simulator/recorder.ts';
import type { Shape, World, WorldOptions } from './support.ts';
import { keyOf, makeBroker, ORDERS, PAYMENTS, problemsOf, verdictsOf, withWorld } from './support.ts';

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

const LOG_ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

const ALL_ACTIONS: Readonly<Record<Shape, readonly string[]>> = {
  organization: [...ACTIONS, ...LOG_ACTIONS, 'sts:AssumeRole'],
  'stack-set': [...ACTIONS, ...LOG_ACTIONS],
  account: [...ACTIONS, ...LOG_ACTIONS],
};

/** In the account of the function in shape `account`, in other ones otherwise. */
const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };

/** What a good deployment makes of {@link run}. */
const GOOD = {
  problems: {},
  errors: 0,
  verdicts: { [keyOf(HERE, 1)]: 'pass pass pass', [keyOf(HERE, 2)]: 'pass fail pass' },
  logged: true,
};

/** Uses every call that the function can make, and tells how it fared. */
async function run({ simulation, stacks, deliver, runtime }: World): Promise<typeof GOOD> {
  // The broker is another one by now, so that only its history knows what the summary is about.
  const oversized = putBroker(simulation, HERE, makeBroker(HERE, 2, { publiclyAccessible: true })).map(asOversized);
  const endings = [...(await deliver(oversized))];
  putBroker(simulation, HERE, makeBroker(HERE, 2));
  simulation.results.clear();
  endings.push(...(await deliver(oversized)));
  // Not listed any more, so that the schedule leaves the result alone.
  const brokers = simulation.brokers.get(`${HERE.accountId}/${HERE.region}`);
  brokers?.delete(makeBroker(HERE, 2).brokerId);
  putBroker(simulation, HERE, makeBroker(HERE, 1));
  endings.push(...(await deliver(schedule(simulation, HERE))));
  const logs = [...(await runtime.stop()).values()];
  return {
    problems: problemsOf(stacks),
    errors: endings.filter(({ error }) => error).length,
    verdicts: verdictsOf(simulation) as typeof GOOD.verdicts,
    logged: logs.some((log) => log.includes('"Evaluated"')),
  };
}

describe.each(Object.keys(ALL_ACTIONS) as Shape[])('Deployed as %s', (shape) => {
  test('the templates as they are give all right results', async () => {
    expect(await withWorld(shape, {}, run)).toEqual(GOOD);
  });

  test('the actions tried here are all that the templates have', async () => {
    const found = new Set<string>();
    await withWorld(
      shape,
      { patch: (template) => forEachStatement(template, ({ Action }) => [Action].flat().forEach((a) => found.add(a))) },
      () => {},
    );
    expect([...found].toSorted()).toEqual(ALL_ACTIONS[shape].toSorted());
  });

  test.each(ALL_ACTIONS[shape])('templates without %s give other results', async (action) => {
    expect(await withWorld(shape, { patch: withoutAction(action) }, run)).not.toEqual(GOOD);
  });
});

test.each<{ what: string; shape: Shape; patch: Patch; problem: string | undefined }>([
  {
    what: 'an evaluation role that trusts another account',
    shape: 'organization',
    patch: changeTrust((document) => document.replace('"AdministratorAccount"', '"AWS::AccountId"')),
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
    patch: changeResource('AWS::Lambda::Permission', { SourceAccount: { Ref: 'AWS::AccountId' } }),
    problem: `InsufficientPermissionsException: arn:aws:lambda:eu-west-1:111111111111:function:`,
  },
])('$what does not give all right results', async ({ shape, patch, problem }) => {
  const result = await withWorld(shape, { patch }, run);
  expect(result).not.toEqual(GOOD);
  expect(result.verdicts).toEqual({});
  if (problem === undefined) expect(result.errors).toBeGreaterThan(0);
  else expect(Object.values(result.problems).join()).toContain(problem);
});

test('without the permission of the function no pack is put in place', async () => {
  const patch: Patch = ({ Resources }) => {
    for (const [id, { Type }] of Object.entries(Resources)) if (Type === 'AWS::Lambda::Permission') delete Resources[id];
    for (const resource of Object.values<{ DependsOn?: unknown }>(Resources)) delete resource.DependsOn;
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

function forEachStatement(template: Parameters<Patch>[0], use: (statement: Statement) => void): void {
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::IAM::Role') continue;
    const policies: { PolicyDocument: { Statement: Statement[] } }[] = Properties.Policies ?? [];
    for (const { PolicyDocument } of policies) for (const statement of PolicyDocument.Statement) use(statement);
  }
}

function withoutAction(action: string): Patch {
  return (template) =>
    forEachStatement(template, (statement) => {
      statement.Action = [statement.Action].flat().filter((one) => one !== action);
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

function changeResource(type: string, properties: object): Patch {
  return ({ Resources }) => {
    for (const { Type, Properties } of Object.values(Resources)) if (Type === type) Object.assign(Properties, properties);
  };
}
