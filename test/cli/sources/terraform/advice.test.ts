import type { Json } from './support.ts';
import { active, broker, change, module, plan, planOf, rabbit, read, state, without } from './support.ts';

const AUDIT = 'logs.audit is on, but Amazon MQ rejects it because RabbitMQ has no audit logs. Remove audit.';
const PUBLIC_GROUPS =
  'security_groups is set, but Amazon MQ rejects security groups on a public RabbitMQ broker. ' +
  'Make the broker private, or remove security_groups.';
const CHANGED_GROUPS =
  'the update changes security_groups, but Amazon MQ rejects that for a RabbitMQ broker. ' +
  'Keep the security groups, or replace the broker.';
const VERSION =
  'engine_version is 3.10, which Amazon MQ no longer accepts for new RabbitMQ brokers: choose one of 3.13, 4.2, 4.3.';
const PASSWORD = 'a password is in the Terraform configuration. Use a secret or a sensitive variable instead.';

function adviceOf(value: Json): readonly (readonly string[] | undefined)[] {
  return read(value).readings.map(({ advice }) => advice);
}

/** A plan that changes the security groups of a broker in place, unless they are the same. */
function regrouped(before: unknown, after: unknown, actions = ['update'], after_unknown: Json = {}): Json {
  const resource = broker(rabbit({ security_groups: after }));
  const entry = change(resource, actions, after_unknown);
  return plan([resource], {
    resource_changes: [{ ...entry, change: { ...entry.change, before: rabbit({ security_groups: before }) } }],
  });
}

describe('what is wrong with a broker although no check asks for it', () => {
  const audited = [{ audit: 'true', general: true }];
  const publicGroups = { publicly_accessible: true, security_groups: ['sg-1'] };
  it.each([
    ['nothing', planOf(rabbit()), []],
    ['an audit log, as text', planOf(rabbit({ logs: audited })), [AUDIT]],
    ['an audit log, as a boolean', planOf(rabbit({ logs: [{ audit: true }] })), [AUDIT]],
    [
      'an audit log of a broker in a state',
      state([broker(rabbit({ logs: audited, engine_type: 'rabbitmq' }))]),
      [AUDIT],
    ],
    ['an audit log in one of two blocks', planOf(rabbit({ logs: [{ general: true }, { audit: true }] })), [AUDIT]],
    ['no audit log', planOf(rabbit({ logs: [{ audit: 'false' }] })), []],
    ['an audit log that is known only after apply', planOf(rabbit({ logs: [{}] }), { logs: [{ audit: true }] }), []],
    ['a version that is gone', planOf(rabbit({ engine_version: '3.10.20' })), [VERSION]],
    ['a version that is offered', planOf(rabbit({ engine_version: '4.2' })), []],
    ['a version that is newer than those known here', planOf(rabbit({ engine_version: '5.0' })), []],
    ['what is no version', planOf(rabbit({ engine_version: 'latest' })), []],
    ['an audit log of ActiveMQ', planOf(active({ logs: audited })), []],
    ['an audit log where logs is no list', planOf(rabbit({ logs: { audit: true } })), []],
    ['security groups of a public broker', planOf(rabbit(publicGroups)), [PUBLIC_GROUPS]],
    [
      'security groups of a public broker that are known only after apply',
      planOf(without(rabbit({ publicly_accessible: true }), 'security_groups'), { security_groups: true }),
      [PUBLIC_GROUPS],
    ],
    ['a public broker without security groups', planOf(rabbit({ publicly_accessible: true, security_groups: [] })), []],
    ['security groups of a private broker', planOf(rabbit({ security_groups: ['sg-1'] })), []],
    [
      'security groups of a broker of which it is not known whether it is public',
      planOf(rabbit({ ...publicGroups, publicly_accessible: null }), { publicly_accessible: true }),
      [],
    ],
    ['security groups of a public ActiveMQ broker', planOf(active(publicGroups)), []],
    ['security groups that are changed', regrouped(['sg-1'], ['sg-2']), [CHANGED_GROUPS]],
    ['security groups that are added', regrouped(null, ['sg-1']), [CHANGED_GROUPS]],
    ['one security group more', regrouped(['sg-1'], ['sg-1', 'sg-2']), [CHANGED_GROUPS]],
    [
      'security groups that are changed to others that are known only after apply',
      regrouped(['sg-1'], undefined, ['update'], { security_groups: true }),
      [CHANGED_GROUPS],
    ],
    ['security groups in another order', regrouped(['sg-1', 'sg-2'], ['sg-2', 'sg-1']), []],
    ['security groups of null that are empty now', regrouped(null, []), []],
    ['security groups that are empty and null now', regrouped([], null), []],
    ['security groups that are changed with a new broker', regrouped(['sg-1'], ['sg-2'], ['delete', 'create']), []],
    ['several things', planOf(rabbit({ ...publicGroups, logs: audited })), [AUDIT, PUBLIC_GROUPS]],
  ])('%s', (_, value, advice) => {
    expect(adviceOf(value)).toEqual([advice]);
  });
});

describe('a password that is written in the configuration', () => {
  const constant = [{ username: { constant_value: 'admin' }, password: { constant_value: 'not-a-secret-1' } }];
  const fromVariable = [{ username: { constant_value: 'admin' }, password: { references: ['var.password'] } }];
  const configured = (user: unknown, name = 'orders') => ({
    address: `aws_mq_broker.${name}`,
    mode: 'managed',
    type: 'aws_mq_broker',
    name,
    expressions: { user },
  });
  const inRoot = (user: unknown, address?: string) =>
    plan([broker(rabbit(), address)], { configuration: { root_module: { resources: [configured(user)] } } });

  it.each([
    ['as text', inRoot(constant), [PASSWORD]],
    ['of one of two users', inRoot([...fromVariable, ...constant]), [PASSWORD]],
    ['with count', inRoot(constant, 'aws_mq_broker.orders[10]'), [PASSWORD]],
    ['with for_each', inRoot(constant, 'aws_mq_broker.orders["a.b[\\"c\\"]"]'), [PASSWORD]],
    [
      'in an element beside others that cannot be read',
      plan([broker(rabbit())], {
        configuration: { root_module: { resources: [null, configured([null, ...constant])] } },
      }),
      [PASSWORD],
    ],
    [
      'of a resource of another type and the same name',
      plan([broker(rabbit())], {
        configuration: { root_module: { resources: [{ ...configured(constant), type: 'aws_db_proxy' }] } },
      }),
      [],
    ],
    [
      'of a broker, for one without an address',
      plan([{ ...broker(rabbit()), address: undefined } as never], {
        resource_changes: [],
        configuration: { root_module: { resources: [configured(constant)] } },
      }),
      [],
    ],
    ['of another broker', inRoot(constant, 'aws_mq_broker.other'), []],
    ['from a variable', inRoot(fromVariable), []],
    ['empty', inRoot([{ password: { constant_value: '' } }]), []],
    ['of users that cannot be read', inRoot({ password: { constant_value: 'x' } }), []],
    ['of no user', inRoot(undefined), []],
    ['where there is no configuration', plan([broker(rabbit())]), []],
    ['where the configuration cannot be read', plan([broker(rabbit())], { configuration: [1] }), []],
  ])('%s', (_, value, advice) => {
    expect(adviceOf(value)).toEqual([advice]);
  });

  it('in a module in a module, which is called with keys', () => {
    const address = 'module.mq["a"].module.inner[1].aws_mq_broker.orders[0]';
    const inner = { module: { resources: [configured(constant)] } };
    const value = plan([], {
      planned_values: { root_module: { child_modules: [module('module.mq["a"]', [broker(rabbit(), address)])] } },
      configuration: { root_module: { module_calls: { mq: { module: { module_calls: { inner } } } } } },
    });
    expect(adviceOf(value)).toEqual([[PASSWORD]]);
  });

  it('is never repeated', () => {
    const text = JSON.stringify(read(inRoot(constant)));
    expect(text).toContain(PASSWORD);
    expect(text).not.toMatch(/not-a-secret-1|hidden-from-you/);
  });
});
