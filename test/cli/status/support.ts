import { parseSettings } from '../../../cdk/settings/parse-settings.ts';
import type { Row, Status } from '../../../cli/organization/rows.ts';
import type { StatusAws } from '../../../cli/status/port.ts';
import type { StatusReport } from '../../../cli/status/run.ts';
import { runStatus } from '../../../cli/status/run.ts';
import { account, DELEGATE, healthyAws, MANAGEMENT, MEMBER, SHAPES } from '../preflight/support.ts';

export const NOW = new Date('2026-06-15T12:00:00Z');
export const BROKER = 'b-1';
export const RULES = ['rabbitmq-cluster-deployment', 'rabbitmq-no-public-access', 'rabbitmq-general-logging'].map(
  (name) => `${name}-conformance-pack-abcdefghi`,
);

/** Some hours before {@link NOW}. */
export function hoursAgo(hours: number): Date {
  return new Date(NOW.getTime() - hours * 3_600_000);
}

export type Shape = 'organization' | 'delegated' | 'stack-set' | 'account';

const ROLE_SET = 'rabbitmq-conformance-evaluation-role';

/** A deployment in which all is fine, with a broker in one account. */
export function healthyStatus(changes: Partial<StatusAws> = {}): StatusAws {
  const healthy = healthyAws({
    stack: async () => ({ status: 'UPDATE_COMPLETE', parameters: {}, outputs: {} }),
    ruleNames: async () => [...RULES, 'another-rule'],
    aggregators: async () => [{ name: 'rabbitmq-conformance', isOfOrganization: true, regions: 'all' as const }],
    accountsIn: async () => [account(MANAGEMENT), account(MEMBER)],
  });
  const instance = { region: 'eu-west-1', status: 'SUCCEEDED', reason: undefined, stackId: 'arn:stack' };
  return {
    ...healthy,
    stackInstances: async (name) =>
      [DELEGATE, MEMBER]
        .filter((id) => name === ROLE_SET || id === MEMBER)
        .map((accountId) => ({ ...instance, accountId })),
    organizationPack: async () => ({ status: 'CREATE_SUCCESSFUL', reason: undefined }),
    organizationPackMembers: async () =>
      [MANAGEMENT, DELEGATE, MEMBER].map((accountId) => ({
        ...{ accountId, status: 'CREATE_SUCCESSFUL', reason: undefined },
      })),
    pack: async () => ({ status: 'CREATE_COMPLETE', reason: undefined }),
    hasRole: async () => true,
    results: async (_, { roleArn }) =>
      roleArn?.includes(MEMBER)
        ? [{ resourceId: BROKER, compliance: 'COMPLIANT', annotation: undefined, time: hoursAgo(3) }]
        : [],
    brokers: async (accountId, { region }) =>
      accountId === MEMBER ? [{ accountId, region, resourceId: BROKER, engine: 'RABBITMQ' }] : [],
    aggregatedRules: async (_, __, { accountId, region = '' }) => RULES.map((name) => ({ accountId, region, name })),
    aggregatedResults: async () => [
      { resourceId: BROKER, compliance: 'NON_COMPLIANT', annotation: undefined, time: hoursAgo(5) },
    ],
    aggregatedBrokers: async () => [
      { accountId: MEMBER, region: 'eu-west-1', resourceId: BROKER, engine: 'RabbitMQ' },
      { accountId: MEMBER, region: 'eu-west-1', resourceId: 'b-2', engine: 'ActiveMQ' },
    ],
    aggregatorSources: async () =>
      [MANAGEMENT, DELEGATE, MEMBER].map((id) => ({ type: 'ACCOUNT', id, region: 'eu-west-1', status: 'SUCCEEDED' })),
    ...changes,
  };
}

export interface Situation {
  readonly shape?: Shape;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `none` for no role in the other accounts. */
  readonly roleName?: string | 'none';
  readonly aws?: Partial<StatusAws>;
  /** The entries of the exemption file of the settings. */
  readonly exemptions?: readonly unknown[];
  /** Settings that are not in cdk.json. */
  readonly repeated?: Readonly<Record<string, string>>;
}

export async function statusOf({
  shape = 'organization',
  settings: given = {},
  roleName = 'audit',
  aws = {},
  exemptions = [],
  repeated = {},
}: Situation) {
  const covered = shape === 'delegated' ? { managementAccountCovered: true } : {};
  const settings = parseSettings(
    { ...SHAPES[shape], ...covered, ...given },
    {
      now: NOW,
      readFile: () => JSON.stringify(exemptions, undefined, 1),
    },
  );
  const homeRegion = settings.homeRegion ?? 'eu-west-1';
  return runStatus({
    aws: healthyStatus(aws),
    settings,
    identity: { accountId: shape === 'delegated' ? DELEGATE : MANAGEMENT, partition: 'aws', region: 'eu-west-1' },
    homeRegion,
    regions: [...new Set([homeRegion, ...settings.regions])],
    qualifier: 'hnb659fds',
    now: NOW,
    repeated,
    ...(roleName === 'none' ? {} : { roleName }),
  });
}

/** The rows that are not fine. */
export function problemsOf({ rows }: StatusReport): readonly Row[] {
  return rows.filter(({ status }) => status !== 'fine');
}

export function statusesOf(report: StatusReport): readonly Status[] {
  return problemsOf(report).map(({ status }) => status);
}
