import { createRequire } from 'node:module';
import process from 'node:process';
import { relativePath } from '../text/relative-path.ts';
import type { Result } from './results.ts';

/**
 * Fingerprints of results, in their order, by which the same finding is known again in a later run: the SHA-256, in
 * hexadecimal, of the check and of what tells best which broker it is:
 *
 * - the ARN;
 * - else the id, with the account and region as far as they are known;
 * - else the path of the source from the working folder, with the address in it, or the name of the broker.
 *
 * So it stays the same where lines move, where the verdict changes, or where the files lie in another folder. Brokers
 * that nothing tells apart are numbered within their source.
 *
 * @param folder the working folder
 */
export function fingerprints(results: readonly Result[], folder: string = process.cwd()): readonly string[] {
  const brokersSeen = new Map<string, Map<Result['resource'], number>>();
  return results.map((result) => {
    const { arn, id, accountId, region, name } = result.resource;
    if (arn !== undefined) return hash([result.check, 'arn', arn]);
    if (id !== undefined) return hash([result.check, 'id', accountId, region, id]);
    const place = [relativePath(result.source, folder), result.address ?? null, result.address ?? name];
    // The results of one broker share their resource.
    const key = JSON.stringify(place);
    const seen = brokersSeen.get(key) ?? new Map<Result['resource'], number>();
    brokersSeen.set(key, seen);
    const number = seen.get(result.resource) ?? seen.size;
    seen.set(result.resource, number);
    return hash([result.check, 'source', ...place, number]);
  });
}

/** What stands for a check where input could not be used. */
export const UNUSABLE_INPUT = 'unusable-input';

/** Fingerprints of input that could not be used, numbered within its source. */
export function problemFingerprints(problems: readonly { readonly source: string }[]): readonly string[] {
  const numbers = new Map<string, number>();
  return problems.map(({ source }) => {
    const number = numbers.get(source) ?? 0;
    numbers.set(source, number + 1);
    return hash([UNUSABLE_INPUT, 'source', relativePath(source), number]);
  });
}

// Loaded here, since it takes a tenth of the time to start, and most formats need no fingerprint.
function hash(parts: readonly unknown[]): string {
  const { createHash }: typeof import('node:crypto') = createRequire(import.meta.url)('node:crypto');
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
