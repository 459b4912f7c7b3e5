import fc from 'fast-check';
import { evaluateBroker } from '../../checks/evaluation.ts';
import { SECURITY_GROUP_SOURCES } from '../../checks/security-group-sources.ts';
import { createConnect } from '../../lambda/aws/connect.ts';
import type { Connect } from '../../lambda/ports.ts';
import { AwsError } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';

const SELF = { partition: 'aws', accountId: '111122223333' };
const BROKER_PORTS = [443, 5671, 15671];
const NARROW = ['10.0.0.0/8', '10.1.2.3/32', '2001:db8::/32', '::1/128'];
const WIDE = ['0.0.0.0/0', '::/0', '0.0.0.0/7', '2000::/3'];
const BROKEN = ['', '10.0.0.0', '10.0.0.0/', '10.0.0.0/33', 'all', '/8', '2001:db8::/129'];

const environment = { ...process.env };
let answers: (operation: string, id: string) => unknown;
let endpoints: AwsEndpoints;
let connect: Connect;

beforeAll(async () => {
  endpoints = await startAwsEndpoints(({ operation, input }) =>
    answers(operation, String((input.GroupId as readonly string[] | undefined)?.[0] ?? input.PrefixListId)),
  );
  Object.assign(process.env, awsEnvironment(endpoints.url));
  connect = createConnect(undefined, () => import('../../lambda/aws/ec2.ts'));
});

afterAll(async () => {
  process.env = environment;
  await endpoints.close();
});

/** What the wire may have in the place of a member: nothing, or an element. */
const orNothing = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const cidr = fc.constantFrom(...NARROW, ...WIDE, ...BROKEN);
// Not an empty element, which the SDK reads as 0.
const port = fc.constantFrom(0, 22, 442, 443, 444, 5671, 15671, 65535, -1, 'x');
const listId = fc.constantFrom('pl-1', 'pl-2');

const permission = fc.record({
  ipProtocol: orNothing(fc.constantFrom('tcp', 'TCP', '6', '-1', 'udp', '17', 'icmpv6', 'sctp', '')),
  fromPort: orNothing(port),
  toPort: orNothing(port),
  ipRanges: orNothing(fc.array(fc.record({ cidrIp: orNothing(cidr) }), { maxLength: 2 })),
  ipv6Ranges: orNothing(fc.array(fc.record({ cidrIpv6: orNothing(cidr) }), { maxLength: 1 })),
  prefixListIds: orNothing(fc.array(fc.record({ prefixListId: orNothing(listId) }), { maxLength: 1 })),
  groups: orNothing(fc.array(fc.record({ groupId: orNothing(fc.constant('sg-9')) }), { maxLength: 1 })),
});
type Permission = typeof permission extends fc.Arbitrary<infer T> ? T : never;

const group = orNothing(fc.record({ ipPermissions: orNothing(fc.array(permission, { maxLength: 3 })) }));
const list = orNothing(orNothing(fc.array(fc.record({ cidr: orNothing(cidr) }), { maxLength: 2 })));

interface Ec2Answers {
  readonly groups: Readonly<Record<string, { readonly ipPermissions: readonly Permission[] | undefined } | undefined>>;
  readonly lists: Readonly<Record<string, readonly { readonly cidr: string | undefined }[] | undefined>>;
}

const isNarrow = (range: string | undefined) => range !== undefined && NARROW.includes(range);

/** Whether a rule lets nobody in whom it should not, as far as what EC2 answers says so. */
function isProven({ lists }: Ec2Answers, { ipProtocol = '', fromPort, toPort, ...sources }: Permission): boolean {
  if (['udp', '17', 'icmpv6'].includes(ipProtocol)) return true;
  const isElsewhere =
    ['tcp', 'TCP', '6'].includes(ipProtocol) &&
    [fromPort, toPort].every((end) => typeof end === 'number' && end >= 0) &&
    !BROKER_PORTS.some((one) => Number(fromPort) <= one && one <= Number(toPort));
  if (isElsewhere) return true;
  const { ipRanges = [], ipv6Ranges = [], prefixListIds = [], groups = [] } = sources;
  return (
    [...ipRanges, ...ipv6Ranges, ...prefixListIds, ...groups].length > 0 &&
    ipRanges.every(({ cidrIp }) => isNarrow(cidrIp)) &&
    ipv6Ranges.every(({ cidrIpv6 }) => isNarrow(cidrIpv6)) &&
    prefixListIds.every(({ prefixListId = '' }) => lists[prefixListId]?.every((entry) => isNarrow(entry.cidr))) &&
    groups.every(({ groupId }) => groupId !== undefined)
  );
}

/** What the check says of a private broker whose groups EC2 answers for like this, or `thrown`. */
async function verdictOn({ groups, lists }: Ec2Answers) {
  answers = (operation, id) => {
    if (operation === 'GetManagedPrefixListEntries') {
      if (!(id in lists)) throw new AwsError(400, 'InvalidPrefixListID.NotFound');
      return { entrySet: lists[id] };
    }
    const found = groups[id];
    if (found === undefined) throw new AwsError(400, 'InvalidGroup.NotFound');
    return { securityGroupInfo: [{ groupId: id, ...found }] };
  };
  const account = await connect(SELF.accountId, SELF);
  const securityGroups = Object.keys(groups);
  try {
    const ingressRules = await account.ingressRules(securityGroups, new AbortController().signal);
    const broker = { engineType: 'RABBITMQ', publiclyAccessible: false, securityGroups, ingressRules };
    return evaluateBroker(broker, [SECURITY_GROUP_SOURCES])[0]?.verdict;
  } catch {
    return 'thrown';
  }
}

test('whatever EC2 answers, the check passes only if every rule of every group is proven to let in no wide range', async () => {
  const seen = new Map<unknown, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        groups: fc.record({ 'sg-1': group, 'sg-2': group }),
        lists: fc.record({ 'pl-1': list, 'pl-2': list }, { requiredKeys: [] }),
      }),
      async (ec2) => {
        const verdict = await verdictOn(ec2);
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
        const rules = Object.values(ec2.groups).map((one) => one?.ipPermissions);
        const isSafe = rules.every((each) => each?.every((rule) => isProven(ec2, rule)));
        expect([verdict, isSafe]).not.toEqual(['pass', false]);
      },
    ),
    { numRuns: 500 },
  );
  // Otherwise the property is about nothing.
  expect([...seen.keys()].toSorted()).toEqual(['fail', 'pass', 'thrown', 'unknown']);
});
