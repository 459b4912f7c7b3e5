import type { Aws, BrokerRecord, RegionReads, Role, Session } from '../../../cli/scan/ports.ts';
import type { BrokerFacts } from '../forms.ts';
import { cliAnswer } from '../forms.ts';

/** What is in an account and region. An error stands for a call that fails with it. */
export interface FakeRegion {
  readonly pages?: readonly (readonly BrokerFacts[] | Error)[];
  /** Instead of the answers for the brokers of the pages, by name; `gone` for one that is deleted meanwhile. */
  readonly answers?: Readonly<Record<string, Error | 'gone' | BrokerRecord>>;
  /** The inbound rules of security groups, by their IDs. */
  readonly groups?: Readonly<Record<string, Error | readonly object[]>>;
  /** The ranges of prefix lists, by their IDs. */
  readonly prefixLists?: Readonly<Record<string, Error | readonly string[]>>;
}

export interface FakeAccount {
  /** `GetCallerIdentity`. */
  readonly id: string | Error;
  readonly regions?: Readonly<Record<string, FakeRegion>>;
  /** `ListRegions`. */
  readonly enabled?: readonly string[] | Error;
  /** Why there are no credentials. */
  readonly signIn?: Error;
}

/** An entry of a `ListBrokers` answer as the SDK gives it. */
export function entry(facts: BrokerFacts): BrokerRecord {
  const { BrokerArn, BrokerId, BrokerName, BrokerState, EngineType, DeploymentMode, HostInstanceType } =
    cliAnswer(facts);
  return { BrokerArn, BrokerId, BrokerName, BrokerState, EngineType, DeploymentMode, HostInstanceType };
}

/** An error as the SDK throws it. */
export function awsError(name: string, status?: number, message = `${name} it is`): Error {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return Object.assign(new Error(message), { name, ...metadata });
}

/**
 * AWS as a scan sees it, by the ARN of a role, `own` for the user's own credentials.
 * @returns also the calls so far
 */
export function fakeAws(accounts: Readonly<Record<string, FakeAccount>>, homeRegion = 'eu-west-1') {
  const calls: string[] = [];
  const aws: Aws = {
    homeRegion,
    session: (role?: Role) => fakeSession(accounts[role?.arn ?? 'own'] ?? { id: '000000000000' }, calls),
  };
  return { aws, calls };
}

function fakeSession(account: FakeAccount, calls: string[]): Session {
  return {
    async signIn() {
      if (account.signIn) throw account.signIn;
    },
    async identity() {
      calls.push('GetCallerIdentity');
      if (account.id instanceof Error) throw account.id;
      return { accountId: account.id, partition: 'aws' };
    },
    async enabledRegions() {
      calls.push('ListRegions');
      if (account.enabled instanceof Error) throw account.enabled;
      return account.enabled ?? [];
    },
    region: (name) => fakeRegion(account.regions?.[name] ?? {}, calls),
  };
}

/** The reads of one account and region. */
export function fakeRegion(
  { pages = [], answers = {}, groups = {}, prefixLists = {} }: FakeRegion,
  calls: string[] = [],
): RegionReads {
  const brokers = pages.flatMap((page) => (page instanceof Error ? [] : page));
  return {
    async *listBrokers() {
      for (const page of pages) {
        calls.push('ListBrokers');
        if (page instanceof Error) throw page;
        yield page.map(entry);
      }
    },
    async describeBroker(brokerId) {
      calls.push('DescribeBroker');
      const facts = brokers.find((broker) => cliAnswer(broker).BrokerId === brokerId);
      if (!facts) throw new Error(`${brokerId} was not listed.`);
      const answer = answers[facts.name] ?? cliAnswer(facts);
      if (answer instanceof Error) throw answer;
      return answer === 'gone' ? undefined : answer;
    },
    async securityGroup(GroupId) {
      calls.push(`DescribeSecurityGroups ${GroupId}`);
      const IpPermissions = groups[GroupId] ?? awsError('InvalidGroup.NotFound', 400);
      if (IpPermissions instanceof Error) throw IpPermissions;
      return { GroupId, IpPermissions };
    },
    async prefixListEntries(id) {
      calls.push(`GetManagedPrefixListEntries ${id}`);
      const cidrs = prefixLists[id] ?? awsError('InvalidPrefixListID.NotFound', 400);
      if (cidrs instanceof Error) throw cidrs;
      return cidrs.map((Cidr) => ({ Cidr }));
    },
  };
}

/** Watches nothing. */
export const NO_OBSERVER = { onAccounts() {}, onAccount() {}, onRegion() {}, onListed() {}, onBroker() {} };
