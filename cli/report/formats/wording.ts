import type { Check, Verdict } from '../../../checks/check.ts';
import { SEVERITIES } from '../../../checks/check.ts';
import { controlsFor } from '../../../checks/controls.ts';
import { count } from '../../text/count.ts';
import { printable } from '../../text/printable.ts';
import type { AcceptedBy } from '../exemptions.ts';
import type { AnyCheck, ExplainedResult, Result } from '../results.ts';

/** How a fix is named. */
export const FIX: Readonly<Record<Check['fix'], string>> = {
  'new-broker': 'needs a new broker',
  'in-place': 'in place',
};

/** The level of a failure, as SARIF names it. */
export const LEVELS = { high: 'error', medium: 'warning', low: 'note' } as const;

/** The controls of published frameworks that require the same as a check, if there are any. */
export function controlsOf(check: AnyCheck): string | undefined {
  const controls = controlsFor(check).map(({ framework, ids }) => `${framework} ${ids.join(', ')}`);
  const managed = 'managedRule' in check ? [`AWS Config managed rule ${check.managedRule}`] : [];
  return [...controls, ...managed].join('; ') || undefined;
}

const VERDICTS: readonly Verdict[] = ['fail', 'unknown', 'exempt', 'pass', 'skip'];

/**
 * Failures first, then what is unknown, both the gravest on top, then what is exempt, first what ends first; what is equal
 * stays in its order.
 */
export function byGravity(a: Result, b: Result): number {
  const bySeverity = isFinding(a) ? SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) : 0;
  const byEnd = (a.exemption?.daysLeft ?? 0) - (b.exemption?.daysLeft ?? 0);
  return VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || bySeverity || byEnd;
}

/** Whether there is something to do: fix what failed, find out what is unknown. */
export function isFinding({ verdict }: Result): boolean {
  return verdict === 'fail' || verdict === 'unknown';
}

/** Whether it is a finding that the baseline does not have. */
export function isOpen(result: Result): boolean {
  return isFinding(result) && result.baselineState !== 'unchanged';
}

/** A broker by its address in a template or plan, else by its name and id. */
export function nameOf({ address, resource: { id, name } }: Result): string {
  if (address !== undefined) return printable(address);
  if (id === undefined || name === undefined || id === name) return printable(id ?? name ?? '(unnamed)');
  return printable(`${name} (${id})`);
}

/** The name of a broker, and its path in a CDK app. */
export function labelOf(result: Result): string {
  const { constructPath } = result;
  return constructPath === undefined ? nameOf(result) : `${nameOf(result)} (${printable(constructPath)})`;
}

/**
 * A place for people: a source, and the line in it where it is known. No name begins with `::`, with which GitHub takes a
 * line for a command: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function placeOf({ source, line }: { readonly source: string; readonly line?: number | undefined }): string {
  const name = source === '-' ? 'standard input' : source.replace(/^(?=\s*::)/, './');
  return printable(line === undefined ? name : `${name}:${line}`);
}

/** How a fix is named, in parentheses, if it has a name. */
export function fixNote({ fix }: Pick<Result, 'fix'>): string {
  return fix === undefined ? '' : ` (${FIX[fix]})`;
}

/** The fix of a result as a sentence. */
export function fixOf(result: ExplainedResult): string {
  return `Fix${fixNote(result)}: ${result.remediation}`;
}

/** Why something is a finding, and how to fix it if it failed. */
export function explain(result: ExplainedResult): string {
  return result.verdict === 'fail' ? `${result.detail} ${fixOf(result)}` : `Unknown: ${result.detail}`;
}

/** Why a result is exempt, and how long, as a sentence; empty if it is not. */
export function exemptionOf({ exemption }: { readonly exemption?: Omit<AcceptedBy, 'source'> | undefined }): string {
  if (!exemption) return '';
  const { until, daysLeft, reason, ticket } = exemption;
  const left = daysLeft === 0 ? 'today is the last day' : `${count(daysLeft, 'day')} left`;
  return `Exempt until ${until} (${left}): ${reason}${ticket === undefined ? '' : ` (${ticket})`}`;
}
