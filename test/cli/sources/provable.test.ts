import type { Verdict } from '../../../checks/check.ts';
import { cliAnswer, FORMS, wholeBroker } from '../forms.ts';
import { entry } from '../scan/support.ts';
import { verdictsOf } from './verdicts.ts';

/** What a form with every fact that AWS returns of a broker proves. */
const WHOLE = {
  'rabbitmq-cluster-deployment': 'pass',
  'rabbitmq-no-public-access': 'pass',
  'rabbitmq-general-logging': 'pass',
  'rabbitmq-cluster-subnets': 'pass',
  'rabbitmq-engine-version': 'pass',
  'rabbitmq-instance-type': 'pass',
  'rabbitmq-security-group-sources': 'unknown',
  'rabbitmq-customer-key': 'pass',
  'rabbitmq-tags': 'pass',
  'rabbitmq-literal-password': 'skip',
} as const satisfies Readonly<Record<string, Verdict>>;

const UNKNOWN = Object.fromEntries(Object.keys(WHOLE).map((id) => [id, 'unknown']));

it.each(FORMS)('%s proves all but the rules of security groups', async (_, write) => {
  expect(await verdictsOf(write(wholeBroker()))).toEqual(WHOLE);
});

it('ListBrokers proves the mode and the instance type', async () => {
  const summary = entry(wholeBroker());
  expect(await verdictsOf(JSON.stringify({ BrokerSummaries: [summary] }))).toEqual({
    ...UNKNOWN,
    'rabbitmq-cluster-deployment': 'pass',
    'rabbitmq-instance-type': 'pass',
    'rabbitmq-literal-password': 'skip',
  });
});

describe('an inventory', () => {
  const groups = [{ GroupId: 'sg-1', IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-2' }] }] }];
  const fromList = [
    { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] }] },
  ];
  const verdictWith = async (SecurityGroupIngress: unknown) => {
    const record = { ...cliAnswer(wholeBroker()), SecurityGroupIngress };
    return (await verdictsOf(JSON.stringify({ BrokerSummaries: [record] })))['rabbitmq-security-group-sources'];
  };

  it.each<[string, unknown, Verdict]>([
    ['proves them with what EC2 returned', { SecurityGroups: groups, PrefixLists: [] }, 'pass'],
    ['proves them without prefix lists', { SecurityGroups: groups }, 'pass'],
    ['does not prove them with another group', { SecurityGroups: [{ ...groups[0], GroupId: 'sg-2' }] }, 'unknown'],
    ['does not prove them with a group without rules', { SecurityGroups: [{ GroupId: 'sg-1' }] }, 'unknown'],
    ['does not prove them without groups', { SecurityGroups: [] }, 'unknown'],
    ['does not prove them with prefix lists of another form', { SecurityGroups: fromList, PrefixLists: {} }, 'unknown'],
    ['does not prove them with a list of rules', [], 'unknown'],
    ['does not prove them with a text', 'none', 'unknown'],
  ])('%s', async (_, ingress, verdict) => {
    expect(await verdictWith(ingress)).toBe(verdict);
  });
});
