import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import type { Json } from '../plan/described.ts';
import { GROUPS, KEY, SUBNETS } from '../plan/described.ts';
import { brokerIn } from './fleet-of-200.ts';
import { createFleetRuns } from './support.ts';

const { plan, temporary } = createFleetRuns();

const ACCOUNT = '111122223333';
const OTHERS = ['subnet-0ddddddddddddddd1', 'subnet-0ddddddddddddddd2', 'subnet-0ddddddddddddddd3'];
const MORE = ['subnet-0eeeeeeeeeeeeeee1', 'subnet-0eeeeeeeeeeeeeee2', 'subnet-0eeeeeeeeeeeeeee3'];
const GROUP = 'sg-0ddddddddddddddd1';
const KEY_ELSEWHERE = KEY.replace('eu-west-1', 'us-west-2');
const PATH = `${ACCOUNT}/eu-west-1/orders`;

const PRIVATE = brokerIn(ACCOUNT, 'eu-west-1', 1, { BrokerName: 'orders' });
const PUBLIC = brokerIn(ACCOUNT, 'eu-west-1', 1, { BrokerName: 'orders', PubliclyAccessible: true });

// Comments of plans are in lines.
function unwrapped(text = ''): string {
  return text.replaceAll(/\n# +/g, ' ');
}

function planWith(networks: unknown, broker: Json = PRIVATE, format = 'terraform') {
  const file = temporary.write('network.json', JSON.stringify({ networks }));
  const place = { account: ACCOUNT, region: 'eu-west-1', brokers: [broker] };
  return plan([place], ['--network', file, '--format', format]);
}

describe('the network of a new broker', () => {
  it.each<[string, readonly Json[]]>([
    ['is for any broker', [{ subnetIds: OTHERS }]],
    [
      'is for its account',
      [
        { account: '444455556666', subnetIds: MORE },
        { account: ACCOUNT, subnetIds: OTHERS },
      ],
    ],
    [
      'is for its region',
      [
        { region: 'us-east-1', subnetIds: MORE },
        { region: 'eu-west-1', subnetIds: OTHERS },
      ],
    ],
    [
      'is for the subnets of the old one',
      [
        { oldSubnetIds: ['subnet-0fffffffffffffff1'], subnetIds: MORE },
        { oldSubnetIds: SUBNETS, subnetIds: OTHERS },
      ],
    ],
    ['is of the first entry that matches', [{ subnetIds: OTHERS }, { subnetIds: MORE }]],
  ])('%s', async (_, networks) => {
    const { read, rows } = await planWith(networks);
    expect(read(`${PATH}/main.tf`)).toContain(`subnet_ids                 = ["${OTHERS.join('", "')}"]`);
    expect(rows).toMatchObject([
      { toDo: `Check that ${GROUPS.join(', ')} and the new subnets are in one VPC, or set other security groups.` },
    ]);
  });

  it.each<[string, Json]>([
    ['as one subnet is the old one', { subnetIds: [...SUBNETS.slice(0, 1), ...OTHERS.slice(1)] }],
    ['as the map says so', { subnetIds: OTHERS, securityGroups: GROUPS }],
  ])('keeps the security groups without a question, %s', async (_, network) => {
    const { read, rows } = await planWith([network]);
    expect(read(`${PATH}/main.tf`)).toContain(`["${GROUPS.join('", "')}"]`);
    expect(read(`${PATH}/main.tf`)).not.toContain('belong to one VPC');
    expect(rows).toMatchObject([{ toDo: '' }]);
  });

  it('keeps the security groups of the old one, and says that its subnets must be in their VPC', async () => {
    const { read } = await planWith([{ subnetIds: OTHERS }]);
    expect(unwrapped(read(`${PATH}/main.tf`))).toContain(
      `The security groups belong to one VPC: the new broker needs subnets in the VPC of ${GROUPS.join(', ')}, or Amazon MQ refuses it.`,
    );
  });

  it('does not get a key of another region', async () => {
    const { rows, status } = await planWith([{ subnetIds: OTHERS, kmsKeyId: KEY_ELSEWHERE }]);
    expect(status).toBe(2);
    expect(rows).toMatchObject([
      {
        state: 'planned',
        folder: '',
        toDo: 'The broker is in eu-west-1, but the key that you set with kmsKeyId in the network map is in us-west-2. Set a key in eu-west-1.',
      },
    ]);
  });

  it('has security groups and a KMS key', async () => {
    const { read, rows } = await planWith([{ subnetIds: OTHERS, securityGroups: [GROUP], kmsKeyId: KEY }], PUBLIC);
    expect(read(`${PATH}/main.tf`)).toContain(`["${GROUP}"]`);
    expect(read(`${PATH}/main.tf`)).toContain(KEY);
    expect(rows).toMatchObject([{ toDo: '' }]);
  });

  it.each<[string, Json, string]>([
    [
      'nothing',
      {},
      `Needs three private subnets in three Availability Zones (the old broker is in ${SUBNETS[0]}). ` +
        'Needs security groups, or what clients connect from and what administrators connect from.',
    ],
    [
      'its VPC',
      { vpcId: 'vpc-0ddddddddddddddd1' },
      'Needs three private subnets in three Availability Zones of vpc-0ddddddddddddddd1. ' +
        'Needs security groups, or what clients connect from and what administrators connect from.',
    ],
    [
      'all but the administrators',
      { subnetIds: OTHERS, clientSources: ['10.0.0.0/8'] },
      'Needs security groups, or what administrators connect from.',
    ],
    [
      'only two subnets',
      { subnetIds: OTHERS.slice(1), securityGroups: [GROUP] },
      'Has only two subnets: if an Availability Zone fails, clients can lose the broker. Set three, unless the region offers only two.',
    ],
    [
      'all, with sources',
      { subnetIds: OTHERS, clientSources: ['10.0.0.0/8', 'fd00::/8'], administratorSources: [GROUP, 'pl-12345678'] },
      '',
    ],
  ])('says what is to do if it has %s', async (_, network, toDo) => {
    const { rows, status } = await planWith([network], PUBLIC);
    expect(rows).toMatchObject([{ toDo }]);
    expect(status).toBe(0);
  });

  it('needs a VPC for the security group of a template', async () => {
    const network = { subnetIds: OTHERS, clientSources: ['10.0.0.0/8'], administratorSources: ['10.0.0.0/8'] };
    const toDo = async (more: Json) => {
      const { rows } = await planWith([{ ...network, ...more }], PUBLIC, 'cloudformation');
      return rows[0]?.toDo;
    };
    expect(await toDo({})).toBe('Needs security groups, or its VPC.');
    expect(await toDo({ vpcId: 'vpc-0ddddddddddddddd1' })).toBe('');
  });

  it('that no broker needs is said', async () => {
    const { stderr } = await planWith([{ subnetIds: OTHERS }, { region: 'us-east-1', subnetIds: MORE }]);
    expect(stderr).toContain('network.json:1: matches no broker that needs a new one.');
  });
});

describe('a network map that is wrong is refused', () => {
  const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../../../schemas/network.schema.json'), 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true, unicodeRegExp: true }).compile(SCHEMA);

  it.each([
    ['a member that is none', { subnets: OTHERS }, 'unknown key "subnets" in networks[0]. Did you mean "subnetIds"?'],
    [
      'one subnet',
      { subnetIds: OTHERS.slice(2) },
      'networks[0].subnetIds has only 1 of at least 2 items. Expected a list of the IDs of at least 2 subnets.',
    ],
    ['no security group', { securityGroups: [] }, 'networks[0].securityGroups is empty. Expected a list of IDs'],
    [
      'an account without quotes',
      { account: 111122223333 },
      'networks[0].account is 111122223333. Expected an account ID',
    ],
    ['a subnet that is none', { subnetIds: ['subnet-1', ...OTHERS] }, 'networks[0].subnetIds[0] is "subnet-1".'],
    [
      'what would let everyone in',
      { clientSources: ['0.0.0.0/0'] },
      'networks[0].clientSources[0] is "0.0.0.0/0". Expected a security group, a prefix list or a CIDR block such as 10.0.0.0/16, and no /0 block, which lets everyone in.',
    ],
    ['a block that is none', { clientSources: ['10.0.0.256/16'] }, 'is "10.0.0.256/16"'],
    ['everyone by IPv6', { administratorSources: ['::/0'] }, 'networks[0].administratorSources[0] is "::/0".'],
    ['a subnet twice', { subnetIds: [...OTHERS, OTHERS[0]] }, `networks[0].subnetIds has "${OTHERS[0]}" twice.`],
    ['a source twice', { clientSources: ['10.0.0.0/8', GROUP, '10.0.0.0/8'] }, 'has "10.0.0.0/8" twice. Remove one.'],
    ['an alias of a key', { kmsKeyId: 'alias/mq' }, 'Expected the ARN of a KMS key.'],
  ])('%s', async (_, network, message) => {
    const { status, stderr, rows } = await planWith([network]);
    expect({ status, rows }).toEqual({ status: 2, rows: [] });
    expect(stderr).toContain(`network.json:1: `);
    expect(stderr).toContain(message);
    expect(validate({ networks: [network] })).toBe(false);
  });

  it.each([
    ['a block of IPv6 that is none', { clientSources: ['fd00::1::/8'] }, '"fd00::1::/8" is not a CIDR block of IPv6.'],
    [
      'a key of another region',
      { region: 'eu-west-1', kmsKeyId: KEY_ELSEWHERE },
      'networks[0] is for "eu-west-1", but its kmsKeyId is a key in another region.',
    ],
    [
      'a block with host bits',
      { clientSources: ['10.0.0.5/16'] },
      '10.0.0.5/16 names an address in the block 10.0.0.0/16: set 10.0.0.0/16, or 10.0.0.5/32 for this address only.',
    ],
    [
      'a block of IPv6 with host bits',
      { administratorSources: ['FD00::5/8'] },
      'FD00::5/8 names an address in the block fd00::/8: set fd00::/8, or FD00::5/128 for this address only.',
    ],
    [
      'security groups and sources',
      { securityGroups: [GROUP], clientSources: [GROUP] },
      'networks[0] has securityGroups and clientSources: sources are for a security group that the plan creates. Remove one.',
    ],
  ])('although its schema allows it: %s', async (_, network, message) => {
    const { status, stderr } = await planWith([network]);
    expect(status).toBe(2);
    expect(stderr).toContain(`network.json:1: ${message}`);
  });

  it('with the line of the place', async () => {
    const file = temporary.write('lines.yaml', 'networks:\n  - region: eu-west-1\n    vpcId: vpc-1\n');
    const { stderr } = await plan([], ['--network', file]);
    expect(stderr).toContain(
      'lines.yaml:3: networks[0].vpcId is "vpc-1". Expected an ID such as vpc-0123456789abcdef0.',
    );
  });

  it('but not one that is right', () => {
    const right = {
      ...{ account: ACCOUNT, region: 'eu-west-1', oldSubnetIds: SUBNETS, vpcId: 'vpc-12345678', subnetIds: OTHERS },
      ...{ clientSources: [GROUP, 'pl-12345678', '10.0.0.0/8'] },
      ...{ administratorSources: ['192.168.255.1/32', '2001:db8::/32'], kmsKeyId: KEY },
    };
    expect([validate({ networks: [right] }), validate.errors]).toEqual([true, null]);
  });
});

describe('the map to fill in', () => {
  const places = [
    {
      account: ACCOUNT,
      region: 'eu-west-1',
      brokers: [
        brokerIn(ACCOUNT, 'eu-west-1', 1, { SubnetIds: OTHERS.slice(0, 1) }),
        brokerIn(ACCOUNT, 'eu-west-1', 2, { SubnetIds: MORE.slice(0, 1) }),
        brokerIn(ACCOUNT, 'eu-west-1', 3, { SubnetIds: [OTHERS[0], OTHERS[1]] }),
        brokerIn(ACCOUNT, 'eu-west-1', 4, { SubnetIds: [OTHERS[1], OTHERS[2]], BrokerName: 'x\n- evil: true' }),
      ],
    },
    { account: '444455556666', region: 'us-east-1', brokers: [brokerIn('444455556666', 'us-east-1', 5)] },
  ];

  it('has an entry for each account, region and group of subnets', async () => {
    const { read, stderr, folder } = await plan(places);
    const text = read('network.yaml') ?? '';
    expect(parse(text)).toEqual({
      networks: [
        { account: ACCOUNT, region: 'eu-west-1', oldSubnetIds: OTHERS },
        { account: ACCOUNT, region: 'eu-west-1', oldSubnetIds: MORE.slice(0, 1) },
        { account: '444455556666', region: 'us-east-1', oldSubnetIds: SUBNETS.slice(0, 1) },
      ],
    });
    expect(text).not.toContain('evil');
    for (const line of text.split('\n').filter((each) => each.startsWith('  #   '))) {
      expect(line).toMatch(/: (subnets|security groups or sources|subnets and security groups or sources)$/);
    }
    expect(stderr).toContain(
      `${folder}/network.yaml: 5 brokers need subnets or security groups: ` +
        `fill in this file, and run the command again with --network ${folder}/network.yaml.`,
    );
  });

  it('can be used as it is, and is never replaced', async () => {
    const { folder, read } = await plan(places);
    const map = `${folder}/network.yaml`;
    const filled = (read('network.yaml') ?? '').replace(
      '# subnetIds: [subnet-…, subnet-…, subnet-…]',
      `subnetIds: [${OTHERS}]`,
    );
    temporary.write('filled.yaml', filled);
    const { rows, status } = await plan(places, ['--network', map], folder);
    expect(status).toBe(0);
    expect(rows.every(({ toDo }) => toDo !== '')).toBe(true);
    const { rows: after } = await plan(places, ['--network', temporary.path('filled.yaml')], folder);
    expect(after.filter(({ toDo }) => toDo === '')).toHaveLength(3);
    expect(read('network.yaml')).toContain('# subnetIds');
  });

  it('leaves out what is no ID of a subnet, so that it can be read', async () => {
    const odd = [
      { account: ACCOUNT, region: 'eu-west-1', brokers: [{ ...PRIVATE, SubnetIds: ['subnet-0123456789'] }] },
    ];
    const { folder, read } = await plan(odd);
    expect(parse(read('network.yaml') ?? '')).toEqual({ networks: [{ account: ACCOUNT, region: 'eu-west-1' }] });
    const { status } = await plan(odd, ['--network', `${folder}/network.yaml`], folder);
    expect(status).toBe(0);
  });

  it('names the brokers that it lacks', async () => {
    const { folder } = await plan(places.slice(0, 1));
    const map = `${folder}/network.yaml`;
    for (const options of [[], ['--network', map]]) {
      const { stderr } = await plan(places, options, folder);
      expect(stderr).toContain(`${map}: has no entry for 444455556666/us-east-1/broker-5. Add one.\n`);
    }
  });

  it('is not written where no broker needs it', async () => {
    const { read } = await plan([
      { account: ACCOUNT, region: 'eu-west-1', brokers: [{ ...PRIVATE, SubnetIds: SUBNETS }] },
    ]);
    expect(read('network.yaml')).toBeUndefined();
  });
});
