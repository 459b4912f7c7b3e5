import type { Check } from '../lambda/checks.ts';

const FIXES = { 'new-broker': 'a new broker', 'in-place': 'in place' } as const;

/** The checks as a Markdown table. */
export function renderChecksTable(checks: readonly Check[]): string {
  const rows = checks.map(({ id, title, severity, fix, controls, managedRule }) => [
    `\`${id}\``,
    title,
    severity,
    FIXES[fix],
    [...controls.map(({ framework, ids }) => `${framework}: ${ids.join(', ')}`)].join('; ') || '–',
    `\`${managedRule}\``,
  ]);
  const header = ['check', 'passes when the', 'severity', 'fix', 'controls', 'nearest AWS managed rule'];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
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
