import { printableJson } from '../../text/printable.ts';
import { parametersOf } from '../check-parameters.ts';
import { fingerprints } from '../fingerprint.ts';
import type { AnyCheck, Report } from '../results.ts';
import { summarise } from '../results.ts';

/** The output for programs. Members may be added; a change of those that are here raises the version. */
export function renderJson(
  { results, advice, problems, notices = [], places }: Report,
  { checks = [] }: { readonly checks?: readonly AnyCheck[] } = {},
): string {
  const prints = fingerprints(results);
  const parameters = checks
    .map((check) => [check.id, parametersOf(check)])
    .filter(([, values]) => values !== undefined);
  const output = {
    version: 2,
    results: results.map((result, index) => ({ ...result, fingerprint: prints[index] })),
    advice,
    problems,
    notices: notices.map(({ source, line, accountName, message }) => ({ source, line, accountName, message })),
    places,
    checkParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
    summary: summarise(results),
  };
  return `${printableJson(JSON.stringify(output, undefined, 2))}\n`;
}
