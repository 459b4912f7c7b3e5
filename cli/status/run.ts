import { judgeRecordings } from '../organization/recorder-findings.ts';
import { remember } from '../organization/remember.ts';
import type { Finding, Row } from '../organization/rows.ts';
import type { StatusContext, StatusFacts } from './facts.ts';
import { judgeAccounts } from './judge-accounts.ts';
import { judgeAggregator } from './judge-aggregator.ts';
import { judgeDeployment } from './judge-deployment.ts';
import { judgeEvaluations } from './judge-evaluations.ts';
import { judgeExemptions } from './judge-exemptions.ts';
import { judgeManagementAccount } from './judge-management-account.ts';
import { judgePacks } from './judge-packs.ts';
import { judgeRoles } from './judge-roles.ts';
import { judgeStackSets } from './judge-stack-sets.ts';
import type { PlaceStatus } from './places.ts';
import { statusOfPlaces } from './places.ts';
import { readFacts } from './read.ts';
import { repeatSettings } from './repeat-settings.ts';

type Judge = (context: StatusContext, facts: StatusFacts) => readonly Finding[];

/** What is judged, in the order in which it has to be repaired, if anything is deployed. */
export const STATUS_CHECKS: Readonly<Record<string, Judge>> = {
  accounts: judgeAccounts,
  'management-account': judgeManagementAccount,
  recorders: ({ settings }, { accounts, recordings }) =>
    accounts.ok ? judgeRecordings(settings, accounts.value, recordings) : [],
  'stack-sets': (context, { stackSets }) => judgeStackSets(context, stackSets),
  'evaluation-roles': judgeRoles,
  'conformance-packs': judgePacks,
  evaluations: judgeEvaluations,
  exemptions: judgeExemptions,
  aggregator: judgeAggregator,
};

/** The status of a deployment. */
export interface StatusReport {
  readonly accountId: string;
  /** The named profile of the credentials, which the commands need too. */
  readonly profile?: string;
  readonly deployment: string;
  readonly regions: readonly string[];
  readonly rows: readonly Row[];
  readonly places: readonly PlaceStatus[];
}

/** Reads and judges everything. A call that fails makes something `not-visible`. */
export async function runStatus(context: StatusContext): Promise<StatusReport> {
  const { settings, identity, regions, profile } = context;
  const report = {
    ...{ accountId: identity.accountId, deployment: settings.deployment, regions },
    ...(profile === undefined ? {} : { profile }),
  };
  const nothing = await judgeDeployment(context);
  if (nothing !== undefined) return { ...report, rows: [toRow('deployment', nothing)], places: [] };
  const facts = await readFacts({ ...context, aws: remember(context.aws) });
  const rows = Object.entries(STATUS_CHECKS).flatMap(([check, judge]) =>
    judge(context, facts).map((finding) => toRow(check, finding)),
  );
  return { ...report, rows, places: statusOfPlaces(context, facts) };

  function toRow(check: string, { action, ...finding }: Finding): Row {
    return { check, ...finding, ...(action === undefined ? {} : { action: repeatSettings(action, context.repeated) }) };
  }
}
