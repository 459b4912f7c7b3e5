import pMap, { pMapIterable } from 'p-map';
import { quote } from 'shlex';
import { ACCOUNTS_AT_ONCE, REGIONS_AT_ONCE } from './concurrency.ts';
import { explainFailure } from './failures.ts';
import type { Aws, RegionReads, Role, Session } from './ports.ts';
import type { Asked, RegionFindings, RegionObserver } from './region.ts';
import { readRegion } from './region.ts';

/** What is known of an account before it is entered. */
export interface KnownAccount {
  readonly id: string;
  readonly name?: string | undefined;
  /** The path of its root or organizational unit, such as `Root/Workloads/Production`. */
  readonly unit?: string | undefined;
}

/** A way into an account. */
export interface Login {
  /** What messages name it: the account, the role, or the user's credentials. */
  readonly source: string;
  /** A role to assume. Without it, the user's own credentials are used. */
  readonly role?: Role | undefined;
  /** Its account. If it is not known, the session is asked. */
  readonly account?: KnownAccount | undefined;
}

/** What to scan. */
export interface ScanRequest extends Asked {
  /** Region names, or `all` that are enabled for the account. The default is the configured region. */
  readonly regions?: readonly string[] | 'all' | undefined;
  readonly logins: readonly Login[];
  /** The profile of the user's own credentials, if one was named. */
  readonly profile?: string | undefined;
  /** The clock. */
  readonly now: () => Date;
}

/** What a scan found in an account and region, or of an account that it did not enter. */
export interface ScanFindings extends RegionFindings {
  readonly account?: KnownAccount | undefined;
  /** When the reading began. */
  readonly readAt: Date;
}

/** Is notified of the progress. */
export interface ScanObserver extends RegionObserver {
  onAccounts(accounts: number): void;
  /** An account was entered, or cannot be. @param regions how many are read there */
  onAccount(regions: number): void;
  onRegion(): void;
}

/** A session in an account whose regions are still to be read. */
interface Entered {
  readonly login: Login;
  readonly session: Session;
  readonly accountId: string;
}

interface Target {
  readonly login: Login;
  readonly place: { readonly source: string; readonly account: string; readonly region: string };
  readonly open: () => RegionReads;
}

/**
 * Reads the brokers of accounts and regions. What cannot be read is a problem of its source, and the rest continues.
 * An account is entered when its turn comes, so that few sessions are open at a time.
 * @returns findings in the order of the request: an entry for each account and region, and for each account that failed
 */
export async function scan(request: ScanRequest, aws: Aws, observer: ScanObserver): Promise<readonly ScanFindings[]> {
  const failure = await signIn(aws, request);
  if (failure) return [failure];
  observer.onAccounts(request.logins.length);
  const limits = { concurrency: ACCOUNTS_AT_ONCE, backpressure: 2 * ACCOUNTS_AT_ONCE };
  const entered = pMapIterable(request.logins, (login) => enter(login, aws, request), limits);
  const once = withoutRepetition(entered, request);
  const targets = pMapIterable(once, (account) => targetsOf(account, request, aws), limits);
  return pMap(oneByOne(targets, observer), (target) => read(target, request, observer), {
    concurrency: REGIONS_AT_ONCE,
  });
}

/** Who the user is, for messages. */
export function nameOfUser(profile: string | undefined): string {
  return profile === undefined ? 'your AWS credentials' : `profile ${profile}`;
}

/** Gets the user's own credentials. @returns why that failed, if it did */
export async function signIn(
  aws: Aws,
  { profile, now }: Pick<ScanRequest, 'profile' | 'now'>,
): Promise<ScanFindings | undefined> {
  try {
    await aws.session().signIn();
    return undefined;
  } catch (error) {
    const remedies = profile === undefined ? {} : ofProfile(profile);
    const problem = explainFailure('cannot be used', error, remedies);
    return unread({ source: nameOfUser(profile) }, now(), { problems: [problem] });
  }
}

function ofProfile(profile: string) {
  return {
    'no-credentials':
      'check that `aws configure list-profiles` shows the profile, ' +
      `and sign in, for example with \`aws sso login --profile ${quote(profile)}\``,
  };
}

async function enter(login: Login, aws: Aws, { now }: ScanRequest): Promise<Entered | ScanFindings> {
  const { account, role } = login;
  const session = aws.session(role);
  try {
    await session.signIn();
  } catch (error) {
    return unread(login, now(), { problems: [explainRefusal(login, error)] });
  }
  if (account !== undefined) return { login, session, accountId: account.id };
  try {
    const { accountId } = await session.identity();
    return { login, session, accountId };
  } catch (error) {
    const remedies = { denied: 'allow sts:GetCallerIdentity' };
    return unread(login, now(), { problems: [explainFailure('its account cannot be determined', error, remedies)] });
  }
}

function explainRefusal({ role, account }: Login, error: unknown): string {
  const trust = 'its trust policy allows you, and that your policies allow sts:AssumeRole on it';
  if (role === undefined || account === undefined) {
    return explainFailure('cannot be assumed', error, { denied: `check that ${trust}` });
  }
  // STS does not tell a role that is missing from one that does not trust the caller.
  return explainFailure(`the role ${role.arn.split(':role/')[1]} cannot be assumed`, error, {
    denied: `check that the account has the role, that ${trust}`,
  });
}

/** An account that two roles belong to is read once. */
async function* withoutRepetition(
  accounts: AsyncIterable<Entered | ScanFindings>,
  { now }: ScanRequest,
): AsyncGenerator<Entered | ScanFindings> {
  const first = new Map<string, string>();
  for await (const account of accounts) {
    if (!isEntered(account)) {
      yield account;
      continue;
    }
    const { login, accountId } = account;
    const other = first.get(accountId);
    if (other === undefined) {
      first.set(accountId, login.source);
      yield account;
    } else {
      const notice = `was skipped: its account ${accountId} is already scanned with ${other}.`;
      yield unread(login, now(), { notices: [notice] });
    }
  }
}

async function targetsOf(
  account: Entered | ScanFindings,
  { regions, now }: ScanRequest,
  { homeRegion }: Aws,
): Promise<readonly (Target | ScanFindings)[]> {
  if (!isEntered(account)) return [account];
  const { accountId, login, session } = account;
  try {
    const names = regions === 'all' ? await session.enabledRegions() : (regions ?? [homeRegion]);
    if (names.length === 0) throw new Error('the ListRegions response has no region');
    return [...new Set(names)].map((region) => ({
      login,
      place: { source: `${accountId}/${region}`, account: accountId, region },
      open: () => session.region(region),
    }));
  } catch (error) {
    const remedies = { denied: 'allow account:ListRegions, or name the regions with --regions' };
    const problem = explainFailure('its regions cannot be listed', error, remedies);
    return [unread({ ...login, source: accountId }, now(), { problems: [problem] })];
  }
}

async function* oneByOne(
  targets: AsyncIterable<readonly (Target | ScanFindings)[]>,
  observer: ScanObserver,
): AsyncGenerator<Target | ScanFindings> {
  for await (const ofAccount of targets) {
    observer.onAccount(ofAccount.filter(isTarget).length);
    yield* ofAccount;
  }
}

async function read(
  target: Target | ScanFindings,
  request: ScanRequest,
  observer: ScanObserver,
): Promise<ScanFindings> {
  if (!isTarget(target)) return target;
  const readAt = request.now();
  const findings = await readRegion(target.place, target.open(), request, observer);
  observer.onRegion();
  return { ...findings, account: target.login.account, readAt };
}

function isEntered(value: Entered | ScanFindings): value is Entered {
  return 'session' in value;
}

function isTarget(value: Target | ScanFindings): value is Target {
  return 'open' in value;
}

/** The findings where nothing was read. */
export function unread(
  { source, account }: Login,
  readAt: Date,
  said: Partial<Pick<ScanFindings, 'problems' | 'notices'>>,
): ScanFindings {
  return { source, account, readAt, readings: [], records: [], problems: [], notices: [], ...said };
}
