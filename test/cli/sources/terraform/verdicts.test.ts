import {
  active,
  badRabbit,
  broker,
  change,
  plan,
  planOf,
  rabbit,
  read,
  state,
  stateFile,
  verdicts,
  without,
} from './support.ts';

const GOOD = 'pass pass pass';
const BAD = 'fail fail fail';
const SKIP = 'skip skip skip';
const UNKNOWN = 'unknown unknown unknown';

/** The same attributes as a plan, a state and a state file have them. */
const FORMS = [
  ['a plan', (values: Readonly<Record<string, unknown>>) => planOf(values)],
  ['a state', (values: Readonly<Record<string, unknown>>) => state([broker(values)])],
  [
    'a state file',
    (values: Readonly<Record<string, unknown>>) =>
      stateFile([{ mode: 'managed', type: 'aws_mq_broker', name: 'orders', instances: [{ attributes: values }] }]),
  ],
] as const;

describe.each(FORMS)('the verdicts of %s', (_, write) => {
  it.each([
    ['a private cluster that logs', rabbit(), GOOD],
    ['a public single instance that does not log', badRabbit(), BAD],
    ['the engine in capitals', rabbit({ engine_type: 'RABBITMQ' }), GOOD],
    ['the engine in small letters', rabbit({ engine_type: 'rabbitmq' }), GOOD],
    ['the deployment mode in small letters', rabbit({ deployment_mode: 'cluster_multi_az' }), GOOD],
    ['ActiveMQ', active(), SKIP],
    ['ActiveMQ in capitals', active({ engine_type: 'ACTIVEMQ' }), SKIP],
    ['ActiveMQ in small letters', active({ engine_type: 'activemq' }), SKIP],
    ['ActiveMQ with nothing else', { engine_type: 'ActiveMQ' }, SKIP],
    ['no deployment mode: a single instance', without(rabbit(), 'deployment_mode'), 'fail pass pass'],
    ['a deployment mode of null: a single instance', rabbit({ deployment_mode: null }), 'fail pass pass'],
    ['an empty deployment mode', rabbit({ deployment_mode: '' }), 'unknown pass pass'],
    ['a deployment mode that nobody knows', rabbit({ deployment_mode: 'MULTI_REGION' }), 'unknown pass pass'],
    ['a standby, which RabbitMQ has not', rabbit({ deployment_mode: 'ACTIVE_STANDBY_MULTI_AZ' }), 'fail pass pass'],
    ['no public access given: private', without(rabbit(), 'publicly_accessible'), GOOD],
    ['public access of null: private', rabbit({ publicly_accessible: null }), GOOD],
    ['public access that cannot be read', rabbit({ publicly_accessible: 'maybe' }), 'pass unknown pass'],
    ['public access in a list', rabbit({ publicly_accessible: [false] }), 'pass unknown pass'],
    ['no logs', without(rabbit(), 'logs'), 'pass pass fail'],
    ['logs of null', rabbit({ logs: null }), 'pass pass fail'],
    ['logs without a block', rabbit({ logs: [] }), 'pass pass fail'],
    ['an empty block of logs', rabbit({ logs: [{}] }), 'pass pass fail'],
    ['general logging of null', rabbit({ logs: [{ audit: null, general: null }] }), 'pass pass fail'],
    ['general logging off', rabbit({ logs: [{ general: false }] }), 'pass pass fail'],
    ['audit logging only', rabbit({ logs: [{ audit: 'true', general: false }] }), 'pass pass fail'],
    ['general logging that cannot be read', rabbit({ logs: [{ general: 1 }] }), 'pass pass unknown'],
    ['logs as an object', rabbit({ logs: { general: true } }), 'pass pass unknown'],
    ['logs as true', rabbit({ logs: true }), 'pass pass unknown'],
    ['logs as text', rabbit({ logs: 'true' }), 'pass pass unknown'],
    ['logs with a block of null', rabbit({ logs: [null] }), 'pass pass unknown'],
    ['logs with true for a block', rabbit({ logs: [true] }), 'pass pass unknown'],
    ['logs with two blocks', rabbit({ logs: [{ general: true }, { general: false }] }), 'pass pass unknown'],
    ['no engine', without(rabbit(), 'engine_type'), UNKNOWN],
    ['an engine of null', rabbit({ engine_type: null }), UNKNOWN],
    ['an engine that is no text', rabbit({ engine_type: 7 }), UNKNOWN],
    ['an engine that nobody knows', rabbit({ engine_type: 'RabitMQ' }), UNKNOWN],
    ['the engine only: all defaults', { engine_type: 'RabbitMQ' }, 'fail pass fail'],
    ['no attributes', {}, UNKNOWN],
  ])('%s', (_name, values, expected) => {
    expect(verdicts(write(values))).toEqual([expected]);
  });
});

describe('what is known only after apply is unknown', () => {
  it.each([
    ['the engine', planOf(without(rabbit(), 'engine_type'), { engine_type: true }), UNKNOWN],
    [
      'the deployment mode',
      planOf(without(rabbit(), 'deployment_mode'), { deployment_mode: true }),
      'unknown pass pass',
    ],
    [
      'the deployment mode, where the plan has null for it',
      planOf(rabbit({ deployment_mode: null }), { deployment_mode: true }),
      'unknown pass pass',
    ],
    [
      'public access',
      planOf(without(rabbit(), 'publicly_accessible'), { publicly_accessible: true }),
      'pass unknown pass',
    ],
    ['public access, although there is a value', planOf(rabbit(), { publicly_accessible: true }), 'pass unknown pass'],
    [
      'public access, marked in a way that cannot be read',
      planOf(rabbit(), { publicly_accessible: 'yes' }),
      'pass unknown pass',
    ],
    ['a mark of false is none', planOf(rabbit(), { publicly_accessible: false, logs: false }), GOOD],
    ['the blocks of logs', planOf(without(rabbit(), 'logs'), { logs: true }), 'pass pass unknown'],
    ['the blocks of logs, marked in a way that cannot be read', planOf(rabbit(), { logs: {} }), 'pass pass unknown'],
    ['the block of logs', planOf(rabbit({ logs: [null] }), { logs: [true] }), 'pass pass unknown'],
    [
      'general logging',
      planOf(rabbit({ logs: [{ audit: null }] }), { logs: [{ general: true }] }),
      'pass pass unknown',
    ],
    ['audit logging is no matter', planOf(rabbit(), { logs: [{ audit: true }] }), GOOD],
    ['other attributes are no matter', planOf(rabbit(), { arn: true, instances: true, logs: [{}], user: [{}] }), GOOD],
    ['the whole broker', planOf(rabbit(), true), UNKNOWN],
    ['the whole broker, marked in a list', planOf(rabbit(), []), UNKNOWN],
    ['the whole block of logs, marked in a list', planOf(rabbit(), { logs: [[]] }), 'pass pass unknown'],
    ['a mark of null is none', planOf(rabbit(), { publicly_accessible: null, logs: [null] }), GOOD],
    ['ActiveMQ stays skipped', planOf(active(), { publicly_accessible: true }), SKIP],
    ['what is set is judged even without a change', plan([broker(rabbit())], { resource_changes: [] }), GOOD],
    [
      'what is not set, where the plan has no change of the broker',
      plan([broker({ engine_type: 'RabbitMQ' })], { resource_changes: [] }),
      UNKNOWN,
    ],
    [
      'what is not set, where the change does not say what is unknown',
      planOf({ engine_type: 'RabbitMQ' }, null),
      UNKNOWN,
    ],
    [
      'what is not set, where two changes of the broker contradict each other',
      plan([broker({ engine_type: 'RabbitMQ' })], {
        resource_changes: [{ publicly_accessible: true }, {}, {}].map((unknown) =>
          change(broker({}), ['create'], unknown),
        ),
      }),
      UNKNOWN,
    ],
    [
      'what is not set, where neither the broker nor the change has an address',
      plan([{ ...broker({ engine_type: 'RabbitMQ' }), address: undefined } as never]),
      UNKNOWN,
    ],
    ['a broker without values', plan([{ ...broker({}), values: undefined }]), UNKNOWN],
  ])('%s', (_, value, expected) => {
    expect(verdicts(value)).toEqual([expected]);
  });

  it('and the attribute is named', () => {
    const { results } = read(
      planOf(
        { engine_type: 'RabbitMQ', logs: [{}] },
        { deployment_mode: true, publicly_accessible: true, logs: [{ general: true }] },
      ),
    );
    expect(results.map(({ detail }) => detail)).toEqual([
      'deployment_mode is known only after apply.',
      'publicly_accessible is known only after apply.',
      'logs.general is known only after apply.',
    ]);
  });
});

describe('the reason is given', () => {
  const twoBlocks = rabbit({ logs: [{ general: true }, {}] });
  it.each([
    ['a value of a plan', planOf(rabbit({ deployment_mode: 'X' })), 0, '"X" is an unknown deployment mode.'],
    [
      'a value of a state',
      state([broker(rabbit({ publicly_accessible: 1 }))]),
      1,
      'PubliclyAccessible has the invalid value 1 in the state.',
    ],
    [
      'a value of a plan that is invalid',
      planOf(rabbit({ publicly_accessible: 1 })),
      1,
      'PubliclyAccessible has the invalid value 1 in the plan.',
    ],
    ['all logs', planOf(without(rabbit(), 'logs'), { logs: true }), 2, 'logs is known only after apply.'],
    ['two blocks', planOf(twoBlocks), 2, 'logs is a list, but one block was expected.'],
    ['a text', planOf(rabbit({ logs: 'on' })), 2, 'logs is "on", but one block was expected.'],
    ['a list of null', planOf(rabbit({ logs: [null] })), 2, 'logs is a list of null, but one block was expected.'],
    [
      'a sensitive value',
      state([broker(rabbit({ logs: [{}] }), 'x', { sensitive_values: { logs: [{ general: true }] } })]),
      2,
      'logs.general is sensitive, and its value was removed.',
    ],
    [
      'no value, and no change',
      plan([broker({ engine_type: 'RabbitMQ' })], { resource_changes: [] }),
      1,
      'publicly_accessible has no value, and it is not known whether it is unset.',
    ],
  ])('for %s', (_, value, check, detail) => {
    expect(read(value).results[check]?.detail).toBe(detail);
  });
});

describe('a value that was taken out because it is sensitive is not a default', () => {
  const sensitive = (marks: unknown, values = rabbit({ publicly_accessible: null })) =>
    state([broker(values, 'aws_mq_broker.orders', { sensitive_values: marks })]);
  it.each([
    ['one attribute', sensitive({ publicly_accessible: true }), 'pass unknown pass'],
    ['all attributes', sensitive(true), 'pass unknown pass'],
    ['an attribute of a block', sensitive({ logs: [{ general: true }] }, rabbit({ logs: [{}] })), 'pass pass unknown'],
    ['all blocks', sensitive({ logs: true }, rabbit({ logs: null })), 'pass pass unknown'],
    ['another attribute', sensitive({ user: [{ password: true }], logs: [] }), GOOD],
    ['one that is there after all', sensitive({ publicly_accessible: true }, rabbit()), GOOD],
  ])('%s', (_, value, expected) => {
    expect(verdicts(value)).toEqual([expected]);
  });
});

it('a broker is identified by what is known of it', () => {
  const arn = 'arn:aws:mq:eu-west-1:111122223333:broker:orders:b-1234';
  const { results } = read(state([broker(rabbit({ arn, id: 'b-1234', region: 'eu-west-1' }))]));
  expect(results[0]).toMatchObject({
    address: 'aws_mq_broker.orders',
    resource: { arn, id: 'b-1234', name: 'orders', accountId: '111122223333', region: 'eu-west-1' },
  });
  const withoutArn = read(state([broker(rabbit({ id: 'b-1234' }))]));
  expect(withoutArn.results[0]?.resource).toEqual({ id: 'b-1234', name: 'orders' });
  const planned = read(planOf(rabbit({ region: 'eu-central-1' }), { arn: true, id: true }));
  expect(planned.results[0]?.resource).toEqual({ name: 'orders', region: 'eu-central-1' });
});
