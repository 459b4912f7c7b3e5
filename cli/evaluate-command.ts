import type { Check } from '../lambda/checks.ts';
import type { CommandLine } from './command-line.ts';
import { InputError, readJsonValues } from './input.ts';
import { printable } from './printable.ts';
import { recognise } from './recognise.ts';
import { renderJson } from './render-json.ts';
import { count, renderTable } from './render-table.ts';
import type { ExplainedResult } from './results.ts';
import { evaluate, summarise } from './results.ts';

export interface EvaluateOptions {
  /** Files, `-` for standard input. */
  readonly sources: readonly string[];
  readonly format: 'table' | 'json';
  readonly checks: readonly Check[];
}

/** Exit statuses: those of `evaluate`, 2 also for a command line that makes no sense, 70 for a mistake of the program. */
export const EXIT = { ok: 0, failed: 1, unusable: 2, unknown: 3, mistake: 70 } as const;

/** Evaluates files. Input that cannot be used is named on standard error, and the rest is still evaluated. */
export async function evaluateCommand(
  { sources, format, checks }: EvaluateOptions,
  { stdin, stdout, stderr, useColour }: CommandLine,
): Promise<number> {
  const results: ExplainedResult[] = [];
  let isUnusable = false;
  const complain = (source: string, message: string) => {
    isUnusable = true;
    stderr.write(`rabbitmq-conformance: ${printable(`${nameOf(source)}: ${message}`)}\n`);
  };
  for (const source of sources) {
    try {
      const { brokers, problems, otherResources, olderItems } = recognise(await readJsonValues(source, stdin));
      for (const broker of brokers) results.push(...evaluate(source, broker, checks));
      for (const problem of problems) complain(source, problem);
      if (otherResources > 0) notice(source, `passed over ${count(otherResources, 'resource')} other than brokers.`);
      if (olderItems > 0) notice(source, `passed over ${count(olderItems, 'older or repeated configuration item')}.`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      complain(source, error.message);
    }
  }
  if (results.length === 0 && !isUnusable)
    stderr.write('rabbitmq-conformance: no broker was found, so nothing was evaluated.\n');
  stdout.write(format === 'json' ? renderJson(results) : renderTable(results, useColour));
  return exitStatus(results, isUnusable);

  function notice(source: string, message: string): void {
    stderr.write(`${printable(`${nameOf(source)}: ${message}`)}\n`);
  }
}

function nameOf(source: string): string {
  return source === '-' ? 'standard input' : source;
}

function exitStatus(results: readonly ExplainedResult[], isUnusable: boolean): number {
  if (isUnusable) return EXIT.unusable;
  const { fail, unknown } = summarise(results);
  if (fail > 0) return EXIT.failed;
  return unknown > 0 ? EXIT.unknown : EXIT.ok;
}
