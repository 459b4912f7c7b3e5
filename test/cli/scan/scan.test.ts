import { setImmediate } from 'node:timers/promises';
import type { RegionReads } from '../../../cli/scan/ports.ts';
import type { Login, ScanRequest } from '../../../cli/scan/scan.ts';
import { scan } from '../../../cli/scan/scan.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { broker } from '../forms.ts';
import type { FakeAccount } from './support.ts';
import { awsError, fakeAws, fakeRegion, NO_OBSERVER } from './support.ts';

const OWN = '111122223333';
const ROLE = 'arn:aws:iam::222222222222:role/audit';
const OTHER_ROLE = 'arn:aws:iam::333333333333:role/audit';

const OWN_ACCOUNT = { checks: THREE_CHECKS, logins: [{ source: 'your AWS credentials' }], now: () => new Date(0) };

function byRoles(...arns: readonly string[]): readonly Login[] {
  return arns.map((arn) => ({ source: arn, role: { arn } }));
}

const FULL = { pages: [[broker()]] };

async function run(
  accounts: Readonly<Record<string, FakeAccount>>,
  request: Partial<ScanRequest> = {},
  homeRegion = 'eu-west-1',
) {
  const { aws, calls } = fakeAws(accounts, homeRegion);
  const findings = await scan({ ...OWN_ACCOUNT, ...request }, aws, NO_OBSERVER);
  return {
    calls,
    read: findings.filter(({ problems }) => problems.length === 0).map(({ source }) => source),
    brokers: findings.flatMap(({ readings }) => readings).length,
    problems: findings.flatMap(({ source, problems }) => problems.map((problem) => `${source}: ${problem}`)),
    notices: findings.flatMap(({ source, notices }) => notices.map((notice) => `${source}: ${notice}`)),
  };
}

describe('what is scanned', () => {
  it.each<[string, Parameters<typeof run>, readonly string[]]>([
    ['is the configured region', [{ own: { id: OWN } }, {}, 'us-east-1'], [`${OWN}/us-east-1`]],
    [
      'are the regions that are named, once each, in that order',
      [{ own: { id: OWN } }, { regions: ['us-east-1', 'eu-west-1', 'us-east-1'] }],
      [`${OWN}/us-east-1`, `${OWN}/eu-west-1`],
    ],
    [
      'are all regions that are enabled',
      [{ own: { id: OWN, enabled: ['eu-west-1', 'af-south-1'] } }, { regions: 'all' }],
      [`${OWN}/eu-west-1`, `${OWN}/af-south-1`],
    ],
    [
      'are the accounts of the roles, each with its own enabled regions, and not the own account',
      [
        {
          own: { id: OWN },
          [ROLE]: { id: '222222222222', enabled: ['eu-west-1'] },
          [OTHER_ROLE]: { id: '333333333333', enabled: ['us-east-1'] },
        },
        { logins: byRoles(ROLE, OTHER_ROLE), regions: 'all' },
      ],
      ['222222222222/eu-west-1', '333333333333/us-east-1'],
    ],
  ])('%s', async (_, args, sources) => {
    const { read, problems } = await run(...args);
    expect({ read, problems }).toEqual({ read: sources, problems: [] });
  });

  it('asks once for each role which account it is', async () => {
    const roles = { [ROLE]: { id: '222222222222' }, [OTHER_ROLE]: { id: '333333333333' } };
    const { calls } = await run(
      { own: { id: OWN }, ...roles },
      { logins: byRoles(ROLE, OTHER_ROLE), regions: ['a', 'b'] },
    );
    expect(calls.filter((call) => call === 'GetCallerIdentity')).toHaveLength(2);
  });

  it('is once an account that two roles lead to', async () => {
    const second = 'arn:aws:iam::222222222222:role/second';
    const account = { id: '222222222222', regions: { 'eu-west-1': FULL } };
    const { brokers, notices } = await run(
      { own: { id: OWN }, [ROLE]: account, [second]: account },
      { logins: byRoles(ROLE, second) },
    );
    expect(brokers).toBe(1);
    expect(notices).toEqual([`${second}: was skipped: its account 222222222222 is already scanned with ${ROLE}.`]);
  });
});

const DENIED = awsError('AccessDenied', 403, 'User: me is not authorized.');

describe('one line, while the rest goes on, for', () => {
  it.each<[string, FakeAccount, string]>([
    [
      'a role that cannot be assumed',
      { id: '222222222222', signIn: DENIED },
      `${ROLE}: cannot be assumed (AccessDenied: User: me is not authorized): ` +
        'check that its trust policy allows you, and that your policies allow sts:AssumeRole on it.',
    ],
    [
      'a role that is met with an expired token',
      { id: '222222222222', signIn: awsError('ExpiredToken', 403, 'Expired.') },
      `${ROLE}: cannot be assumed (ExpiredToken: Expired): sign in again, because the credentials have expired.`,
    ],
    [
      'a role whose account is not told',
      { id: DENIED },
      `${ROLE}: its account cannot be determined (AccessDenied: User: me is not authorized): allow sts:GetCallerIdentity.`,
    ],
    [
      'an account whose regions cannot be listed',
      { id: '222222222222', enabled: awsError('AccessDeniedException', 403, 'No.') },
      '222222222222: its regions cannot be listed (AccessDeniedException: No): ' +
        'allow account:ListRegions, or name the regions with --regions.',
    ],
    [
      'an account that is said to have no region',
      { id: '222222222222', enabled: [] },
      '222222222222: its regions cannot be listed (the ListRegions response has no region): fix the problem and scan again.',
    ],
    [
      'a region that cannot be read',
      { id: '222222222222', enabled: ['af-south-1'], regions: { 'af-south-1': { pages: [DENIED] } } },
      '222222222222/af-south-1: its brokers cannot be listed (AccessDenied: User: me is not authorized): ' +
        'allow mq:ListBrokers, or remove the region from --regions.',
    ],
  ])('%s', async (_, account, problem) => {
    const good = { id: '333333333333', enabled: ['eu-west-1'], regions: { 'eu-west-1': FULL } };
    const { problems, read, brokers } = await run(
      { own: { id: OWN }, [ROLE]: account, [OTHER_ROLE]: good },
      { logins: byRoles(ROLE, OTHER_ROLE), regions: 'all' },
    );
    expect({ problems, read, brokers }).toEqual({ problems: [problem], read: ['333333333333/eu-west-1'], brokers: 1 });
  });
});

test('no more than sixteen regions are read at once', async () => {
  let running = 0;
  let most = 0;
  const reads: RegionReads = {
    ...fakeRegion({}),
    async *listBrokers() {
      running += 1;
      most = Math.max(most, running);
      // So that whatever may start now does.
      await setImmediate();
      running -= 1;
      yield [];
    },
  };
  const { aws } = fakeAws({ own: { id: OWN } });
  const session = () => ({ ...aws.session(), region: () => reads });
  const regions = Array.from({ length: 40 }, (_, number) => `region-${number}`);
  await scan({ ...OWN_ACCOUNT, regions }, { ...aws, session }, NO_OBSERVER);
  expect(most).toBe(16);
});

describe('one line, and no call, for', () => {
  const none = { id: OWN, signIn: awsError('CredentialsProviderError', undefined, 'Could not load credentials.') };

  it.each<[string, Partial<ScanRequest>, string]>([
    [
      'no credentials',
      {},
      'your AWS credentials: cannot be used (CredentialsProviderError: Could not load credentials): ' +
        'sign in, for example with `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID.',
    ],
    [
      'no credentials to assume roles with',
      { logins: byRoles(ROLE, OTHER_ROLE) },
      'your AWS credentials: cannot be used (CredentialsProviderError: Could not load credentials): ' +
        'sign in, for example with `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID.',
    ],
    [
      'a profile that is not there',
      { profile: 'audit' },
      'profile audit: cannot be used (CredentialsProviderError: Could not load credentials): check that ' +
        '`aws configure list-profiles` shows the profile, and sign in, for example with `aws sso login --profile audit`.',
    ],
    [
      'a profile whose name a shell would take for more',
      { profile: "x$(id)'" },
      "profile x$(id)': cannot be used (CredentialsProviderError: Could not load credentials): check that " +
        '`aws configure list-profiles` shows the profile, and sign in, for example with ' +
        `\`aws sso login --profile 'x$(id)'"'"\`.`,
    ],
  ])('%s', async (_, request, problem) => {
    const { problems, calls } = await run({ own: none }, request);
    expect({ problems, calls }).toEqual({ problems: [problem], calls: [] });
  });
});
