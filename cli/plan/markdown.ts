import { printable } from '../text/printable.ts';

/** A step that a person takes, as a section of Markdown. */
export interface Step {
  readonly title: string;
  /** Paragraphs, lists and blocks of commands. */
  readonly parts: readonly string[];
  /** How to undo it, as sentences. */
  readonly undo: string;
}

/** Text from an input as inline code. */
export function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}

/** A block of shell commands. */
export function commands(...lines: readonly string[]): string {
  return ['```bash', ...lines, '```'].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A document of numbered steps. */
export function document(title: string, introduction: readonly string[], steps: readonly Step[]): string {
  const sections = steps.map((step, index) =>
    [`## ${index + 1}. ${step.title}`, ...step.parts, `**To undo:** ${step.undo}`].join('\n\n'),
  );
  return `${[`# ${title}`, ...introduction, ...sections].join('\n\n')}\n`;
}
