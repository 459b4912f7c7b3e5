import stringLength from 'fast-string-width';
import { markdownTable } from 'markdown-table';
import type { ChangeCheck } from '../checks/change-checks.ts';
import type { Check } from '../checks/check.ts';
import { controlsFor } from '../checks/controls.ts';
import type { Parameter } from '../checks/parameters.ts';
import { expected } from '../checks/parameters.ts';
import type { CheckId } from '../checks/registry.ts';
import { JA } from '../cli/report-page/words/ja.ts';

const FIXES = { 'new-broker': 'a new broker', 'in-place': 'in place' } as const;

const JAPANESE_FIXES = { 'new-broker': '新しいブローカーへの移行', 'in-place': '設定の更新' } as const;

/** The checks as a Markdown table, for the README. */
export function renderChecksTable(checks: readonly Check[]): string {
  const rows = checks.map(({ id, title, severity, fix }) => [`\`${id}\``, title, severity, FIXES[fix]]);
  return markdownTable([['rule', 'COMPLIANT when the', 'severity', 'fix'], ...rows]);
}

/** The same table in Japanese, for `README.ja.md`. */
export function renderJapaneseChecksTable(checks: readonly Check[]): string {
  const rows = checks.map(({ id, severity, fix }) => [
    `\`${id}\``,
    JA.checks[id as CheckId].title,
    JA.severities[severity],
    JAPANESE_FIXES[fix],
  ]);
  // Japanese characters take two columns in an editor.
  return markdownTable([['ルール', 'COMPLIANT になる条件', '重要度', '修復方法'], ...rows], { stringLength });
}

/** The metadata of the checks, for `docs/checks.md`. Each check links to its section in the guide. */
export function renderChecksReference(checks: readonly Check[]): string {
  return checks.map(renderCheck).join('\n\n');
}

function renderCheck({ id, title, severity, fix, managedRule, isForFiles, parameters = {} }: Check): string {
  return [
    `### ${id}`,
    '',
    `- COMPLIANT when the ${title}.`,
    `- Severity: ${severity}.`,
    `- Fix: ${FIXES[fix]}. See [remediation](remediation.md#${id}).`,
    ...controlsFor({ id }).map(({ framework, ids, source }) => `- [${framework}](${source}): ${ids.join(', ')}.`),
    ...(managedRule === undefined ? [] : [`- Nearest AWS managed rule: \`${managedRule}\`.`]),
    ...(isForFiles ? ['- Only for templates, plans and Terraform configuration: no rule of AWS Config.'] : []),
    ...Object.entries(parameters).flatMap(([name, parameter]) => [
      `- Parameter \`${name}\`: ${decapitalise(parameter.description)}`,
      `  - ${capitalise(expected(parameter))}. ${renderDefault(parameter)}`,
    ]),
  ].join('\n');
}

function renderDefault(parameter: Parameter): string {
  if (parameter.default === undefined) return 'Required.';
  return parameter.default === '' ? 'Optional.' : `Default: \`${parameter.default}\`.`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function decapitalise(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Which controls each check supports, for `docs/evidence.md`: a table, and the pages of AWS that say so. */
export function renderControlsTable(checks: readonly Check[]): string {
  const sources = new Map<string, string>();
  const rows = checks.flatMap(({ id }) => {
    const controls = controlsFor({ id });
    const check = `\`${id}\``;
    if (controls.length === 0) return [[check, 'none that AWS has mapped', '']];
    return controls.map(({ framework, ids, source }) => {
      const label = framework.toLowerCase().replaceAll(/[^a-z\d]+/g, '-');
      sources.set(label, source);
      return [check, `[${framework}][${label}]`, ids.join(', ')];
    });
  });
  const links = [...sources].map(([label, source]) => `[${label}]: ${source}`);
  return `${markdownTable([['check', 'framework', 'controls'], ...rows])}\n\n${links.join('\n')}`;
}

/** The metadata of the checks of changes, for `docs/checks.md`. */
export function renderChangeChecksReference(checks: readonly ChangeCheck[]): string {
  const rows = checks.map(({ id, title, severity }) => [`[\`${id}\`](remediation.md#${id})`, title, severity]);
  return markdownTable([['check', 'what it asks of a change', 'severity'], ...rows]);
}

/**
 * Replaces the content between `<!-- <name>: generated … -->` and `<!-- /<name> -->` in a text.
 * @throws Error if the text has no such section
 */
export function replaceSection(text: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- ${name}: generated[^>]*-->\n).*?(<!-- /${name} -->)`, 's');
  if (!section.test(text)) throw new Error(`There is no section "${name}" to generate.`);
  return text.replace(section, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}
