import { eachOf, indentedJson } from '../../text/indented-json.ts';
import { joined } from '../../text/parts.ts';
import { parametersOf } from '../check-parameters.ts';
import { fingerprints } from '../fingerprint.ts';
import type { AnyCheck, Report } from '../results.ts';
import { summarise } from '../results.ts';

/** The output for programs. Members may be added; a change of those that are here raises the version. */
export function* jsonParts(
  { results, advice, problems, notices = [], places }: Report,
  { checks = [] }: { readonly checks?: readonly AnyCheck[] } = {},
): Generator<string> {
  const prints = fingerprints(results);
  const parameters = checks
    .map((check) => [check.id, parametersOf(check)])
    .filter(([, values]) => values !== undefined);
  yield* indentedJson({
    version: 2,
    results: eachOf(results, (result, index) => ({ ...result, fingerprint: prints[index] })),
    advice,
    problems,
    notices: notices.map(({ source, line, accountName, message }) => ({ source, line, accountName, message })),
    places,
    checkParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
    summary: summarise(results),
  });
}

export const renderJson = joined(jsonParts);
