import { forwardingRuleName, logRemediationName, packName, packStackSetName, roleStackSetName } from './names.ts';
import type { Settings } from './settings.ts';

/** A service-managed StackSet of a deployment: its name and its targets. */
export interface PlannedStackSet {
  readonly name: string;
  /** The region in which it is managed. */
  readonly managedIn: string;
  readonly regions: readonly string[];
  readonly organizationalUnits: readonly string[];
  /** Accounts that it leaves out. */
  readonly excludedAccounts: readonly string[];
  /** Whether it deploys the evaluation role. */
  readonly hasRole: boolean;
  /** Whether it deploys the conformance pack. */
  readonly hasPack: boolean;
}

/** The StackSets of a deployment. @param homeRegion the region of resources that exist once */
export function plannedStackSets(settings: Settings, homeRegion: string): readonly PlannedStackSet[] {
  const { deployment, packs, organizationalUnits, regions, excludedAccounts, logRemediation, notifications } = settings;
  const none = { excludedAccounts: [], hasRole: false, hasPack: false };
  const common = { organizationalUnits, regions, managedIn: homeRegion, ...none };
  const forwarder = { ...common, name: forwardingRuleName(settings), excludedAccounts };
  const forwarders = notifications === 'none' ? [] : [forwarder];
  if (deployment === 'stack-set') {
    const accounts = { ...common, name: packName(settings), excludedAccounts, hasPack: true };
    return [accounts, ...forwarders];
  }
  if (deployment !== 'organization') return [];
  const roles = { ...common, name: roleStackSetName(settings), regions: [homeRegion], hasRole: true };
  if (packs === 'stack-set') {
    const name = packStackSetName(settings);
    const inRegion = (region: string) => ({ name, managedIn: region, regions: [region] });
    const ofPacks = regions.map((region) => ({ ...common, ...inRegion(region), excludedAccounts, hasPack: true }));
    return [roles, ...ofPacks, ...forwarders];
  }
  const runbooks = logRemediation === 'none' ? [] : [{ ...common, name: logRemediationName(settings) }];
  return [roles, ...runbooks, ...forwarders];
}
