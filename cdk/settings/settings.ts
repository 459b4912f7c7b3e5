import type { Check } from '../../checks/check.ts';
import type { LocatedExemption } from '../../checks/exemption-file.ts';
import { DEFAULT_MAX_EXEMPTION_DAYS } from '../../checks/read-exemption.ts';
import type { Given } from './known-settings.ts';
import type { Pack } from './pack.ts';

export const DEFAULTS = {
  deployment: 'account',
  regions: [],
  organizationalUnits: [],
  functionAccess: 'organization',
  administrator: 'management',
  managementAccountCovered: false,
  excludedAccounts: [],
  autoDeploymentDependsOn: [],
  packs: 'organization',
  maxExemptionDays: DEFAULT_MAX_EXEMPTION_DAYS,
  rules: 'separate',
  frequency: 'TwentyFour_Hours',
  refresh: 1,
  aggregator: 'create',
  logRetentionDays: 365,
  logRemediation: 'none',
  notifications: 'none',
  rolePath: '/',
  namePrefix: 'rabbitmq-conformance',
  tags: {},
} as const satisfies Given;

/** The valid settings of a deployment. */
export interface Settings extends Omit<Given, keyof typeof DEFAULTS>, Required<Pick<Given, keyof typeof DEFAULTS>> {
  /**
   * The region of resources that exist once, such as the aggregator. `undefined` only for the deployments `account` and
   * `management-account`, which then go to the default region of the AWS configuration.
   */
  readonly homeRegion?: string;
  readonly alarms: boolean;
  readonly dashboard: boolean;
  /** What was given for this deployment, without the defaults except for `deployment`. */
  readonly given: Given;
  /** The selected checks, with the values of their parameters. */
  readonly ruleChecks: readonly Check[];
  /** With the selected checks, each in a rule of its own or all in one. */
  readonly pack: Pack;
  /** From the file of the setting `exemptions`. */
  readonly ruleExemptions: RuleExemptions;
}

/** The entries of the exemption file that have a `broker`. Those with an `address` are for the command line. */
export interface RuleExemptions {
  /** What the function gets. */
  readonly current: readonly LocatedExemption[];
  readonly ended: readonly LocatedExemption[];
}

/** Settings are not valid. For each, the message has the value, what is expected and how to find it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
