import { readTerraform } from '../../../../cli/sources/terraform/terraform.ts';
import {
  active,
  badRabbit,
  broker,
  change,
  module,
  plan,
  rabbit,
  read,
  state,
  stateFile,
  verdictsByAddress,
} from './support.ts';

const GOOD = 'pass pass pass';
const BAD = 'fail fail fail';
const SKIP = 'skip skip skip';

const data = { ...broker(badRabbit(), 'data.aws_mq_broker.found'), mode: 'data' };
const inModules = [
  module(
    'module.mq["eu"]',
    [broker(badRabbit(), 'module.mq["eu"].aws_mq_broker.orders')],
    [
      module(
        'module.mq["eu"].module.inner[0]',
        [],
        [
          module('module.mq["eu"].module.inner[0].module.core', [
            broker(rabbit(), 'module.mq["eu"].module.inner[0].module.core.aws_mq_broker.orders["a.b[0]"]'),
          ]),
        ],
      ),
    ],
  ),
  module('module.empty', []),
  module('module.last', [broker(active(), 'module.last.aws_mq_broker.orders[1]')]),
];
const expectedInModules = {
  'aws_mq_broker.root': GOOD,
  'module.mq["eu"].aws_mq_broker.orders': BAD,
  'module.mq["eu"].module.inner[0].module.core.aws_mq_broker.orders["a.b[0]"]': GOOD,
  'module.last.aws_mq_broker.orders[1]': SKIP,
};

/** A broker of a state file. */
function inFile(more: Readonly<Record<string, unknown>>) {
  return { mode: 'managed', type: 'aws_mq_broker', name: 'orders', instances: [], ...more };
}

describe('brokers are found wherever they are', () => {
  it.each([
    [
      'count and for_each',
      plan([
        broker(rabbit(), 'aws_mq_broker.orders[0]', { index: 0 }),
        broker(badRabbit(), 'aws_mq_broker.orders[1]', { index: 1 }),
        broker(rabbit(), 'aws_mq_broker.each["eu"]', { index: 'eu' }),
      ]),
      { 'aws_mq_broker.orders[0]': GOOD, 'aws_mq_broker.orders[1]': BAD, 'aws_mq_broker.each["eu"]': GOOD },
    ],
    [
      'modules in modules of a plan',
      plan([], {
        planned_values: {
          root_module: { resources: [broker(rabbit(), 'aws_mq_broker.root')], child_modules: inModules },
        },
      }),
      expectedInModules,
    ],
    ['modules in modules of a state', state([broker(rabbit(), 'aws_mq_broker.root')], inModules), expectedInModules],
    [
      'a provider with an alias, and one from another registry',
      plan([
        broker(rabbit(), 'aws_mq_broker.a', { provider_name: 'registry.opentofu.org/hashicorp/aws' }),
        broker(badRabbit(), 'aws_mq_broker.b', { provider_config_key: 'aws.frankfurt' }),
      ]),
      { 'aws_mq_broker.a': GOOD, 'aws_mq_broker.b': BAD },
    ],
    ['data sources are no brokers to evaluate', plan([data, broker(rabbit())]), { 'aws_mq_broker.orders': GOOD }],
    [
      'a broker without a mode',
      state([{ address: 'aws_mq_broker.orders', type: 'aws_mq_broker', values: badRabbit() }]),
      { 'aws_mq_broker.orders': BAD },
    ],
    [
      'a broker that waits to be deleted after its replacement failed',
      state([broker(rabbit()), broker(badRabbit(), 'aws_mq_broker.orders', { deposed_key: '00000001' })]),
      { 'aws_mq_broker.orders': GOOD, 'aws_mq_broker.orders (deposed 00000001)': BAD },
    ],
    [
      'a tainted broker',
      state([broker(badRabbit(), 'aws_mq_broker.x', { tainted: true })]),
      { 'aws_mq_broker.x': BAD },
    ],
    [
      'a state file with count, for_each, modules and a deposed broker',
      stateFile([
        inFile({
          instances: [
            { index_key: 0, attributes: rabbit() },
            { index_key: 1, attributes: badRabbit() },
          ],
        }),
        inFile({ module: 'module.mq["eu"]', name: 'each', instances: [{ index_key: 'a"b', attributes: active() }] }),
        inFile({ name: 'old', instances: [{ deposed: '00000001', status: 'tainted', attributes: badRabbit() }] }),
        inFile({ mode: 'data', instances: [{ attributes: badRabbit() }] }),
        { mode: 'managed', type: 'aws_s3_bucket', name: 'logs', instances: [{ attributes: {} }] },
      ]),
      {
        'aws_mq_broker.orders[0]': GOOD,
        'aws_mq_broker.orders[1]': BAD,
        'module.mq["eu"].aws_mq_broker.each["a\\"b"]': SKIP,
        'aws_mq_broker.old (deposed 00000001)': BAD,
      },
    ],
    [
      'a state file with attributes of Terraform 0.11',
      stateFile([
        inFile({ instances: [{ attributes_flat: { engine_type: 'RabbitMQ', publicly_accessible: 'false' } }] }),
      ]),
      { 'aws_mq_broker.orders': 'unknown unknown unknown' },
    ],
  ])('%s', (_, value, expected) => {
    // With their order, which is that of the modules.
    expect(Object.entries(verdictsByAddress(value))).toEqual(Object.entries(expected));
    expect(read(value).problems).toEqual([]);
  });

  it('in modules that are nested more deeply than a stack is', () => {
    const depth = 20_000;
    const text = `${'{"child_modules":['.repeat(depth)}{"resources":[${JSON.stringify(broker(badRabbit()))}]}${']}'.repeat(depth)}`;
    const root = JSON.parse(text);
    // Not by way of `read`: JSON.stringify is recursive.
    const { readings } = readTerraform({ format_version: '1.2', planned_values: { root_module: root } });
    expect(readings).toHaveLength(1);
  });
});

describe('a plan is judged by what will be', () => {
  const before = badRabbit();
  const planned = broker(rabbit());
  it.each([
    ['create', ['create'], GOOD],
    ['update', ['update'], GOOD],
    ['no change', ['no-op'], GOOD],
    ['replace, the old one first', ['delete', 'create'], GOOD],
    ['replace, the new one first', ['create', 'delete'], GOOD],
  ])('%s', (_, actions, expected) => {
    const value = plan([planned], {
      resource_changes: [change(planned, actions, {}, {})].map((entry) => ({
        ...entry,
        change: { ...entry.change, before },
      })),
      prior_state: state([broker(before)]),
    });
    expect(verdictsByAddress(value)).toEqual({ 'aws_mq_broker.orders': expected });
    expect(read(value)).toMatchObject({ problems: [], notices: [] });
  });

  it('a broker that is moved', () => {
    const value = plan([planned], {
      resource_changes: [change(planned, ['no-op'], {}, { previous_address: 'aws_mq_broker.before' })],
      prior_state: state([planned]),
    });
    expect(read(value)).toMatchObject({ problems: [], notices: [], readings: [{ address: 'aws_mq_broker.orders' }] });
  });
});
