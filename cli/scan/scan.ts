import pMap from 'p-map';
import { quote } from 'shlex';
import { explainFailure } from './failures.ts';
import type { Aws, RegionReads, Session } from './ports.ts';
import type { Asked, RegionFindings, RegionObserver } from './region.ts';
import { readRegion } from './region.ts';

/** The number of roles that are assumed concurrently, and of regions that are read concurrently. */
const SESSIONS_AT_ONCE = 8;
const REGIONS_AT_ONCE = 8;

/** What to scan. */
export interface ScanRequest extends Asked {
  /** Region names, or `all` that are enabled for the account. The default is the configured region. */
  readonly regions?: readonly string[] | 'all' | undefined;
  /** Roles whose accounts are scanned instead of the user's own. */
  readonly roleArns: readonly string[];
  /** The profile of the user's own credentials, if one was named. */
  readonly profile?: string | undefined;
}

/** Is notified of the progress. */
export interface ScanObserver extends RegionObserver {
  onRegions(regions: number): void;
  onRegion(): void;
}

interface Target {
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly open: () => RegionReads;
}

interface Account {
  readonly source: string;
  readonly session: Session;
  readonly id: string;
}

/**
 * Reads the brokers of accounts and regions. What cannot be read is a problem of its source, and the rest continues.
 * @returns findings in the order of the request: an entry for each account and region, and for each account that failed
 */
export async function scan(request: ScanRequest, aws: Aws, observer: ScanObserver): Promise<readonly RegionFindings[]> {
  const { profile, roleArns } = request;
  const source = profile === undefined ? 'your AWS credentials' : `profile ${profile}`;
  const own = aws.session();
  try {
    await own.signIn();
  } catch (error) {
    return [problem(source, explainFailure('cannot be used', error, profile === undefined ? {} : ofProfile(profile)))];
  }
  const logins =
    roleArns.length === 0
      ? [{ source, session: own }]
      : roleArns.map((roleArn) => ({ source: roleArn, session: aws.session(roleArn) }));
  const accounts = withoutRepetition(await pMap(logins, identify, { concurrency: SESSIONS_AT_ONCE }));
  const targets = await pMap(accounts, (account) => targetsOf(account, request, aws), {
    concurrency: SESSIONS_AT_ONCE,
  });
  const all = targets.flat();
  observer.onRegions(all.filter(isTarget).length);
  return pMap(
    all,
    async (target) => {
      if (!isTarget(target)) return target;
      const reads = target.open();
      try {
        return await readRegion(target, reads, request, observer);
      } finally {
        reads.close();
        observer.onRegion();
      }
    },
    { concurrency: REGIONS_AT_ONCE },
  );
}

function ofProfile(profile: string) {
  return {
    'no-credentials':
      'check that `aws configure list-profiles` shows the profile, ' +
      `and sign in, for example with \`aws sso login --profile ${quote(profile)}\``,
  };
}

async function identify({
  source,
  session,
}: {
  readonly source: string;
  readonly session: Session;
}): Promise<Account | RegionFindings> {
  try {
    await session.signIn();
  } catch (error) {
    const denied = 'check that its trust policy allows you, and that your policies allow sts:AssumeRole on it';
    return problem(source, explainFailure('cannot be assumed', error, { denied }));
  }
  try {
    return { source, session, id: await session.accountId() };
  } catch (error) {
    const denied = 'allow sts:GetCallerIdentity';
    return problem(source, explainFailure('its account cannot be determined', error, { denied }));
  }
}

/** An account that two roles belong to is read once. */
function withoutRepetition(accounts: readonly (Account | RegionFindings)[]): readonly (Account | RegionFindings)[] {
  const first = new Map<string, string>();
  return accounts.map((account) => {
    if (!('id' in account)) return account;
    const { id, source } = account;
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, source);
      return account;
    }
    const notice = `was skipped: its account ${id} is already scanned with ${other}.`;
    return { source, readings: [], records: [], problems: [], notices: [notice] };
  });
}

async function targetsOf(
  account: Account | RegionFindings,
  { regions }: ScanRequest,
  { homeRegion }: Aws,
): Promise<readonly (Target | RegionFindings)[]> {
  if (!('id' in account)) return [account];
  const { id, session } = account;
  try {
    const names = regions === 'all' ? await session.enabledRegions() : (regions ?? [homeRegion]);
    if (names.length === 0) throw new Error('the ListRegions response has no region');
    return [...new Set(names)].map((region) => ({
      source: `${id}/${region}`,
      account: id,
      region,
      open: () => session.region(region),
    }));
  } catch (error) {
    const remedies = { denied: 'allow account:ListRegions, or name the regions with --regions' };
    return [problem(id, explainFailure('its regions cannot be listed', error, remedies))];
  }
}

function isTarget(value: Target | RegionFindings): value is Target {
  return 'open' in value;
}

function problem(source: string, message: string): RegionFindings {
  return { source, readings: [], records: [], problems: [message], notices: [] };
}
