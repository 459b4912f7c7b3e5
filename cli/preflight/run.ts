import pMap from 'p-map';
import { ACCESS_CHECKS } from './access-checks.ts';
import { ACCOUNT_CHECKS } from './account-checks.ts';
import { CAPACITY_CHECKS } from './capacity-checks.ts';
import type { Context, PreflightCheck } from './context.ts';
import { IDENTITY_CHECKS } from './identity-checks.ts';
import { NAME_CHECKS } from './name-checks.ts';
import type { Aws } from './port.ts';
import { RECORDER_CHECK } from './recorder-check.ts';
import { REGION_CHECKS } from './region-checks.ts';
import type { Row } from './rows.ts';
import { explain } from './rows.ts';

/** All checks, in the order of the steps that they require. */
export const PREFLIGHT_CHECKS: readonly PreflightCheck[] = [
  ...IDENTITY_CHECKS,
  ...ACCESS_CHECKS,
  ...ACCOUNT_CHECKS,
  RECORDER_CHECK,
  ...REGION_CHECKS,
  ...CAPACITY_CHECKS,
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
  if (settings.deployment !== 'organization') return report;
  const excluded = rows.flatMap(({ excludes = [] }) => excludes);
  return { ...report, excludedAccounts: [...new Set([...settings.excludedAccounts, ...excluded])].sort() };
}

/** Makes each call only once. */
function remember(aws: Aws): Aws {
  const answers = new Map<string, unknown>();
  const wrap =
    <Arguments extends readonly unknown[], Answer>(name: string, call: (...args: Arguments) => Answer) =>
    (...args: Arguments): Answer => {
      const key = JSON.stringify([name, ...args]);
      if (!answers.has(key)) answers.set(key, call(...args));
      return answers.get(key) as Answer;
    };
  return Object.fromEntries(
    Object.entries(aws).map(([name, call]) => [name, wrap(name, call as (...args: readonly unknown[]) => unknown)]),
  ) as unknown as Aws;
}
