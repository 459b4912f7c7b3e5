import { AwsError } from './call.ts';

/** The error codes of AWS Config for a page that cannot be had. */
const CODES = { size: 'ValidationException', token: 'InvalidNextTokenException' };

/**
 * One page of a list, and the token of the next one: where that starts.
 * @throws AwsError for a size or a token that cannot be
 */
export function paginate<T>(items: readonly T[], token: unknown, size: number, maximum: number, codes = CODES) {
  if (!(size >= 1 && size <= maximum))
    throw new AwsError(400, codes.size, `The page size ${size} is not from 1 to ${maximum}.`);
  const start = Number(token ?? 0);
  if (!(start >= 0 && start <= items.length)) throw new AwsError(400, codes.token, `The token ${token} is not valid.`);
  const end = start + size;
  return { page: items.slice(start, end), token: end < items.length ? String(end) : undefined };
}
