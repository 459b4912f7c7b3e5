import { printable } from '../../text/printable.ts';
import { isOutside, relativePath } from '../../text/relative-path.ts';
import type { ExplainedResult, Remark, Report } from '../results.ts';
import { byGravity, explain, isOpen, LEVELS, nameOf, placeOf } from './wording.ts';

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
  readonly source: string;
  readonly line?: number | undefined;
}

// GitHub shows 10 of each level for a step. One notice is left to say that there are more:
// https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
const ROOM: Readonly<Record<Level, number>> = { error: 10, warning: 10, notice: 9 };

/**
 * Annotations for GitHub Actions, which shows them on the page of the run and at the lines of a pull request:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function renderGithub({ results, problems }: Report): string {
  const findings = results.filter(isOpen).sort(byGravity);
  const used = { error: 0, warning: 0, notice: 0 };
  const all = [...problems.map(ofProblem), ...findings.map(ofResult)];
  const shown = all.filter(({ level }) => {
    used[level] += 1;
    return used[level] <= ROOM[level];
  });
  const lines = shown.map(toCommand);
  const rest = all.length - shown.length;
  if (rest > 0) lines.push(`::notice title=RabbitMQ conformance::${rest} more: see the report.`);
  return lines.map((line) => `${line}\n`).join('');
}

function ofProblem({ source, message }: Remark): Annotation {
  return { level: 'error', title: 'Input that could not be used', message, source };
}

function ofResult(result: ExplainedResult): Annotation {
  const { check, verdict, severity, source, line } = result;
  const level = verdict === 'fail' ? LEVELS[severity] : 'warning';
  const message = `${nameOf(result)}: ${explain(result)}`;
  return { level: level === 'note' ? 'notice' : level, title: check, message, source, line };
}

function toCommand({ level, title, message, source, line }: Annotation): string {
  const file = relativePath(source);
  const isInside = source !== '-' && !isOutside(file);
  const properties = { ...(isInside ? { file, ...(line === undefined ? {} : { line: String(line) }) } : {}), title };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(value)}`);
  const place = isInside ? '' : `${placeOf({ source, line })}: `;
  return `::${level} ${list.join(',')}::${escaped(`${place}${message}`)}`;
}

// As the runner reads them: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
function escaped(text: string): string {
  return printable(text).replaceAll('%', '%25');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
