import { AwsError } from './endpoints.ts';

/** One page of a list, and the token of the next one: where that starts. */
export function paginate<T>(items: readonly T[], token: unknown, size: number, maximum: number) {
  if (!(size >= 1 && size <= maximum)) throw new AwsError(400, 'ValidationException', `A page of ${size}.`);
  const start = Number(token ?? 0);
  const end = start + size;
  return { page: items.slice(start, end), token: end < items.length ? String(end) : undefined };
}
