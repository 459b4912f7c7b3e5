import { printableJson } from './printable.ts';
import type { Result } from './results.ts';
import { summarise } from './results.ts';

/** The output for programs. Members may be added; a change of those that are here raises the version. */
export function renderJson(results: readonly Result[]): string {
  const output = {
    version: 1,
    results: results.map(({ source, resource, check, verdict, detail, severity, fix }) => {
      return { source, resource, check, verdict, detail, severity, fix };
    }),
    summary: summarise(results),
  };
  return `${printableJson(JSON.stringify(output, undefined, 2))}\n`;
}
