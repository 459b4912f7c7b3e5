import { THREE_CHECKS } from '../../../support/checks.ts';
import { badBroker, broker, cliAnswer, eventItem, identity } from '../../forms.ts';
import { EVALUATE, evaluate, HOSTILE, run, temporaryFolder } from '../../support.ts';

const folder = temporaryFolder();

it('is this text', async () => {
  const path = folder.write('broker.json', cliAnswer(badBroker()));
  const { stdout } = await run([...EVALUATE, '--format=json', '--checks=rabbitmq-general-logging', path]);
  expect(stdout).toBe(`{
  "version": 2,
  "results": [
    {
      "source": ${JSON.stringify(path)},
      "resource": {
        "id": "b-orders-1111-4111-8111-111111111111",
        "name": "orders",
        "arn": "arn:aws:mq:eu-west-1:111122223333:broker:orders:b-orders-1111-4111-8111-111111111111",
        "accountId": "111122223333",
        "region": "eu-west-1"
      },
      "check": "rabbitmq-general-logging",
      "verdict": "fail",
      "detail": "General logging is off.",
      "severity": "medium",
      "fix": "in-place",
      "remediation": "Turn it on with UpdateBroker: set Logs.General=true and nothing else in Logs. No new broker is needed.",
      "guide": "https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs/remediation.md#rabbitmq-general-logging",
      "fingerprint": "944aac643c24dd300b090e65ba29d6787cd4d5818e969cc1bfb81d1f871f78d1"
    }
  ],
  "advice": [],
  "problems": [],
  "notices": [],
  "summary": {
    "pass": 0,
    "fail": 1,
    "skip": 0,
    "unknown": 0,
    "exempt": 0
  }
}
`);
});

it('has the same members whatever the verdict', async () => {
  const brokers = [broker(), badBroker(), broker({ general: 'odd' }), broker({ engineType: 'ACTIVEMQ' })];
  const { output } = await evaluate(brokers.map((facts) => cliAnswer(facts)));
  expect(new Set(output.results.map(({ verdict }) => verdict))).toEqual(new Set(['pass', 'fail', 'unknown', 'skip']));
  expect(Object.keys(output)).toEqual(['version', 'results', 'advice', 'problems', 'notices', 'summary']);
  for (const result of output.results) {
    const members = [
      'source',
      'resource',
      'check',
      'verdict',
      'detail',
      'severity',
      'fix',
      'remediation',
      'guide',
      'fingerprint',
    ];
    expect(Object.keys(result)).toEqual(members);
    expect(result.detail).toMatch(/\.$/);
  }
});

it('has the results in the order of the input, then of the checks', async () => {
  const { output } = await evaluate([cliAnswer(broker()), cliAnswer(badBroker({ name: 'billing' }))]);
  expect(output.results.map(({ resource, check, severity, fix }) => [resource.name, check, severity, fix])).toEqual(
    ['orders', 'billing'].flatMap((name) => [
      [name, 'rabbitmq-cluster-deployment', 'medium', 'new-broker'],
      [name, 'rabbitmq-no-public-access', 'high', 'new-broker'],
      [name, 'rabbitmq-general-logging', 'medium', 'in-place'],
    ]),
  );
});

it('sums up the verdicts', async () => {
  const { output } = await evaluate([
    cliAnswer(broker()),
    cliAnswer(badBroker()),
    eventItem(broker({ general: undefined, publiclyAccessible: true })),
    cliAnswer(broker({ engineType: 'ACTIVEMQ' })),
  ]);
  expect(output.summary).toEqual({ pass: 4, fail: 4, skip: 3, unknown: 1, exempt: 0 });
});

describe('leaves out what is not known of a broker', () => {
  const { name, accountId, region } = identity('orders');
  const id = 'b-11111111-1111-4111-8111-111111111111';
  it.each([
    ['everything but the id', { BrokerId: 'b-1', EngineVersion: '4.2' }, { id: 'b-1' }],
    ['everything', { BrokerId: null, EngineVersion: '4.2' }, {}],
    [
      'the ARN, where it is no ARN of a broker',
      { BrokerId: 'b-1', BrokerArn: 'arn:aws:sqs:eu-west-1:1:x' },
      { id: 'b-1' },
    ],
    [
      'ARN and id, in a configuration item whose resource id has not the form of an id',
      eventItem(broker(), { ARN: undefined, configuration: {} }),
      { name, accountId, region },
    ],
    [
      'the ARN, in a configuration item whose resource id has the form of an id',
      eventItem(broker(), { resourceId: id, ARN: undefined, configuration: {} }),
      { id, name, accountId, region },
    ],
  ])('%s', async (_, input, resource) => {
    const { output } = await evaluate(input);
    expect(output.results.map((result) => result.resource)).toEqual(THREE_CHECKS.map(() => resource));
  });
});

it('takes what is known of a broker from its ARN, where nothing else says it', async () => {
  const { id, name, arn } = identity('orders');
  const properties = JSON.stringify({ Arn: arn, EngineType: 'RABBITMQ' });
  const inputs = [
    { BrokerArn: arn, BrokerId: null },
    { TypeName: 'AWS::AmazonMQ::Broker', ResourceDescription: { Identifier: id, Properties: properties } },
    eventItem(broker(), {
      resourceId: arn,
      resourceName: undefined,
      awsAccountId: undefined,
      awsRegion: undefined,
      configuration: {},
    }),
  ];
  const { output } = await evaluate(inputs, '--checks', 'rabbitmq-general-logging');
  expect(output.results.map(({ resource }) => resource)).toEqual(inputs.map(() => ({ ...identity(name), arn })));
});

it('calls standard input "-"', async () => {
  const { output } = await evaluate(cliAnswer(broker()));
  expect(new Set(output.results.map(({ source }) => source))).toEqual(new Set(['-']));
});

it('is JSON without results where nothing could be used', async () => {
  const { output, status } = await evaluate('');
  expect(output).toEqual({
    version: 2,
    results: [],
    advice: [],
    problems: [{ source: '-', message: expect.any(String) }],
    notices: [],
    summary: { pass: 0, fail: 0, skip: 0, unknown: 0, exempt: 0 },
  });
  expect(status).toBe(2);
});

it('says what was skipped', async () => {
  const { output } = await evaluate([cliAnswer(broker()), { TypeName: 'AWS::SQS::Queue' }]);
  expect(output.notices).toEqual([{ source: '-', message: 'skipped 1 resource other than brokers.' }]);
});

it('has no colour', async () => {
  const stdin = [JSON.stringify(cliAnswer(badBroker()))];
  const { stdout } = await run([...EVALUATE, '--format', 'json'], { stdin, useColour: true });
  expect(stdout).not.toContain('\u001b');
  expect(JSON.parse(stdout).summary.fail).toBe(3);
});

it('keeps what an input says, and lets nothing through that a terminal would obey', async () => {
  const input = cliAnswer(badBroker(), { BrokerName: HOSTILE, DeploymentMode: HOSTILE });
  const { stdout, output } = await evaluate(input);
  expect(output.results[0]?.resource.name).toBe(HOSTILE);
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});
