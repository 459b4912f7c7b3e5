import { endsInTime } from '../../../support/growth.ts';
import type { Json } from './support.ts';
import { broker, change, finding, plan, rabbit } from './support.ts';

const ID = 'rabbitmq-literal-password';
const SECRET = 'data.aws_secretsmanager_secret_version.mq';
const refersTo = (...references: readonly string[]) => ({ references });

/** A plan whose broker has these users in the configuration. */
function planned(user: unknown, more: Json = {}, address = 'aws_mq_broker.orders'): Json {
  const resource = broker(rabbit(), address);
  const expressions = { user };
  const orders = { mode: 'managed', type: 'aws_mq_broker', name: 'orders', expressions };
  const { resources = [], ...root } = more as { resources?: readonly Json[] };
  return plan([resource], {
    resource_changes: [change(resource, ['create'], { user: [{ password: true }] })],
    configuration: { root_module: { resources: [orders, ...resources], ...root } },
  });
}

const PASS = 'pass: The configuration refers to the password.';
const FAIL = 'fail: A password can be read in the file.';
const READABLE = 'fail: A password can be read in the stack.';
const UNKNOWN = 'unknown: The expression of user.password does not show whether the password is in a file.';

describe('a password in the configuration of a plan', () => {
  it.each<[string, unknown, Json, string]>([
    ['is a constant', { constant_value: 'correct-horse' }, {}, FAIL],
    ['is no text', { constant_value: 7 }, {}, UNKNOWN],
    ['is empty', { constant_value: '' }, {}, UNKNOWN],
    ['is read from Secrets Manager', refersTo(`${SECRET}.secret_string`, SECRET), {}, PASS],
    [
      'is read from the Parameter Store',
      refersTo('data.aws_ssm_parameter.mq.value', 'data.aws_ssm_parameter.mq'),
      {},
      PASS,
    ],
    ['is random', refersTo('random_password.mq.result', 'random_password.mq'), {}, PASS],
    ['is random, by a key', refersTo('random_password.mq', 'each.key'), {}, PASS],
    ['is ephemeral', refersTo('ephemeral.random_password.mq.result', 'ephemeral.random_password.mq'), {}, PASS],
    ['is a sensitive variable', refersTo('var.password'), { variables: { password: { sensitive: true } } }, PASS],
    [
      'is a part of a sensitive variable',
      refersTo('var.mq.password', 'var.mq'),
      { variables: { mq: { sensitive: true } } },
      PASS,
    ],
    ['is an ephemeral variable', refersTo('var.password'), { variables: { password: { ephemeral: true } } }, PASS],
    ['is a variable that is not sensitive', refersTo('var.password'), { variables: { password: {} } }, READABLE],
    [
      'is a default',
      refersTo('var.password'),
      { variables: { password: { default: 'correct-horse', sensitive: true } } },
      FAIL,
    ],
    [
      'is in a default',
      refersTo('var.mq.password', 'var.mq'),
      { variables: { mq: { default: {}, sensitive: true } } },
      UNKNOWN,
    ],
    [
      'is an empty default',
      refersTo('var.password'),
      { variables: { password: { default: '', sensitive: true } } },
      PASS,
    ],
    ['is a local, which a plan has not', refersTo('local.password'), {}, UNKNOWN],
    ['is an element', refersTo('each.value.password', 'each.value'), {}, UNKNOWN],
    ['is read by another data source', refersTo('data.external.mq.result', 'data.external.mq'), {}, UNKNOWN],
    [
      'is an argument of a data source',
      refersTo('data.aws_ssm_parameter.mq.name', 'data.aws_ssm_parameter.mq'),
      {
        resources: [
          { mode: 'data', type: 'aws_ssm_parameter', name: 'mq', expressions: { name: { constant_value: 'x' } } },
        ],
      },
      FAIL,
    ],
    ['is of another resource', refersTo('terraform_data.mq.output', 'terraform_data.mq'), {}, UNKNOWN],
    [
      'is of a resource that has a constant',
      refersTo('aws_secretsmanager_secret_version.mq.secret_string', 'aws_secretsmanager_secret_version.mq'),
      {
        resources: [
          {
            mode: 'managed',
            type: 'aws_secretsmanager_secret_version',
            name: 'mq',
            expressions: { secret_string: { constant_value: 'correct-horse' } },
          },
        ],
      },
      FAIL,
    ],
    [
      'is of a resource that has a random one',
      refersTo('aws_secretsmanager_secret_version.mq.secret_string', 'aws_secretsmanager_secret_version.mq'),
      {
        resources: [
          {
            mode: 'managed',
            type: 'aws_secretsmanager_secret_version',
            name: 'mq',
            expressions: { secret_string: refersTo('random_password.mq.result', 'random_password.mq') },
          },
        ],
      },
      PASS,
    ],
    [
      'is of two kinds',
      refersTo('random_password.mq.result', 'random_password.mq', 'var.end'),
      { variables: { end: {} } },
      UNKNOWN,
    ],
    ['is an expression without references', {}, {}, UNKNOWN],
    ['is no expression', 'correct-horse', {}, UNKNOWN],
    ['is not there', undefined, {}, UNKNOWN],
    [
      'refers to itself',
      refersTo('module.a.x'),
      {
        module_calls: {
          a: {
            module: { outputs: { x: { expression: refersTo('var.x') } } },
            expressions: { x: refersTo('module.a.x') },
          },
        },
      },
      UNKNOWN,
    ],
    [
      'is an output of a module',
      refersTo('module.secret.password', 'module.secret'),
      {
        module_calls: {
          secret: {
            module: {
              outputs: { password: { expression: refersTo('random_password.mq.result', 'random_password.mq') } },
            },
          },
        },
      },
      PASS,
    ],
    [
      'is an output that is a constant',
      refersTo('module.secret["a"].password', 'module.secret["a"]', 'module.secret'),
      {
        module_calls: {
          secret: { module: { outputs: { password: { expression: { constant_value: 'correct-horse' } } } } },
        },
      },
      FAIL,
    ],
  ])('%s', (_, password, more, expected) => {
    expect(finding(planned([{ username: {}, password }], more), ID)).toBe(expected);
  });

  it.each([
    ['one of two users has a constant', [{ password: { constant_value: 'correct-horse' } }, {}], FAIL],
    [
      'one of two users is not known',
      [{ password: refersTo('random_password.mq.result', 'random_password.mq') }, {}],
      UNKNOWN,
    ],
    ['the users are dynamic', undefined, UNKNOWN],
    ['the users cannot be read', 'all', UNKNOWN],
    ['the list of users is empty', [], UNKNOWN],
  ])('%s', (_, user, expected) => {
    expect(finding(planned(user), ID)).toBe(expected);
  });

  it('is not known without configuration', () => {
    expect(finding(plan([broker(rabbit())]), ID)).toMatch(/^unknown: The plan has no configuration of the broker/);
  });

  it('is not there without users', () => {
    const resource = broker(rabbit({ user: [] }));
    const orders = { mode: 'managed', type: 'aws_mq_broker', name: 'orders', expressions: {} };
    const value = plan([resource], { configuration: { root_module: { resources: [orders] } } });
    expect(finding(value, ID)).toBe('pass: The file has no password.');
  });
});

describe('a password that a plan has already', () => {
  const resource = broker(rabbit({ user: [{ password: 'correct-horse' }] }));
  const SECRET_OF = refersTo(`${SECRET}.secret_string`, SECRET);
  const RANDOM = refersTo('random_password.mq.result', 'random_password.mq');
  const orders = (password: unknown) => ({
    type: 'aws_mq_broker',
    name: 'orders',
    expressions: { user: [{ password }] },
  });
  const known = (password: unknown, more: Json, resources: readonly Json[] = [], config: readonly Json[] = []) =>
    plan([resource], {
      planned_values: { root_module: { resources: [resource, ...resources] } },
      resource_changes: [change(resource, ['no-op'])],
      configuration: {
        root_module: { resources: [orders(password), ...config], variables: { password: { sensitive: true } } },
      },
      ...more,
    });
  const random = (values: Json) => ({
    address: 'random_password.mq[0]',
    mode: 'managed',
    type: 'random_password',
    values,
  });
  const prior = (secret_string: string) => ({
    prior_state: {
      values: {
        root_module: {
          resources: [
            resource,
            { address: SECRET, mode: 'data', type: 'aws_secretsmanager_secret_version', values: { secret_string } },
          ],
        },
      },
    },
  });
  const stored = (secret_string: unknown) => ({
    type: 'aws_secretsmanager_secret_version',
    name: 'other',
    expressions: { secret_string },
  });

  it.each<[string, Json, string]>([
    [
      'is that of a variable',
      known(refersTo('var.password'), { variables: { password: { value: 'correct-horse' } } }),
      PASS,
    ],
    [
      'is beside an empty variable',
      known(refersTo('var.password'), { variables: { password: { value: '' } } }),
      UNKNOWN,
    ],
    [
      'is beside another variable',
      known(refersTo('var.password'), { variables: { password: { value: 'x' } } }),
      UNKNOWN,
    ],
    ['is beside a variable that is removed', known(refersTo('var.password'), {}), UNKNOWN],
    ['is that of a resource', known(RANDOM, {}, [random({ result: 'correct-horse' })]), PASS],
    ['is beside a resource', known(RANDOM, {}, [random({ result: 'x', keepers: { a: 'correct-horse' } })]), UNKNOWN],
    ['is in a secret', known(SECRET_OF, prior('{"password":"correct-horse"}')), PASS],
    ['is beside a secret', known(SECRET_OF, prior('{}')), UNKNOWN],
    ['is in a secret, and another one is random', known(SECRET_OF, prior('correct-horse'), [], [stored(RANDOM)]), PASS],
    [
      'is in a secret, maybe of the configuration',
      known(SECRET_OF, prior('correct-horse'), [], [stored({ constant_value: 'correct-horse' })]),
      'unknown: The password is read from where secrets are kept, but the configuration itself puts a text there that may be in a file.',
    ],
  ])('%s', (_, value, expected) => {
    expect(finding(value, ID)).toBe(expected);
  });

  it.each([
    ['random_password.mq.keepers', UNKNOWN],
    ['random_password.mq.length', UNKNOWN],
    ['data.aws_secretsmanager_secret_version.mq.arn', UNKNOWN],
    ['data.aws_ssm_parameter.mq.insecure_value', UNKNOWN],
    ['ephemeral.vault_kv_secret_v2.mq.data', PASS],
  ])('%s may be anything', (reference, expected) => {
    expect(finding(planned([{ password: refersTo(reference) }]), ID)).toBe(expected);
  });

  it('is not a default that was not used', () => {
    const value = known(refersTo('var.password'), { variables: { password: { value: 'correct-horse' } } });
    const variables = { password: { sensitive: true, default: 'change-me' } };
    const configuration = { root_module: { resources: [orders(refersTo('var.password'))], variables } };
    expect(finding({ ...value, configuration }, ID)).toBe(PASS);
  });
});

describe('a password that a module gets', () => {
  const inModule = (call: Json, variable: Json = {}, root: Json = {}) => {
    const address = 'module.mq["a"].aws_mq_broker.orders';
    const resource = broker(rabbit(), address);
    const user = [{ password: refersTo('var.password') }];
    return plan([resource], {
      resource_changes: [change(resource, ['create'], { user: [{ password: true }] })],
      configuration: {
        root_module: {
          ...root,
          module_calls: {
            mq: {
              expressions: call,
              module: {
                resources: [{ mode: 'managed', type: 'aws_mq_broker', name: 'orders', expressions: { user } }],
                variables: { password: variable },
              },
            },
          },
        },
      },
    });
  };
  it.each([
    [
      'is a constant of the call',
      inModule({ password: { constant_value: 'correct-horse' } }, { sensitive: true }),
      FAIL,
    ],
    ['is a secret of the caller', inModule({ password: refersTo(`${SECRET}.secret_string`, SECRET) }), PASS],
    ['is a default of the module', inModule({}, { default: 'correct-horse' }), FAIL],
    ['is not given', inModule({}), UNKNOWN],
    [
      'is a sensitive variable of the caller',
      inModule({ password: refersTo('var.secret') }, {}, { variables: { secret: { sensitive: true } } }),
      PASS,
    ],
    [
      'is any variable of the caller',
      inModule({ password: refersTo('var.secret') }, {}, { variables: { secret: {} } }),
      READABLE,
    ],
  ])('%s', (_, value, expected) => {
    expect(finding(value, ID)).toBe(expected);
  });
});

it('is found among arguments and outputs that refer to each other in many ways', () => {
  const names = Array.from({ length: 12 }, (_, index) => `x${index}`);
  const all = (root: string) => refersTo(...names.map((name) => `${root}.${name}`));
  const resources = names.map((_, level) => ({
    type: 'terraform_data',
    name: `l${level}`,
    expressions: Object.fromEntries(names.map((name) => [name, all(`terraform_data.l${level + 1}`)])),
  }));
  const calls = names.map((_, level): [string, Json] => [
    `m${level}`,
    {
      module: { outputs: Object.fromEntries(names.map((name) => [name, { expression: all('var') }])) },
      expressions: Object.fromEntries(names.map((name) => [name, all(`module.m${level + 1}`)])),
    },
  ]);
  const more = { resources, module_calls: Object.fromEntries(calls) };
  for (const root of ['terraform_data.l0', 'module.m0']) {
    expect(endsInTime(() => finding(planned([{ password: all(root) }], more), ID))).toBe(UNKNOWN);
  }
});
