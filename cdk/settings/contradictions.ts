import { checkAccountShape, checkAccounts, checkDependencies } from './check-accounts.ts';
import { checkChecks } from './check-checks.ts';
import { checkAlarmsAndLog, checkFunctionAccess } from './check-function.ts';
import { checkNotifications } from './check-notifications.ts';
import { checkLogRemediation, checkPacks } from './check-pack.ts';
import { checkRegions, checkUnits } from './check-targets.ts';
import type { Given } from './known-settings.ts';
import type { Settings } from './settings.ts';

/**
 * What is wrong with settings that are each valid by themselves.
 * @param given the settings without defaults
 */
export function findContradictions(settings: Settings, given: Given): readonly string[] {
  return [
    ...checkRegions(settings),
    ...checkUnits(settings),
    ...checkAccounts(settings),
    ...checkAccountShape(settings, given),
    ...checkDependencies(settings),
    ...checkFunctionAccess(settings, given),
    ...checkAlarmsAndLog(settings),
    ...checkChecks(settings),
    ...checkPacks(settings, given),
    ...checkLogRemediation(settings),
    ...checkNotifications(settings),
  ];
}
