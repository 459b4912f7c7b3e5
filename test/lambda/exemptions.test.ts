import type { Exemption } from '../../checks/exemption.ts';
import { RULE_CHECKS } from '../../checks/registry.ts';
import { createHandler } from '../../lambda/handler.ts';
import type { BrokerAnswer } from '../support/brokers.ts';
import { brokerId, describeAnswer } from '../support/brokers.ts';
import { loadEvent } from '../support/events.ts';
import type { FakeState } from '../support/fake-account.ts';
import { createFakeAccount } from '../support/fake-account.ts';
import { createFakeTelemetry } from '../support/fake-telemetry.ts';

const CONTEXT = {
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:999999999999:function:evaluator',
  getRemainingTimeInMillis: () => 60_000,
};
const TODAY = new Date('2027-03-01T12:00:00Z');

const CLUSTER = 'rabbitmq-cluster-deployment';
const PUBLIC = 'rabbitmq-no-public-access';
const LOGGING = 'rabbitmq-general-logging';
const ENTRY: Exemption = { broker: 'sandbox', checks: [CLUSTER], reason: 'Holds no data.', until: '2027-03-31' };

/** A change of the broker `sandbox` of account 111122223333, for which all checks fail. */
const change = (overrides = {}) => loadEvent('change-discovered', overrides);
const ofChecks = (...checks: string[]) => ({ ruleParameters: { checks: checks.join(',') } });

async function invoke(event: unknown, exemptions: readonly Exemption[], now = TODAY, state: FakeState = {}) {
  const account = createFakeAccount(state);
  const telemetry = createFakeTelemetry();
  const handler = createHandler({
    checks: RULE_CHECKS,
    connect: async () => account,
    telemetry,
    exemptions,
    now: () => now,
  });
  await handler(event, CONTEXT);
  const sent = account.batches.flat().map(({ compliance, annotation }) => `${compliance} ${annotation}`);
  return { sent, telemetry, exempt: telemetry.lines.filter(({ message }) => message === 'A failure is exempt') };
}

const EXEMPT = 'NOT_APPLICABLE Exempt until 2027-03-31: Holds no data.';
const FAILS = expect.stringMatching(/^NON_COMPLIANT /);

test.each<[string, Partial<Exemption>, unknown]>([
  ['of its name', {}, EXEMPT],
  ['of its name, account and region', { accounts: ['111122223333'], regions: ['eu-west-1'] }, EXEMPT],
  ['of its ARN', { broker: 'arn:aws:mq:*:111122223333:broker:sandbox:*' }, EXEMPT],
  ['with a ticket', { ticket: 'OPS-1' }, `${EXEMPT} (OPS-1)`],
  ['of another name', { broker: 'sand' }, FAILS],
  ['of another account', { accounts: ['222233334444'] }, FAILS],
  ['of another region', { regions: ['eu-central-1'] }, FAILS],
  ['of another check', { checks: [PUBLIC] }, FAILS],
  ['that has ended', { until: '2027-02-28' }, FAILS],
])('a broker that fails, with an exemption %s', async (_, differences, expected) => {
  expect((await invoke(change(ofChecks(CLUSTER)), [{ ...ENTRY, ...differences }])).sent).toEqual([expected]);
});

test('a broker is exempt to the end of the last day, and fails on the next one', async () => {
  const at = async (time: string) => (await invoke(change(ofChecks(CLUSTER)), [ENTRY], new Date(time))).sent;
  expect(await at('2027-03-31T23:59:59Z')).toEqual([EXEMPT]);
  expect(await at('2027-04-01T00:00:00Z')).toEqual([FAILS]);
});

test('the account and region are those of the rule and the function, whatever the configuration item says', async () => {
  const item = {
    awsAccountId: '222233334444',
    awsRegion: 'us-east-1',
    ARN: `arn:aws:mq:us-east-1:222233334444:broker:sandbox:${brokerId(1)}`,
  };
  const event = change({ ...ofChecks(CLUSTER), invokingEvent: { configurationItem: item } });
  for (const claimed of [
    { accounts: ['222233334444'] },
    { regions: ['us-east-1'] },
    { broker: 'arn:aws:mq:us-east-1:222233334444:broker:*:*' },
  ]) {
    expect((await invoke(event, [{ ...ENTRY, ...claimed }])).sent).toEqual([FAILS]);
  }
  expect((await invoke(event, [{ ...ENTRY, accounts: ['111122223333'], regions: ['eu-west-1'] }])).sent).toEqual([
    EXEMPT,
  ]);
});

test('a rule for several checks fails as long as one failure is not exempt', async () => {
  const all = { ...ENTRY, checks: [CLUSTER, PUBLIC, LOGGING] };
  expect((await invoke(change(), [{ ...all, checks: [CLUSTER, LOGGING] }])).sent).toEqual([
    expect.stringMatching(/^NON_COMPLIANT The broker is publicly accessible\./),
  ]);
  const { sent, exempt } = await invoke(change(), [all]);
  expect(sent).toEqual([EXEMPT]);
  expect(exempt.map(({ fields }) => fields.check)).toEqual([CLUSTER, PUBLIC, LOGGING]);
});

test.each([
  ['2027-03-16T23:00:00Z', 15, 'info'],
  ['2027-03-17T01:00:00Z', 14, 'warn'],
  ['2027-03-31T12:00:00Z', 0, 'warn'],
])('on %s, with %i days left, the log has a line of the level %s', async (time, daysLeft, level) => {
  const { exempt, telemetry } = await invoke(
    change(ofChecks(CLUSTER)),
    [{ ...ENTRY, ticket: 'OPS-1' }],
    new Date(time),
  );
  const fields = {
    ...{ rule: 'rabbitmq-brokers', accountId: '111122223333', region: 'eu-west-1' },
    trigger: 'ConfigurationItemChangeNotification',
    ...{ resourceId: 'b-33333333-3333-4333-8333-333333333333', check: CLUSTER },
    ...{ until: '2027-03-31', daysLeft, reason: 'Holds no data.', ticket: 'OPS-1' },
  };
  expect(exempt).toEqual([{ level, message: 'A failure is exempt', fields }]);
  expect(telemetry.counts).toMatchObject({ Brokers: 1, Fail: 0, Exempt: 1 });
});

test('the metric is not sent where nothing is exempt', async () => {
  expect((await invoke(loadEvent('change-ok'), [ENTRY])).telemetry.counts).not.toHaveProperty('Exempt');
});

test.each<[string, boolean | undefined, RegExp]>([
  ['fails for another check', true, /^NON_COMPLIANT The broker is publicly accessible/],
  ['is unknown for another check', undefined, /^NOT_APPLICABLE This broker could not be evaluated/],
])(
  'in a rule for several checks, exempt failures of a broker that %s are logged and counted',
  async (_, publiclyAccessible, expected) => {
    const { publiclyAccessible: _default, ...broker } = describeAnswer(1, {
      brokerName: 'sandbox',
      deploymentMode: 'SINGLE_INSTANCE',
      logs: {},
    });
    const { sent, exempt, telemetry } = await invoke(
      loadEvent('scheduled'),
      [{ ...ENTRY, checks: [CLUSTER, LOGGING] }],
      TODAY,
      {
        brokers: [{ ...broker, ...(publiclyAccessible === undefined ? {} : { publiclyAccessible }) }],
        recorded: [{ resourceId: brokerId(1), compliance: 'COMPLIANT' }],
      },
    );
    expect(sent).toEqual([expect.stringMatching(expected)]);
    expect(exempt.map(({ fields }) => fields.check)).toEqual([CLUSTER, LOGGING]);
    expect(telemetry.counts).toMatchObject({ Brokers: 1, Exempt: 1 });
    expect(telemetry.lines.at(-1)?.fields.verdicts).toMatchObject({ exempt: 0 });
  },
);

test('a rule for several checks names the first end, then each reason once', async () => {
  const others = { checks: [PUBLIC], until: '2027-03-09' };
  const entries = [ENTRY, { ...ENTRY, ...others, ticket: 'OPS-1' }, { ...ENTRY, ...others, checks: [LOGGING] }];
  expect((await invoke(change(), entries)).sent).toEqual([
    'NOT_APPLICABLE Exempt until 2027-03-09: Holds no data. / Holds no data. (OPS-1)',
  ]);
});

test('long reasons leave the date whole', async () => {
  const entries = [CLUSTER, PUBLIC, LOGGING].map((check, index) => ({
    ...ENTRY,
    checks: [check],
    reason: `${index}`.repeat(190),
    until: `2027-03-2${index}`,
  }));
  expect((await invoke(change(), entries)).sent).toEqual([
    expect.stringMatching(/^NOT_APPLICABLE Exempt until 2027-03-20: 0{190} \/ 1+…$/),
  ]);
});

describe('a schedule', () => {
  const UNTIL = 'Exempt until 2027-02-28: Holds no data.';
  const UNKNOWN = "This broker could not be evaluated: 'MOON' is an unknown deployment mode.";
  const MOON = describeAnswer(1, { deploymentMode: 'MOON' });
  const SANDBOX = describeAnswer(1, { brokerName: 'sandbox', deploymentMode: 'SINGLE_INSTANCE' });

  /** What is sent of brokers, of one of which AWS Config has a NOT_APPLICABLE result. */
  async function sweep(brokers: readonly BrokerAnswer[], annotation: string, recordedAt = '2027-02-28') {
    const result = { resourceId: brokerId(1), compliance: 'NOT_APPLICABLE', orderingTimestamp: new Date(recordedAt) };
    const event = loadEvent('scheduled', {
      ...ofChecks(CLUSTER),
      invokingEvent: { notificationCreationTime: TODAY.toISOString() },
    });
    return (await invoke(event, [ENTRY], TODAY, { brokers, recorded: [{ ...result, annotation }] })).sent;
  }

  test.each<[string, readonly BrokerAnswer[], string, string]>([
    ['was exempt and is unknown', [MOON], UNTIL, UNKNOWN],
    [
      'was exempt and is not of RabbitMQ',
      [describeAnswer(1, { engineType: 'ACTIVEMQ' })],
      UNTIL,
      'The engine is ACTIVEMQ',
    ],
    ['was exempt and is gone', [], UNTIL, 'The broker no longer exists.'],
    ['was unknown and is gone', [], UNKNOWN, 'The broker no longer exists.'],
    ['was unknown for another reason', [MOON], 'This broker could not be evaluated: It was denied.', UNKNOWN],
  ])('replaces the annotation of a broker that %s', async (_, brokers, annotation, expected) => {
    expect(await sweep(brokers, annotation)).toEqual([expect.stringContaining(`NOT_APPLICABLE ${expected}`)]);
  });

  test.each<[string, readonly BrokerAnswer[], string]>([
    ['is unknown', [MOON], UNKNOWN],
    ['is gone', [], 'The broker no longer exists.'],
  ])('does not repeat that a broker %s', async (_, brokers, annotation) => {
    expect(await sweep(brokers, annotation)).toEqual([]);
  });

  test.each([
    ['has the day of a new exemption', '2027-02-28', [EXEMPT]],
    ['does not overwrite a newer result', '2027-03-02', []],
  ])('%s', async (_, recordedAt, expected) => {
    expect(await sweep([SANDBOX], UNTIL, recordedAt)).toEqual(expected);
  });
});

test('a schedule says each time that a broker is exempt, because the date may have changed', async () => {
  const brokers = [describeAnswer(1, { brokerName: 'sandbox', deploymentMode: 'SINGLE_INSTANCE' })];
  const event = loadEvent('scheduled', ofChecks(CLUSTER));
  expect((await invoke(event, [ENTRY], TODAY, { brokers })).sent).toEqual([EXEMPT]);
});

test.each([
  ['passes', { DeploymentMode: 'CLUSTER_MULTI_AZ' }, /^COMPLIANT /],
  ['is unknown', { DeploymentMode: 'MOON' }, /^NOT_APPLICABLE This broker could not be evaluated: /],
  ['is not of RabbitMQ', { EngineType: 'ACTIVEMQ' }, /^NOT_APPLICABLE The engine is ACTIVEMQ/],
])('a broker that %s stays so, with an exemption', async (_, configuration, expected) => {
  const event = change({ ...ofChecks(CLUSTER), invokingEvent: { configurationItem: { configuration } } });
  expect((await invoke(event, [ENTRY])).sent).toEqual([expect.stringMatching(expected)]);
});
