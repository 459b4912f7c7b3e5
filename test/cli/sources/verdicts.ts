import type { Check, Verdict } from '../../../checks/check.ts';
import { evaluate } from '../../../cli/report/results.ts';
import { readSources } from '../../../cli/sources/sources.ts';
import { CONFIGURED_CHECKS } from '../../support/checks.ts';

/** The verdicts of all checks on the one broker in an input, by the ID of the check. */
export async function verdictsOf(
  content: string | Uint8Array,
  checks: readonly Check[] = CONFIGURED_CHECKS,
): Promise<Readonly<Record<string, Verdict>>> {
  const verdicts: Record<string, Verdict> = {};
  const exclude = { globs: [], folder: '.', from: 'a test', isWhole: false };
  for await (const { readings } of readSources(['-'], { stdin: once(content), parameters: [], exclude })) {
    for (const { check, verdict } of readings.flatMap((reading) => evaluate('-', reading, checks))) {
      if (verdicts[check] !== undefined) throw new Error('There is more than one broker.');
      verdicts[check] = verdict;
    }
  }
  return verdicts;
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
