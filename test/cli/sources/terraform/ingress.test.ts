import type { Json, Resource } from './support.ts';
import { broker, change, finding, plan, rabbit, resource, state, stateFile } from './support.ts';

const ID = 'rabbitmq-security-group-sources';
const grouped = broker(rabbit({ security_groups: ['sg-1'] }));

/** A rule of the block `ingress`, as the provider has it. */
function ingress(more: Json): Json {
  const none = { cidr_blocks: [], ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: [], self: false };
  return { ...none, description: '', from_port: 5671, to_port: 5671, protocol: 'tcp', ...more };
}

function group(rules: readonly Json[], id = 'sg-1', address = 'aws_security_group.mq'): Resource {
  return resource(address, { id, ingress: rules });
}

const open = group([]);
const rule = (values: Json) =>
  resource('aws_vpc_security_group_ingress_rule.mq', { ip_protocol: 'tcp', from_port: 5671, to_port: 5671, ...values });
const oldRule = (values: Json) =>
  resource('aws_security_group_rule.mq', {
    ...{ type: 'ingress', protocol: 'tcp', from_port: 5671, to_port: 5671, security_group_id: 'sg-1', self: false },
    ...values,
  });
const list = (entry: readonly Json[]) => resource('aws_ec2_managed_prefix_list.office', { id: 'pl-1', entry });
const ofList = group([ingress({ prefix_list_ids: ['pl-1'] })]);

const PASS = 'pass: The security groups let in no wide address range.';

/** The same resources as a plan without changes, a state and a state file have them. */
const FORMS: readonly (readonly [string, (resources: readonly Resource[]) => Json])[] = [
  ['a plan', (resources) => plan(resources, { resource_changes: resources.map((each) => change(each, ['no-op'])) })],
  ['a state', (resources) => state(resources)],
  [
    'a state file',
    (resources) =>
      stateFile(
        resources.map(({ type, name, values, mode }) => ({
          type,
          name,
          mode,
          instances: [{ attributes: values }],
        })),
      ),
  ],
];

describe.each(FORMS)('in %s', (_, write) => {
  it.each<[string, readonly Resource[], string | RegExp]>([
    ['a group without rules lets in nobody', [open], PASS],
    ['a narrow range passes', [group([ingress({ cidr_blocks: ['10.0.0.0/16'] })])], PASS],
    [
      'everybody fails',
      [group([ingress({ cidr_blocks: ['10.0.0.0/16', '0.0.0.0/0'] })])],
      'fail: The security group "aws_security_group.mq" lets in 0.0.0.0/0 on port 5671.',
    ],
    ['everybody by IPv6 fails', [group([ingress({ ipv6_cidr_blocks: ['::/0'] })])], /^fail: /],
    [
      'everybody on all ports fails',
      [group([ingress({ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] })])],
      /^fail: /,
    ],
    ['another port is no matter', [group([ingress({ from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0'] })])], PASS],
    ['another protocol is no matter', [group([ingress({ protocol: 'udp', cidr_blocks: ['0.0.0.0/0'] })])], PASS],
    ['another group passes', [group([ingress({ security_groups: ['sg-9'] }), ingress({ self: true })])], PASS],
    ['the default group passes', [group([ingress({ self: true })], 'sg-1', 'aws_default_security_group.mq')], PASS],
    [
      'the default group can fail',
      [group([ingress({ cidr_blocks: ['0.0.0.0/0'] })], 'sg-1', 'aws_default_security_group.mq')],
      /^fail: /,
    ],
    [
      'a group that is elsewhere is not known',
      [group([], 'sg-2')],
      /^unknown: The security group sg-1 is not in the (plan|state), so its rules are not known\.$/,
    ],
    [
      'a rule without a source is not known',
      [group([ingress({})])],
      'unknown: A rule of aws_security_group.mq has no source.',
    ],
    [
      'a rule that is no object is not known',
      [group([null as never])],
      'unknown: ingress of aws_security_group.mq cannot be read.',
    ],
    [
      'a rule without a protocol is not known',
      [group([ingress({ protocol: null, cidr_blocks: ['10.0.0.0/8'] })])],
      /^unknown: The protocol of /,
    ],
    [
      'a port that is none is not known',
      [group([ingress({ from_port: 'x', cidr_blocks: ['10.0.0.0/8'] })])],
      'unknown: from_port of aws_security_group.mq is no port.',
    ],
    ['a port as text counts', [group([ingress({ from_port: '22', to_port: '22', cidr_blocks: ['0.0.0.0/0'] })])], PASS],
    [
      'a range that is none is not known',
      [group([ingress({ cidr_blocks: ['10.0.0.0/8', 7] })])],
      'unknown: cidr_blocks of aws_security_group.mq cannot be read.',
    ],
    [
      'rules in no list are not known',
      [resource('aws_security_group.mq', { id: 'sg-1', ingress: 'all' })],
      /^unknown: /,
    ],
    ['a separate rule passes', [open, rule({ security_group_id: 'sg-1', cidr_ipv4: '10.0.0.0/16' })], PASS],
    ['a separate rule fails', [open, rule({ security_group_id: 'sg-1', cidr_ipv4: '0.0.0.0/0' })], /^fail: /],
    ['a separate rule of IPv6 fails', [open, rule({ security_group_id: 'sg-1', cidr_ipv6: '::/0' })], /^fail: /],
    [
      'a separate rule for all ports fails',
      [
        open,
        rule({ security_group_id: 'sg-1', ip_protocol: '-1', from_port: null, to_port: null, cidr_ipv4: '0.0.0.0/0' }),
      ],
      /^fail: /,
    ],
    [
      'a separate rule for a group passes',
      [open, rule({ security_group_id: 'sg-1', referenced_security_group_id: 'sg-9' })],
      PASS,
    ],
    [
      'a separate rule of another group is no matter',
      [open, rule({ security_group_id: 'sg-2', cidr_ipv4: '0.0.0.0/0' })],
      PASS,
    ],
    [
      'a separate rule of nobody knows which group is not known',
      [open, rule({ cidr_ipv4: '0.0.0.0/0' })],
      'unknown: It is not known for which security group aws_vpc_security_group_ingress_rule.mq is.',
    ],
    ['an older separate rule passes', [open, oldRule({ cidr_blocks: ['10.0.0.0/16'] })], PASS],
    ['an older separate rule fails', [open, oldRule({ cidr_blocks: ['0.0.0.0/0'] })], /^fail: /],
    [
      'an older separate rule for all ports fails',
      [open, oldRule({ protocol: 'all', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] })],
      /^fail: /,
    ],
    ['an older separate rule for a group passes', [open, oldRule({ source_security_group_id: 'sg-9' })], PASS],
    ['a rule for what goes out is no matter', [open, oldRule({ type: 'egress', cidr_blocks: ['0.0.0.0/0'] })], PASS],
    [
      'a rule in no direction is not known',
      [open, oldRule({ type: 'sideways', cidr_blocks: ['10.0.0.0/8'] })],
      /^unknown: It is not known whether /,
    ],
    [
      'a prefix list that is elsewhere is not known',
      [ofList],
      'unknown: The ranges of the prefix list "pl-1" are not known.',
    ],
    ['a prefix list that is there passes', [ofList, list([{ cidr: '10.0.0.0/16' }])], PASS],
    ['a prefix list that is there fails', [ofList, list([{ cidr: '10.0.0.0/16' }, { cidr: '0.0.0.0/0' }])], /^fail: /],
    ['an entry that cannot be read is not known', [ofList, list([{}])], /^unknown: /],
    [
      'a separate entry fails',
      [
        ofList,
        list([]),
        resource('aws_ec2_managed_prefix_list_entry.all', { prefix_list_id: 'pl-1', cidr: '0.0.0.0/0' }),
      ],
      /^fail: /,
    ],
    [
      'an entry of another list is no matter',
      [
        ofList,
        list([]),
        resource('aws_ec2_managed_prefix_list_entry.all', { prefix_list_id: 'pl-2', cidr: '0.0.0.0/0' }),
      ],
      PASS,
    ],
    [
      'an entry of nobody knows which list is not known',
      [ofList, list([]), resource('aws_ec2_managed_prefix_list_entry.all', { cidr: '10.0.0.0/8' })],
      /^unknown: /,
    ],
    ['a data source has no rules', [{ ...open, mode: 'data' }], /^unknown: /],
    [
      'a stack with the group may add rules',
      [open, resource('aws_cloudformation_stack.more', { template_body: '{"GroupId":"sg-1"}' })],
      'unknown: aws_cloudformation_stack.more may add rules to aws_security_group.mq.',
    ],
    [
      'another provider may add rules',
      [open, resource('awscc_ec2_security_group_ingress.more', { group_id: 'sg-1' })],
      /^unknown: /,
    ],
    ['a stack with another group does not', [open, resource('aws_cloudformation_stack.more', { x: 'sg-2' })], PASS],
    ['a resource that uses the group does not', [open, resource('aws_lambda_function.x', { groups: ['sg-1'] })], PASS],
  ])('%s', (_name, resources, expected) => {
    expect(finding(write([grouped, ...resources]), ID)).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  it.each([
    [
      'all of several groups count',
      ['sg-1', 'sg-2'],
      [open, group([ingress({ cidr_blocks: ['0.0.0.0/0'] })], 'sg-2', 'aws_security_group.b')],
      /^fail: .*"aws_security_group\.b"/,
    ],
    [
      'no groups are the default one',
      [],
      [open],
      'unknown: security_groups is not set, so Amazon MQ chooses the default group of the VPC.',
    ],
    ['groups that are no texts are not known', [1], [open], /^unknown: /],
  ] as const)('%s', (_name, groups, resources, expected) => {
    const value = write([broker(rabbit({ security_groups: groups })), ...resources]);
    expect(finding(value, ID)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });
});

it('a public broker has no groups', () => {
  expect(finding(state([broker(rabbit({ publicly_accessible: true })), open]), ID)).toMatch(/^skip: /);
});

describe('what a plan knows only after apply', () => {
  const planned = (resources: readonly Resource[], unknown: Readonly<Record<string, unknown>>, configuration?: Json) =>
    plan(resources, {
      resource_changes: resources.map((each) => change(each, ['create'], unknown[each.address] ?? {})),
      configuration,
    });
  const wide = ingress({ cidr_blocks: ['0.0.0.0/0'] });
  const narrow = ingress({ cidr_blocks: ['10.0.0.0/16'] });

  it.each<[string, Json, Json, string | RegExp]>([
    [
      'all rules',
      open.values as Json,
      { ingress: true },
      'unknown: ingress of aws_security_group.mq is known only after apply.',
    ],
    [
      'a range',
      { id: 'sg-1', ingress: [ingress({ cidr_blocks: null })] },
      { ingress: [{ cidr_blocks: true }] },
      'unknown: cidr_blocks of aws_security_group.mq is known only after apply.',
    ],
    [
      'one of the ranges',
      { id: 'sg-1', ingress: [ingress({ cidr_blocks: ['10.0.0.0/16', null] })] },
      { ingress: [{ cidr_blocks: [false, true] }] },
      /^unknown: cidr_blocks /,
    ],
    [
      'one of the ranges, beside a wide one',
      { id: 'sg-1', ingress: [ingress({ cidr_blocks: ['0.0.0.0/0', null] })] },
      { ingress: [{ cidr_blocks: [false, true] }] },
      /^fail: /,
    ],
    [
      'a range beside another rule',
      { id: 'sg-1', ingress: [narrow, ingress({ cidr_blocks: null })] },
      { ingress: [{ cidr_blocks: [false] }, { cidr_blocks: true }] },
      /^unknown: /,
    ],
    ['a rule', { id: 'sg-1', ingress: [narrow, null] }, { ingress: [{}, true] }, /^unknown: /],
    [
      'a range that is left out',
      { id: 'sg-1', ingress: [narrow] },
      { ingress: [{ cidr_blocks: [false, true] }] },
      /^unknown: /,
    ],
    [
      'a port',
      { id: 'sg-1', ingress: [ingress({ from_port: null, cidr_blocks: ['0.0.0.0/0'] })] },
      { ingress: [{ from_port: true }] },
      'unknown: from_port of aws_security_group.mq is known only after apply.',
    ],
    [
      'a source group, which is one anyway',
      { id: 'sg-1', ingress: [ingress({ security_groups: null })] },
      { ingress: [{ security_groups: true }] },
      PASS,
    ],
    [
      'nothing',
      { id: 'sg-1', ingress: [narrow] },
      { arn: true, ingress: [{ cidr_blocks: [false], security_groups: [] }] },
      PASS,
    ],
  ])('%s', (_, values, unknown, expected) => {
    const value = planned([grouped, resource('aws_security_group.mq', values)], { 'aws_security_group.mq': unknown });
    expect(finding(value, ID)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('a group without a change in the plan is not complete', () => {
    const value = plan([grouped, resource('aws_security_group.mq', { id: 'sg-1' })], {
      resource_changes: [change(grouped, ['no-op'])],
    });
    expect(finding(value, ID)).toMatch(/^unknown: /);
  });

  const refersTo = (...references: readonly string[]) => ({ references });
  const expressions = (type: string, name: string, all: Json) => ({ mode: 'managed', type, name, expressions: all });
  const created = broker(rabbit());
  const unknown = {
    'aws_mq_broker.orders': { security_groups: true },
    'aws_security_group.mq': { id: true },
    'module.mq["a"].aws_mq_broker.orders': { security_groups: true },
  };
  const newGroup = (rules: readonly Json[]) => resource('aws_security_group.mq', { ingress: rules });
  const ofBroker = (...references: readonly string[]) =>
    expressions('aws_mq_broker', 'orders', { security_groups: refersTo(...references) });

  it.each([
    [
      'the groups that the configuration names can fail',
      [wide],
      ['aws_security_group.mq.id', 'aws_security_group.mq'],
      /^fail: .*"aws_security_group\.mq" lets in/,
    ],
    [
      'but not pass, because there may be others',
      [narrow],
      ['aws_security_group.mq.id', 'aws_security_group.mq'],
      'unknown: security_groups is known only after apply. It refers to aws_security_group.mq, but there may be other groups.',
    ],
    [
      'nor if anything else is named',
      [wide],
      ['aws_security_group.mq.id', 'aws_security_group.mq', 'var.groups'],
      'unknown: security_groups is known only after apply.',
    ],
    [
      'a data source is no group',
      [wide],
      ['data.aws_security_group.mq.id', 'data.aws_security_group.mq'],
      'unknown: security_groups is known only after apply.',
    ],
  ] as const)('%s', (_, rules, references, expected) => {
    const configuration = { root_module: { resources: [ofBroker(...references)] } };
    const value = planned([created, newGroup(rules)], unknown, configuration);
    expect(finding(value, ID)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('a module gets the group from where it is called', () => {
    const inModule = broker(rabbit(), 'module.mq["a"].aws_mq_broker.orders');
    const value = plan([], {
      planned_values: {
        root_module: {
          resources: [newGroup([wide])],
          child_modules: [{ address: 'module.mq["a"]', resources: [inModule] }],
        },
      },
      resource_changes: [inModule, newGroup([wide])].map((each) =>
        change(each, ['create'], unknown[each.address as keyof typeof unknown]),
      ),
      configuration: {
        root_module: {
          module_calls: {
            mq: {
              expressions: { groups: refersTo('aws_security_group.mq.id', 'aws_security_group.mq') },
              module: { resources: [ofBroker('var.groups')], variables: { groups: {} } },
            },
          },
        },
      },
    });
    expect(finding(value, ID)).toMatch(/^fail: .*"aws_security_group\.mq" lets in/);
  });

  it.each([
    ['of the group', ['aws_security_group.mq.id', 'aws_security_group.mq'], /^fail: /],
    ['of the group, by a key', ['aws_security_group.mq', 'each.key'], /^fail: /],
    ['of another group', ['aws_security_group.other.id', 'aws_security_group.other'], PASS],
    ['of nobody knows which group', ['local.group'], /^unknown: It is not known for which/],
  ] as const)('a new rule %s', (_, references, expected) => {
    const added = rule({ cidr_ipv4: '0.0.0.0/0' });
    const other = resource('aws_security_group.other', { id: 'sg-2', ingress: [] });
    const value = planned(
      [grouped, open, other, added],
      { [added.address]: { security_group_id: true } },
      {
        root_module: {
          resources: [expressions(String(added.type), 'mq', { security_group_id: refersTo(...references) })],
        },
      },
    );
    expect(finding(value, ID)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it.each([
    ['the group', { template_body: refersTo('aws_security_group.mq.id', 'aws_security_group.mq') }, /^unknown: /],
    ['what a plan has not', { template_body: refersTo('local.template') }, /^unknown: /],
    ['another group', { template_body: refersTo('aws_security_group.b.id', 'aws_security_group.b') }, PASS],
    ['nothing', {}, PASS],
  ] as const)('a new stack that refers to %s', (_, all, expected) => {
    const stack = resource('aws_cloudformation_stack.more', {});
    const value = planned(
      [grouped, open, stack],
      { [stack.address]: { id: true, template_body: true } },
      { root_module: { resources: [expressions(String(stack.type), 'more', all)] } },
    );
    expect(finding(value, ID)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('a provisioner that has the group may add rules', () => {
    const nothing = resource('null_resource.more', {});
    const command = refersTo('aws_security_group.mq.id', 'aws_security_group.mq');
    const more = { ...expressions('null_resource', 'more', {}), provisioners: [{ expressions: { command } }] };
    const value = planned([grouped, open, nothing], {}, { root_module: { resources: [more] } });
    expect(finding(value, ID)).toBe('unknown: null_resource.more may add rules to aws_security_group.mq.');
  });

  it('a key may be of any of several groups', () => {
    const added = rule({ cidr_ipv4: '0.0.0.0/0' });
    const groups = ['a', 'b'].map((name) => group([], `sg-${name}`, `aws_security_group.mq["${name}"]`));
    const value = planned(
      [broker(rabbit({ security_groups: ['sg-a'] })), ...groups, added],
      { [added.address]: { security_group_id: true } },
      {
        root_module: {
          resources: [
            expressions(String(added.type), 'mq', { security_group_id: refersTo('aws_security_group.mq', 'each.key') }),
          ],
        },
      },
    );
    expect(finding(value, ID)).toMatch(/^unknown: It is not known for which/);
  });

  it.each([
    ['deletes', ['delete'], null, {}, PASS],
    ['makes narrow', ['update'], { security_group_id: 'sg-1', cidr_ipv4: '10.0.0.0/16' }, {}, PASS],
    ['keeps', ['no-op'], { security_group_id: 'sg-1', cidr_ipv4: '0.0.0.0/0' }, {}, /^fail: /],
    ['deletes, but the group has it too', ['delete'], null, { ingress: {} }, /^fail: /],
    ['deletes, but nobody knows whether the group has it too', ['delete'], null, undefined, /^fail: /],
  ] as const)('a rule that the plan %s, although the state has it still', (_, actions, after, own, expected) => {
    const before = rule({ security_group_id: 'sg-1', cidr_ipv4: '0.0.0.0/0' });
    const planned = [grouped, group([wide]), ...(after ? [rule(after)] : [])];
    const { change: changed, ...entry } = change(before, actions);
    const value = plan(planned, {
      resource_changes: [
        ...[grouped, group([wide])].map((each) => change(each, ['no-op'])),
        { ...entry, change: { ...changed, before: before.values, after: after && rule(after).values } },
      ],
      configuration: { root_module: { resources: own ? [expressions('aws_security_group', 'mq', own)] : [] } },
    });
    expect(finding(value, ID)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });
});
