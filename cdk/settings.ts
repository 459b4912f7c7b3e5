import type { Given } from './known-settings.ts';
import type { Pack } from './pack.ts';

export const DEFAULTS = {
  deployment: 'account',
  regions: [],
  organizationalUnits: [],
  administrator: 'management',
  managementAccountCovered: false,
  excludedAccounts: [],
  frequency: 'TwentyFour_Hours',
  aggregator: 'create',
  logRetentionDays: 365,
  logRemediation: 'none',
  // An account that fails would otherwise make CloudFormation take the StackSet back from all accounts.
  failureTolerancePercentage: 100,
  rolePath: '/',
  namePrefix: 'rabbitmq-conformance',
  tags: {},
} as const satisfies Given;

/** The settings of a deployment, all of them usable. */
export interface Settings extends Omit<Given, keyof typeof DEFAULTS>, Required<Pick<Given, keyof typeof DEFAULTS>> {
  /**
   * Where the stacks go that are needed only once. `undefined` only in the shapes `account` and `management-account`,
   * which then go to the region of the credentials.
   */
  readonly homeRegion?: string;
  readonly alarms: boolean;
  readonly pack: Pack;
}

/** Settings that cannot be used: for each, the value, what is expected and how to find it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
