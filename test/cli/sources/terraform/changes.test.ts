import type { Json, Resource } from './support.ts';
import {
  active,
  badRabbit,
  broker,
  bucket,
  change,
  changeFindings,
  plan,
  rabbit,
  read,
  verdictsByAddress,
} from './support.ts';

const REPLACEMENT = 'rabbitmq-no-replacement';
const DELETION = 'rabbitmq-no-deletion';
const ORDERS = 'aws_mq_broker.orders';
const LOST = 'Its messages, queues, users and endpoint are lost.';
const before = rabbit({
  deployment_mode: 'SINGLE_INSTANCE',
  id: 'b-1234',
  arn: 'arn:aws:mq:eu-west-1:111122223333:broker:orders:b-1234',
});

/** An entry of `resource_changes` for a broker that exists. */
function changed(
  actions: unknown,
  more: Json = {},
  { entry = {}, resource = broker(rabbit()) }: { entry?: Json; resource?: Resource } = {},
) {
  const base = change(resource, [], {}, entry);
  return { ...base, change: { ...base.change, actions, before, ...more } };
}

/** A plan of a broker with an entry of its own. */
function planFor(entry: Json): Json {
  return plan([broker(rabbit())], { resource_changes: [entry] });
}

describe('a replacement fails, and says what forces it', () => {
  it.each<[string, Json, string]>([
    [
      'with the deletion first',
      changed(
        ['delete', 'create'],
        { replace_paths: [['deployment_mode']] },
        { entry: { action_reason: 'replace_because_cannot_update' } },
      ),
      `The change replaces the broker, because deployment_mode cannot be changed in place. It deletes this broker, then creates the new one. ${LOST}`,
    ],
    [
      'with the creation first, for two reasons',
      changed(['create', 'delete'], { replace_paths: [['encryption_options', 0, 'kms_key_id'], ['subnet_ids']] }),
      'The change replaces the broker, because encryption_options[0].kms_key_id and subnet_ids cannot be changed in place. ' +
        `It creates the new broker, then deletes this one. ${LOST}`,
    ],
    [
      'with the creation first, and the old broker kept, as Terraform does with destroy = false',
      changed(['create', 'forget'], { replace_paths: [['broker_name']] }),
      'The change replaces the broker, because broker_name cannot be changed in place. ' +
        'The old broker stays in AWS, but the new one is empty and has another endpoint.',
    ],
    [
      'with the old broker kept, as OpenTofu does with destroy = false',
      changed(['forget', 'create']),
      'The change replaces the broker. The old broker stays in AWS, but the new one is empty and has another endpoint.',
    ],
    [
      'of a tainted broker',
      changed(['delete', 'create'], {}, { entry: { action_reason: 'replace_because_tainted' } }),
      `The change replaces the broker, because it is tainted. It deletes this broker, then creates the new one. ${LOST}`,
    ],
    [
      'for a reason that is not known here',
      changed(['delete', 'create'], {}, { entry: { action_reason: 'replace_because_of_the_moon' } }),
      `The change replaces the broker. It deletes this broker, then creates the new one. ${LOST}`,
    ],
  ])('%s', (_, entry, detail) => {
    const value = planFor(entry);
    expect(changeFindings(value)).toEqual([[ORDERS, REPLACEMENT, 'fail', detail]]);
    // The new broker is evaluated as ever.
    expect(verdictsByAddress(value)).toEqual({ [ORDERS]: 'pass pass pass' });
    expect(read(value).notices).toEqual([]);
  });
});

describe('a deletion fails', () => {
  const deleted = changed(
    ['delete'],
    { after: null },
    { entry: { action_reason: 'delete_because_no_resource_config' } },
  );

  it('and is all that is said about the broker', () => {
    const value = plan([], { resource_changes: [deleted] });
    const detail = `The change deletes the broker, because it is no longer in the Terraform configuration. ${LOST}`;
    expect(changeFindings(value)).toEqual([[ORDERS, DELETION, 'fail', detail]]);
    expect(read(value)).toMatchObject({
      readings: [{ broker: { id: 'b-1234', name: 'orders', accountId: '111122223333' } }],
      results: [],
      problems: [],
      notices: [],
    });
  });

  it('also of a broker that an earlier replacement left', () => {
    const deposed = changed(['delete'], { after: null }, { entry: { deposed: '00000001' } });
    const value = plan([broker(rabbit())], { resource_changes: [changed(['no-op']), deposed] });
    const detail = `The change deletes the broker, because an earlier replacement left it. ${LOST}`;
    expect(changeFindings(value)).toEqual([[`${ORDERS} (deposed 00000001)`, DELETION, 'fail', detail]]);
    expect(verdictsByAddress(value)).toEqual({ [ORDERS]: 'pass pass pass' });
  });

  it('also of a broker without an address', () => {
    const value = plan([], { resource_changes: [{ ...deleted, address: undefined }] });
    expect(changeFindings(value)).toMatchObject([['undefined', DELETION, 'fail', expect.any(String)]]);
  });

  it('also of a broker that the plan has nevertheless', () => {
    expect(changeFindings(planFor(deleted))).toMatchObject([[ORDERS, DELETION, 'fail', expect.any(String)]]);
  });
});

describe('nothing is found', () => {
  it.each<[string, Json]>([
    ['where a broker is created', planFor(changed(['create'], { before: null }))],
    ['where a broker is updated', planFor(changed(['update']))],
    ['where a broker stays', planFor(changed(['no-op']))],
    [
      'where a broker is only moved in the state',
      planFor(changed(['no-op'], {}, { entry: { previous_address: 'aws_mq_broker.old' } })),
    ],
    ['where a broker is imported', planFor(changed(['no-op'], { importing: { id: 'b-1234' } }))],
    ['where a broker is forgotten', plan([], { resource_changes: [changed(['forget'], { after: null })] })],
    [
      'where a bucket is replaced',
      plan([broker(rabbit())], { resource_changes: [changed(['no-op']), change(bucket(), ['delete', 'create'])] }),
    ],
    ['where a broker of ActiveMQ is replaced', planFor(changed(['delete', 'create'], { before: active() }))],
    [
      'where a broker of ActiveMQ becomes one of RabbitMQ',
      planFor(changed(['delete', 'create'], { before: active(), replace_paths: [['engine_type']] })),
    ],
    [
      'where a broker of ActiveMQ is deleted',
      plan([], { resource_changes: [changed(['delete'], { before: active() })] }),
    ],
    [
      'where a data source is read again',
      plan([broker(rabbit())], {
        resource_changes: [
          changed(['no-op']),
          changed(['read'], {}, { entry: { mode: 'data', address: 'data.aws_mq_broker.x' } }),
        ],
      }),
    ],
  ])('%s', (_, value) => {
    expect(changeFindings(value)).toEqual([]);
  });
});

describe('what the plan does not tell is unknown', () => {
  const may = (why: string) => `The change may delete or replace the broker, because ${why}.`;
  const both = (detail: string) => [
    [ORDERS, REPLACEMENT, 'unknown', detail],
    [ORDERS, DELETION, 'unknown', detail],
  ];
  it.each<[string, Json, readonly (readonly string[])[]]>([
    ['no actions', planFor(changed([])), both(may('it has no actions'))],
    ['actions that are no list', planFor(changed('delete')), both(may('it has no actions'))],
    [
      'actions of a later version',
      planFor(changed(['evaporate', 'create'])),
      both(may('it has the unknown actions "evaporate", "create"')),
    ],
    ['an action that is no text', planFor(changed([['no-op']])), both(may('it has the unknown actions a list'))],
    [
      'two entries',
      plan([broker(rabbit())], { resource_changes: [changed(['no-op']), changed(['delete', 'create'])] }),
      both(may('resource_changes has several entries for it')),
    ],
    [
      'no entry',
      plan([broker(rabbit())], { resource_changes: [] }),
      both(
        'The change may delete or replace a broker whose engine is not known, because resource_changes has no entry for it.',
      ),
    ],
    [
      'a replacement of a broker whose engine is not known',
      planFor(changed(['delete', 'create'], { before: { id: 'b-1234' }, replace_paths: [['deployment_mode']] })),
      [
        [
          ORDERS,
          REPLACEMENT,
          'unknown',
          'The change replaces a broker whose engine is not known, because deployment_mode cannot be changed in place.',
        ],
      ],
    ],
    [
      'a deletion without values',
      plan([], { resource_changes: [changed(['delete'], { before: undefined })] }),
      [[ORDERS, DELETION, 'unknown', 'The change deletes a broker whose engine is not known.']],
    ],
  ])('%s', (_, value, expected) => {
    expect(changeFindings(value)).toEqual(expected);
  });
});

it('a plan that is not complete still says what it replaces', () => {
  const other = broker(badRabbit(), 'aws_mq_broker.other');
  const value = plan([], { resource_changes: [changed(['delete', 'create'], {}, { resource: other })] });
  expect(changeFindings(value)).toMatchObject([['aws_mq_broker.other', REPLACEMENT, 'fail', expect.any(String)]]);
  expect(read(value).problems).toHaveLength(1);
});

describe('a resource of another type that is, or may create, brokers', () => {
  const BODY = JSON.stringify({ Resources: { B: { Type: 'AWS::AmazonMQ::Broker' } } });
  const QUEUES = JSON.stringify({ Resources: { Q: { Type: 'AWS::SQS::Queue' } } });
  const cloudControl = (engine: string) => ({
    type_name: 'AWS::AmazonMQ::Broker',
    properties: JSON.stringify({ EngineType: engine }),
  });
  const may = (why: string) => `unknown: The change may delete a broker whose engine is not known, because x ${why}.`;
  it.each<[string, string, readonly string[], Json, Json | null, string | undefined]>([
    ['a broker that is deleted', 'awscc_amazonmq_broker', ['delete'], { engine_type: 'RABBITMQ' }, null, DELETION],
    [
      'a broker that is replaced',
      'awscc_amazonmq_broker',
      ['delete', 'create'],
      { engine_type: 'RABBITMQ' },
      {},
      REPLACEMENT,
    ],
    ['one of ActiveMQ', 'awscc_amazonmq_broker', ['delete'], { engine_type: 'ACTIVEMQ' }, null, undefined],
    ['a broker that stays', 'awscc_amazonmq_broker', ['update'], { engine_type: 'RABBITMQ' }, {}, undefined],
    ['a broker of Cloud Control', 'aws_cloudcontrolapi_resource', ['delete'], cloudControl('RABBITMQ'), null, DELETION],
    ['one of ActiveMQ there', 'aws_cloudcontrolapi_resource', ['delete'], cloudControl('ACTIVEMQ'), null, undefined],
    [
      'a queue of Cloud Control',
      'aws_cloudcontrolapi_resource',
      ['delete'],
      { type_name: 'AWS::SQS::Queue' },
      null,
      undefined,
    ],
    ['a stack', 'aws_cloudformation_stack', ['delete'], { template_body: BODY }, null, may('may have brokers')],
    [
      'a stack that is replaced',
      'aws_cloudformation_stack',
      ['delete', 'create'],
      { template_url: 'x' },
      {},
      may('may have brokers'),
    ],
    [
      'a stack that loses its broker',
      'aws_cloudformation_stack',
      ['update'],
      { template_body: BODY },
      { template_body: QUEUES },
      may('may have had brokers, and will have none'),
    ],
    [
      'a stack that stays',
      'aws_cloudformation_stack',
      ['update'],
      { template_body: BODY },
      { template_body: BODY },
      undefined,
    ],
    ['a stack of queues', 'aws_cloudformation_stack', ['delete'], { template_body: QUEUES }, null, undefined],
    ['a stack that is forgotten', 'aws_cloudformation_stack', ['forget'], { template_body: BODY }, null, undefined],
  ])('%s', (_, type, actions, earlier, after, expected) => {
    const entry = { address: 'x', mode: 'managed', type, name: 'x', change: { actions, before: earlier, after } };
    const found = changeFindings(plan([], { resource_changes: [entry] }));
    const results = found.map(([, check, verdict, detail]) => (verdict === 'fail' ? check : `${verdict}: ${detail}`));
    expect(results).toEqual(expected === undefined ? [] : [expected]);
  });
});
