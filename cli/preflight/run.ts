import pMap from 'p-map';
import type { Context } from '../organization/context.ts';
import { hasOrganizationPack } from '../organization/context.ts';
import { remember } from '../organization/remember.ts';
import type { Row } from '../organization/rows.ts';
import { explain } from '../organization/rows.ts';
import { ACCESS_CHECKS } from './access-checks.ts';
import { ACCOUNT_CHECKS } from './account-checks.ts';
import { CAPACITY_CHECKS } from './capacity-checks.ts';
import type { PreflightCheck } from './check.ts';
import { IDENTITY_CHECKS } from './identity-checks.ts';
import { NAME_CHECKS } from './name-checks.ts';
import { POLICY_CHECK } from './policy-check.ts';
import { QUOTA_CHECKS } from './quota-checks.ts';
import { RECORDER_CHECK } from './recorder-check.ts';
import { REGION_CHECKS } from './region-checks.ts';

/** All checks, in the order of the steps that they require. */
export const PREFLIGHT_CHECKS: readonly PreflightCheck[] = [
  ...IDENTITY_CHECKS,
  ...ACCESS_CHECKS,
  POLICY_CHECK,
  ...ACCOUNT_CHECKS,
  RECORDER_CHECK,
  ...REGION_CHECKS,
  ...CAPACITY_CHECKS,
  ...QUOTA_CHECKS,
  ...NAME_CHECKS,
];

const CHECKS_AT_ONCE = 4;

/** The result of all checks. */
export interface PreflightReport {
  readonly accountId: string;
  readonly deployment: string;
  readonly regions: readonly string[];
  readonly rows: readonly Row[];
  /** What the setting `excludedAccounts` must be for an organization conformance pack. None for other deployments. */
  readonly excludedAccounts?: readonly string[];
}

/** Runs the checks that apply. The result of a check that throws is `not-visible`. */
export async function runPreflight(context: Context): Promise<PreflightReport> {
  const { settings, identity } = context;
  const remembering = { ...context, aws: remember(context.aws) };
  const found = await pMap(
    PREFLIGHT_CHECKS.filter(({ applies }) => applies(settings)),
    async ({ id, run }): Promise<readonly Row[]> => {
      try {
        return (await run(remembering)).map((finding) => ({ check: id, ...finding }));
      } catch (error) {
        return [{ check: id, status: 'not-visible', subject: id, detail: `The check failed: ${explain(error)}` }];
      }
    },
    { concurrency: CHECKS_AT_ONCE },
  );
  const rows = found.flat();
  const report = { accountId: identity.accountId, deployment: settings.deployment, regions: context.regions, rows };
  if (!hasOrganizationPack(settings)) return report;
  const excluded = rows.flatMap(({ excludes = [] }) => excludes);
  return { ...report, excludedAccounts: [...new Set([...settings.excludedAccounts, ...excluded])].sort() };
}
