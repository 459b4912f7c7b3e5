import { parseSettings } from '../../../cdk/settings/parse-settings.ts';
import type { Context } from '../../../cli/organization/context.ts';
import type { Aws, OrganizationAccount, Recorder } from '../../../cli/organization/port.ts';
import type { Finding, Row, Status } from '../../../cli/organization/rows.ts';
import type { PreflightReport } from '../../../cli/preflight/run.ts';
import { PREFLIGHT_CHECKS, runPreflight } from '../../../cli/preflight/run.ts';

export const MANAGEMENT = '111122223333';
export const DELEGATE = '222233334444';
export const MEMBER = '333344445555';

export const RECORDER: Recorder = {
  name: 'default',
  arn: 'arn:aws:config:eu-west-1:333344445555:configuration-recorder/default/abc',
  isRecording: true,
  lastStatus: 'SUCCESS',
  group: { allSupported: true, strategy: 'ALL_SUPPORTED_RESOURCE_TYPES', included: [] },
};

export const ORGANIZATION_ID = 'o-a1b2c3d4e5';

const ORGANIZATION = {
  deployment: 'organization',
  regions: 'eu-west-1',
  organizationalUnits: 'r-ab12',
  organizationId: ORGANIZATION_ID,
} as const;

export const SHAPES = {
  organization: ORGANIZATION,
  delegated: {
    ...ORGANIZATION,
    administrator: 'delegated',
    managementAccount: MANAGEMENT,
  },
  'stack-set': { deployment: 'stack-set', regions: 'eu-west-1', organizationalUnits: 'ou-ab12-1a2b3c4d' },
  account: { deployment: 'account', regions: 'eu-west-1' },
  'management-account': { deployment: 'management-account', administratorAccount: DELEGATE },
} as const;

export type Shape = keyof typeof SHAPES;

/** An error of the AWS SDK. */
export function awsError(name: string, message = 'refused'): Error {
  return Object.assign(new Error(message), { name });
}

export const DENIED = awsError('AccessDeniedException', 'You are not allowed.');

export function account(id: string, state: string | undefined = 'ACTIVE'): OrganizationAccount {
  return { id, name: `name-${id.slice(0, 4)}`, state };
}

/** An organization in which all is fine. */
export function healthyAws(changes: Partial<Aws> = {}): Aws {
  return {
    callerIdentity: async () => ({ accountId: MANAGEMENT, partition: 'aws', region: 'eu-west-1' }),
    organization: async () => ({ id: ORGANIZATION_ID, managementAccount: MANAGEMENT, featureSet: 'ALL' }),
    trustedServices: async () => ['config.amazonaws.com', 'config-multiaccountsetup.amazonaws.com'],
    delegatedServices: async () => [
      'config.amazonaws.com',
      'config-multiaccountsetup.amazonaws.com',
      'member.org.stacksets.cloudformation.amazonaws.com',
    ],
    accounts: async () => [account(MANAGEMENT), account(DELEGATE), account(MEMBER)],
    roots: async () => [{ id: 'r-ab12', name: 'Root' }],
    describeUnit: async () => {},
    accountsIn: async (id) => (id.startsWith('ou-') ? [account(MANAGEMENT), account(MEMBER)] : []),
    unitsIn: async () => [],
    parentOf: async (id) => (id.startsWith('r-') ? undefined : 'r-ab12'),
    controlPolicies: async () => [{ id: 'p-FullAWSAccess', name: 'FullAWSAccess' }],
    controlPolicyText: async () => '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    stackSetsAccess: async () => 'ENABLED',
    stack: async () => undefined,
    bootstrapVersion: async (qualifier) => (qualifier === 'hnb659fds' ? '23' : undefined),
    regions: async () =>
      new Map([
        ['eu-west-1', 'ENABLED_BY_DEFAULT'],
        ['us-east-1', 'ENABLED_BY_DEFAULT'],
        ['af-south-1', 'ENABLED'],
      ]),
    recorders: async () => [RECORDER],
    aggregators: async () => [],
    aggregatorSources: async () => [],
    aggregatedRecorders: async () => [],
    ruleNames: async () => [],
    packNames: async () => [],
    organizationPackNames: async () => [],
    unreservedConcurrency: async () => 1000,
    ...changes,
  };
}

export interface Situation {
  readonly shape?: Shape;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly accountId?: string;
  /** `none` for no role in the other accounts. */
  readonly roleName?: string | 'none';
  readonly qualifier?: string;
  readonly aws?: Partial<Aws>;
}

function contextOf({
  shape = 'organization',
  settings: given = {},
  accountId = shape === 'delegated' ? DELEGATE : MANAGEMENT,
  roleName = 'audit',
  qualifier = 'hnb659fds',
  aws = {},
}: Situation): Context {
  const settings = parseSettings({ ...SHAPES[shape], ...given });
  const homeRegion = settings.homeRegion ?? 'eu-west-1';
  return {
    aws: healthyAws(aws),
    settings,
    identity: { accountId, partition: 'aws', region: 'eu-west-1' },
    homeRegion,
    regions: [...new Set([homeRegion, ...settings.regions])],
    qualifier,
    ...(roleName === 'none' ? {} : { roleName }),
  };
}

export async function preflightOf(situation: Situation): Promise<PreflightReport> {
  return runPreflight(contextOf(situation));
}

/** What one check alone finds, which is fast in a large organization, or nothing if it does not apply. */
export async function findingsOf(id: string, situation: Situation): Promise<readonly Finding[]> {
  const context = contextOf(situation);
  const check = PREFLIGHT_CHECKS.find((each) => each.id === id);
  return check?.applies(context.settings) ? check.run(context) : [];
}

/** The rows of one check. */
export async function rowsOf(check: string, situation: Situation): Promise<readonly Row[]> {
  const { rows } = await preflightOf(situation);
  return rows.filter((row) => row.check === check);
}

export function statusesOf(rows: readonly Row[]): readonly Status[] {
  return rows.map(({ status }) => status);
}

/** Rejects as a call that is not allowed does. */
export const denied = async (): Promise<never> => {
  throw DENIED;
};
