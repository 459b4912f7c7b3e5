import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { isTerraform } from '../../../../cli/sources/terraform/terraform.ts';
import type { Json } from './support.ts';
import { badRabbit, broker, change, module, plan, rabbit, read, state, stateFile } from './support.ts';

const EXPECTED = 'Expected the output of "terraform show -json" (or "tofu show -json") for a plan or a state.';

describe('what is recognised as something of Terraform', () => {
  it.each([
    ['a plan', plan([])],
    ['a plan of Terraform 0.12', { format_version: '0.1', planned_values: {} }],
    ['a plan without its beginning', { planned_values: {} }],
    ['a state', state([])],
    ['a plan of changes only', { format_version: '1.2', resource_changes: [] }],
    ['an empty state', { format_version: '1.0' }],
    ['a state file', stateFile([])],
    ['a state file without a version', { terraform_version: '1.13.4', serial: 1, resources: [] }],
    ['a state file of another version', { version: 3, terraform_version: '0.11.14', serial: 1, modules: [] }],
    ['an encrypted state', { serial: 1, lineage: 'x', meta: {}, encrypted_data: 'x', encryption_version: 'v0' }],
    ['a line of a log', { '@level': 'info', '@module': 'terraform.ui', type: 'version' }],
  ])('%s', (_, value: Json) => expect(isTerraform(value)).toBe(true));
});

describe('what is not', () => {
  it.each([
    ['nothing', {}],
    ['an answer of DescribeBroker', { BrokerId: 'b-1', EngineType: 'RABBITMQ' }],
    ['a template', { AWSTemplateFormatVersion: '2010-09-09', Resources: {} }],
    ['a package', { name: 'x', version: '1.0.0', dependencies: {} }],
    ['a lock file', { version: 4, packages: {} }],
    ['the output of terraform validate', { format_version: '1.0', valid: true, error_count: 0, diagnostics: [] }],
    ['the schemas of providers', { format_version: '1.0', provider_schemas: {} }],
    ['changes of something else', { resource_changes: [] }],
    ['something with a serial', { version: 4, serial: 7 }],
    ['something with a version of Terraform', { version: 4, terraform_version: '1.13.4' }],
    ['something with encrypted data', { encrypted_data: 'x' }],
    ['something with a version of its encryption', { encryption_version: 'v0' }],
    ['values of something else', { values: { root_module: {} } }],
  ])('%s', (_, value: Json) => expect(isTerraform(value)).toBe(false));
});

describe('what cannot be read at all', () => {
  const version = (text: string) => `has ${text}, but only 0 and 1 are supported. ${EXPECTED}`;
  const noPlan =
    'is a Terraform plan without planned_values.root_module. Expected the complete output of "terraform show -json".';
  const noState = `is a Terraform state without values.root_module. ${EXPECTED}`;
  const file = (number: unknown) =>
    `is a Terraform state file of version ${number} that cannot be read. ` +
    'Expected the output of "terraform show -json".';
  it.each([
    ['a plan of version 2', plan([], { format_version: '2.0' }), version('the format_version "2.0"')],
    ['a plan of version 10', plan([], { format_version: '10.0' }), version('the format_version "10.0"')],
    ['a plan of no version', plan([], { format_version: undefined }), version('no format_version')],
    ['a plan whose version is a number', plan([], { format_version: 1 }), version('the format_version 1')],
    ['a plan whose version is a word', plan([], { format_version: '1.x' }), version('the format_version "1.x"')],
    ['a state of version 2', { ...state([]), format_version: '2.0' }, version('the format_version "2.0"')],
    ['a plan without planned values', plan([], { planned_values: undefined }), noPlan],
    ['a plan whose planned values are null', plan([], { planned_values: null }), noPlan],
    ['a plan whose planned values are a list', plan([], { planned_values: [] }), noPlan],
    ['a plan without a root module', plan([], { planned_values: {} }), noPlan],
    ['a plan whose root module is a list', plan([], { planned_values: { root_module: [] } }), noPlan],
    ['a state without a root module', { format_version: '1.0', values: {} }, noState],
    ['a state whose values are null', { format_version: '1.0', values: null }, noState],
    ['a state whose values are text', { format_version: '1.0', values: 'root_module' }, noState],
    ['a state file of version 3', { ...stateFile([]), version: 3 }, file(3)],
    ['a state file of version 5', { ...stateFile([]), version: 5 }, file(5)],
    ['a state file without a version', { ...stateFile([]), version: undefined }, file(undefined)],
    ['a state file without resources', { ...stateFile([]), resources: undefined }, file(4)],
    [
      'an encrypted state',
      { meta: {}, encrypted_data: 'x', encryption_version: 'v0' },
      `is a state or plan that OpenTofu encrypted. ${EXPECTED}`,
    ],
    [
      'a log of terraform plan',
      { '@level': 'info', '@module': 'terraform.ui', terraform: '1.13.4', type: 'version', ui: '1.2' },
      `is the log of a command with -json, not a plan. ${EXPECTED}`,
    ],
    [
      'a log of tofu plan',
      { '@level': 'info', '@module': 'tofu.ui', type: 'version' },
      `is the log of a command with -json, not a plan. ${EXPECTED}`,
    ],
  ])('%s', (_, value, message) => {
    expect(() => read(value)).toThrow(new InputError(message));
  });
});

describe('what cannot be read in part is named, and the rest is evaluated', () => {
  const good = broker(rabbit());
  const inRoot = (root_module: Json) => plan([], { planned_values: { root_module } });
  it.each([
    [
      'resources that are no list',
      inRoot({ resources: {} }),
      'has an object where the resources of the root module should be a list.',
      0,
    ],
    [
      'resources that are no objects',
      inRoot({ resources: [good, null, 7, 'x', []] }),
      'has 4 elements in the resources of the root module that should be objects.',
      1,
    ],
    [
      'a resource without a type',
      inRoot({ resources: [good, { address: 'aws_mq_broker.x', mode: 'managed', values: badRabbit() }] }),
      'has a resource without a type in the root module: "aws_mq_broker.x".',
      1,
    ],
    [
      'a type that is no text',
      inRoot({ resources: [{ ...good, type: { toString: 1 } }, good] }),
      'has a resource without a type in the root module: "aws_mq_broker.orders".',
      1,
    ],
    [
      'modules that are no list',
      inRoot({ resources: [good], child_modules: 1 }),
      'has 1 where the modules of the root module should be a list.',
      1,
    ],
    [
      'modules that are no objects',
      inRoot({ resources: [good], child_modules: ['module.x'] }),
      'has 1 element in the modules of the root module that should be objects.',
      1,
    ],
    [
      'resources of a module that are no list',
      inRoot({ resources: [good], child_modules: [{ ...module('module.m', []), resources: true }] }),
      'has true where the resources of module.m should be a list.',
      1,
    ],
    [
      'changes that are no list',
      plan([good], { resource_changes: 'none' }),
      'has "none" where resource_changes should be a list.',
      1,
    ],
    [
      'changes that are no objects',
      plan([good], { resource_changes: [1] }),
      'has 1 element in resource_changes that should be objects.',
      1,
    ],
    [
      'deferred changes that are no list',
      plan([good], { deferred_changes: {} }),
      'has an object where deferred_changes should be a list.',
      1,
    ],
    [
      'a prior state whose resources are no list',
      plan([good], { prior_state: { values: { root_module: { resources: 1 } } } }),
      'has 1 where the resources of the root module should be a list.',
      1,
    ],
    [
      'resources of a state file that are no objects',
      stateFile(['x' as never]),
      'has 1 element in the resources that should be objects.',
      0,
    ],
    [
      'a resource of a state file without a type',
      stateFile([{ name: 'orders', instances: [{ attributes: rabbit() }] }]),
      'has a resource without a type: "orders".',
      0,
    ],
    [
      'instances of a state file that are no list',
      stateFile([{ type: 'aws_mq_broker', name: 'orders', instances: {} }]),
      'has an object where the instances of aws_mq_broker.orders should be a list.',
      0,
    ],
    [
      'instances of a data source that are no list',
      stateFile([{ mode: 'data', type: 'aws_mq_broker', name: 'orders', instances: {} }]),
      'has an object where the instances of data.aws_mq_broker.orders should be a list.',
      0,
    ],
  ])('%s', (_, value, problem, brokers) => {
    const { problems, readings } = read(value);
    expect(problems).toEqual([problem]);
    expect(readings).toHaveLength(brokers);
  });

  it.each([
    ['a version without a minor one', plan([good], { format_version: '1' })],
    ['a version of three numbers', plan([good], { format_version: '0.12.10' })],
    ['lists that are null', inRoot({ resources: [good], child_modules: null })],
    ['no resources', state([], [{ resources: null, child_modules: [module('m', [good])] }])],
    ['no more in a state file', stateFile([{ type: 'aws_mq_broker', instances: [{ attributes: rabbit() }] }])],
  ])('nothing is wrong with %s', (_, value) => {
    expect(read(value)).toMatchObject({ problems: [], notices: [], readings: [{}] });
  });

  it.each([
    ['errored', { errored: 'no' }],
    ['errored, null', { errored: null }],
    ['complete', { complete: 'yes' }],
    ['complete, null', { complete: null }],
  ])('a plan of which it cannot be read whether it is whole: %s', (_, more) => {
    expect(read(plan([good], more)).problems).toHaveLength(1);
  });
});

describe('what would take a careless reader hours is read', () => {
  const many = 50_000;
  const forgotten = Array.from({ length: many }, (_, index) =>
    broker({}, `aws_mq_broker.x[${index}]`, { values: undefined }),
  );
  it.each([
    [
      'many brokers without values that are forgotten',
      plan(forgotten, { resource_changes: forgotten.map((each) => change(each, ['forget'])) }),
      0,
    ],
    ['an address of brackets that are not closed', plan([broker(rabbit(), '["\\'.repeat(many))]), 1],
  ])('%s', (_, value, brokers) => {
    expect(read(value).readings).toHaveLength(brokers);
  });
});
