import type { BrokerIdentity } from './broker.ts';
import { isBrokerId, parseBrokerArn } from './broker.ts';

/** A day in milliseconds. */
export const DAY_MS = 86_400_000;

/** An exemption with at most so many days left ends soon. */
export const SOON_DAYS = 30;

/** The most days ahead that a setting may allow for the end of an exemption: ten years. */
export const MAX_EXEMPTION_DAYS = 3660;

/** How the sentence of an exemption begins. */
export const EXEMPT_PREFIX = 'Exempt until ';

/** A reviewed decision to accept failures until a day: an entry of an exemption file. */
export interface Exemption {
  /** A name or ARN, in which `*` stands for any characters, in an ARN for any but colons, or an ID. One of `broker` and `address` is there. */
  readonly broker?: string | undefined;
  /** The address in a template or plan, with `*` too. */
  readonly address?: string | undefined;
  /** The file that has the address: its path, with `*` too. By default any file. */
  readonly source?: string | undefined;
  /** By default any account, even one that is not known. */
  readonly accounts?: readonly string[] | undefined;
  /** By default any region, even one that is not known. */
  readonly regions?: readonly string[] | undefined;
  /** The IDs of checks. */
  readonly checks: readonly string[];
  readonly reason: string;
  /** The last day, `YYYY-MM-DD`, in UTC. */
  readonly until: string;
  readonly ticket?: string | undefined;
}

/** What an exemption is matched against. What is not known matches nothing that an exemption asks for. */
export interface ExemptionSubject extends BrokerIdentity {
  readonly address?: string | undefined;
  /** The path of the file, with `/`. */
  readonly source?: string | undefined;
}

/** The exemption that accepts a failure of a check on that day: the one that ends last, if there are several. */
export function findExemption(
  check: string,
  subject: ExemptionSubject,
  exemptions: readonly Exemption[],
  now: Date,
): Exemption | undefined {
  return exemptions
    .filter((exemption) => exemption.checks.includes(check) && !hasEnded(exemption, now) && matches(exemption, subject))
    .sort((a, b) => (a.until > b.until ? -1 : 1))[0];
}

/** Whether the last day of an exemption is over. */
export function hasEnded({ until }: Exemption, now: Date): boolean {
  return until < dayOf(now);
}

/** The days from a day to the last one: 0 on the last day itself. */
export function daysLeft({ until }: Pick<Exemption, 'until'>, now: Date): number {
  return (Date.parse(until) - Date.parse(dayOf(now))) / DAY_MS;
}

/** Whether an exemption is about a broker, whatever the check and the day. */
export function matches(exemption: Exemption, subject: ExemptionSubject): boolean {
  const { broker, address, source, accounts, regions } = exemption;
  if (broker === undefined && address === undefined) return false;
  return (
    (broker === undefined || isLike(broker, identifierFor(broker, subject))) &&
    (address === undefined || isLike(address, subject.address)) &&
    (source === undefined || isLike(source, subject.source)) &&
    isOneOf(accounts, subject.accountId) &&
    isOneOf(regions, subject.region)
  );
}

/** The day on which the first of them ends, then each reason with its ticket. A text that is too long loses reasons first. */
export function describeExemptions(exemptions: readonly Exemption[]): string {
  const [until] = exemptions.map((exemption) => exemption.until).sort();
  const reasons = exemptions.map(({ reason, ticket }) => (ticket === undefined ? reason : `${reason} (${ticket})`));
  return `${EXEMPT_PREFIX}${until}: ${[...new Set(reasons)].join(' / ')}`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

// A name never stands for an ID: anybody who creates a broker can name it like the ID of another one.
function identifierFor(pattern: string, { id, name, arn, accountId, region }: BrokerIdentity): string | undefined {
  if (!pattern.startsWith('arn:')) return isBrokerId(pattern) ? id : name;
  const place = parseBrokerArn(arn);
  // A source can have the ARN of another account or region than it comes from.
  const isElsewhere = (accountId ?? place.accountId) !== place.accountId || (region ?? place.region) !== place.region;
  return isElsewhere ? undefined : arn;
}

function isOneOf(list: readonly string[] | undefined, value: string | undefined): boolean {
  return list === undefined || (value !== undefined && list.includes(value));
}

/** Whether a text matches a pattern. In an ARN, a `*` does not cross a colon. */
export function isLike(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  if (!pattern.startsWith('arn:')) return isPartLike(pattern, text);
  const parts = text.split(':');
  const patterns = pattern.split(':');
  return parts.length === patterns.length && patterns.every((part, index) => isPartLike(part, parts[index] ?? ''));
}

// Not a regular expression, which can take forever for a pattern with many stars.
function isPartLike(pattern: string, text: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
