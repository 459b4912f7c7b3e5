import { renderRows, summarise } from '../organization/render-rows.ts';
import { printableJson } from '../text/printable.ts';
import type { PreflightReport } from './run.ts';

/** The output for people: first what there is to do, with commands. */
export function renderPreflight(report: PreflightReport, useColour: boolean): string {
  const { rows, accountId, deployment, regions } = report;
  const { fine, 'to-do': toDo, 'not-visible': notVisible } = summarise(rows);
  return [
    `Deployment "${deployment}" from account ${accountId} to ${regions.join(', ')}`,
    '',
    ...renderRows(rows, useColour),
    '',
    ...exclusionLines(report),
    `${toDo} to do, ${notVisible} not visible, ${fine} fine`,
    '',
  ].join('\n');
}

function exclusionLines({ excludedAccounts = [], rows }: PreflightReport): readonly string[] {
  if (rows.every(({ excludes = [] }) => excludes.length === 0)) return [];
  const isKnown = rows.every(({ status }) => status !== 'not-visible');
  return [
    'Until this is fixed, the organization conformance pack needs this setting. It removes the rules of these accounts in every',
    'region. If most accounts have no recorder in one region, leave that region out instead.',
    `  -c excludedAccounts=${excludedAccounts.join(',')}`,
    'With -c packs=stack-set, these accounts fail alone, and no other account has to wait for them.',
    ...(isKnown ? [] : ['It may need more accounts, because not everything was visible.']),
    '',
  ];
}

/** The output for programs. Members may be added; anything else raises `version`. */
export function renderPreflightJson({ excludedAccounts, ...report }: PreflightReport): string {
  const { fine, 'to-do': toDo, 'not-visible': notVisible } = summarise(report.rows);
  const content = {
    version: 1,
    ...report,
    ...(excludedAccounts === undefined ? {} : { excludedAccounts }),
    summary: { fine, toDo, notVisible },
  };
  return `${printableJson(JSON.stringify(content, undefined, 2))}\n`;
}
