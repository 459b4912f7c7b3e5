import type { Check } from '../checks/check.ts';

const FIXES = { 'new-broker': 'a new broker', 'in-place': 'in place' } as const;

/** The checks as a Markdown table, for the README. */
export function renderChecksTable(checks: readonly Check[]): string {
  const rows = checks.map(({ id, title, severity, fix }) => [`\`${id}\``, title, severity, FIXES[fix]]);
  return renderTable(['rule', 'COMPLIANT when the', 'severity', 'fix'], rows);
}

/** All that is known of the checks, for `docs/checks.md`. Each leads to the section of the guide that it heads. */
export function renderChecksReference(checks: readonly Check[]): string {
  return checks.map(renderCheck).join('\n\n');
}

function renderCheck({ id, title, severity, fix, controls, managedRule }: Check): string {
  return [
    `### ${id}`,
    '',
    `- COMPLIANT when the ${title}.`,
    `- Severity: ${severity}.`,
    `- Fix: ${FIXES[fix]}. See [remediation](remediation.md#${id}).`,
    ...controls.map(({ framework, ids }) => `- ${framework}: ${ids.join(', ')}.`),
    `- Nearest AWS managed rule: \`${managedRule}\`.`,
  ].join('\n');
}

/** A Markdown table, its columns padded as the formatter pads them. */
function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/**
 * The text with another content between `<!-- <name>: generated … -->` and `<!-- /<name> -->`.
 * @throws Error if the text has no such section
 */
export function replaceSection(text: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- ${name}: generated[^>]*-->\n).*?(<!-- /${name} -->)`, 's');
  if (!section.test(text)) throw new Error(`There is no section "${name}" to generate.`);
  return text.replace(section, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}
