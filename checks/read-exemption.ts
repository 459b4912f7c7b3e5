import { isBrokerId } from './broker.ts';
import { CHANGE_CHECKS } from './change-checks.ts';
import type { Exemption } from './exemption.ts';
import { DAY_MS, isLike } from './exemption.ts';
import { isObject, kindOf, quote } from './json.ts';
import { CHECKS } from './registry.ts';

/** A year, even if it has a February 29. */
export const DEFAULT_MAX_EXEMPTION_DAYS = 366;

/** The most characters. With the date and a ticket, the whole sentence fits into an annotation of AWS Config. */
export const MAX_REASON = 190;
export const MAX_TICKET = 30;

const IDENTIFIERS = ['broker', 'address', 'source', 'accounts', 'regions'] as const;
const MEMBERS = ['checks', 'reason', 'until', 'ticket'] as const;

/** What members are, as regular expressions, which the JSON Schema has too. */
export const PATTERNS = {
  // https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html#brokers-prop-createbrokerinput-brokername
  name: '[\\w.~*-]{1,50}',
  arn: 'arn:[\\w*-]+:mq:[\\w*-]+:[\\d*]+:broker:[\\w.~*-]+:[\\w*-]+',
  /** A relative path whose only `..` are at its beginning, as they are in the paths that it is compared with. */
  source: '^(?:\\.\\./)*(?![/\\\\]|[A-Za-z]:|\\.\\.(?:[/\\\\]|$))(?!.*[/\\\\]\\.\\.(?:[/\\\\]|$))',
  account: '^\\d{12}$',
  region: '^[a-z]{2,4}(-[a-z]+)+-\\d+$',
  /** What says something. */
  text: '[\\p{L}\\p{N}]',
  date: '^\\d{4}-\\d{2}-\\d{2}$',
} as const;

type Member = (typeof IDENTIFIERS)[number] | (typeof MEMBERS)[number];

/** The IDs of the checks that an exemption may name. */
export const EXEMPTIBLE_CHECKS: readonly string[] = [...CHECKS, ...CHANGE_CHECKS].map(({ id }) => id);

/** How entries are read. */
export interface ExemptionLimits {
  readonly now: Date;
  /** The most days from today to `until`. */
  readonly maxDays: number;
}

/** What is wrong with an entry, as a sentence, and the member that has it. */
export interface ExemptionFault {
  readonly member?: string | undefined;
  readonly message: string;
}

/**
 * Reads an entry of an exemption file, or, if the resource is `given`, of the metadata of a resource, which must not name
 * a broker again. An entry that has ended is valid.
 * @returns the entry, or everything that is wrong with it
 */
export function readExemption(
  value: unknown,
  { now, maxDays }: ExemptionLimits,
  resource: 'named' | 'given' = 'named',
): Exemption | readonly ExemptionFault[] {
  const known: readonly string[] = resource === 'named' ? [...IDENTIFIERS, ...MEMBERS] : MEMBERS;
  if (!isObject(value))
    return [{ message: `An exemption is ${kindOf(value)}. Expected an object with ${list(known)}.` }];
  const faults: ExemptionFault[] = Object.keys(value)
    .filter((member) => !known.includes(member))
    .map((member) => ({
      member,
      message: `${quote(member)} is not a member of an exemption. Expected ${list(known)}.`,
    }));

  /** @returns the value of a member, or `undefined` if it is absent or not usable */
  function read<T>(member: Member, expected: string, usable: (found: unknown) => found is T, isRequired = false) {
    if (!known.includes(member)) return undefined;
    const found = Object.hasOwn(value as object, member) ? (value as Record<string, unknown>)[member] : undefined;
    if (found === undefined || found === null) {
      if (isRequired) faults.push({ message: `${quote(member)} is missing. Expected ${expected}.` });
      else if (found === null) faults.push({ member, message: `${quote(member)} is empty. Expected ${expected}.` });
      return undefined;
    }
    if (usable(found)) return found;
    faults.push({ member, message: `${quote(member)} is ${show(found)}. Expected ${expected}.` });
    return undefined;
  }

  const broker = read('broker', 'the ID, ARN or name of a broker, * allowed in ARNs and names', isBroker);
  const address = read('address', 'an address in a template or plan, * allowed', isText);
  const source = read('source', 'a path from the folder of this file, ".." only at its beginning, * allowed', isSource);
  const accounts = read(
    'accounts',
    'a list of account IDs, strings of 12 digits in quotes',
    isListOf(PATTERNS.account),
  );
  const regions = read('regions', 'a list of AWS Regions', isListOf(PATTERNS.region));
  const isChecks = isListOf((id) => EXEMPTIBLE_CHECKS.includes(id));
  const checks = read('checks', `a list of check IDs without duplicates: ${list(EXEMPTIBLE_CHECKS)}`, isChecks, true);
  const reason = read('reason', `a sentence of at most ${MAX_REASON} characters`, isTextUpTo(MAX_REASON), true);
  const last = new Date(now.getTime() + maxDays * DAY_MS).toISOString().slice(0, 10);
  const isUntil = (found: unknown): found is string => isDate(found) && found <= last;
  const until = read('until', `the last day, at most ${maxDays} days ahead: a date up to ${last}`, isUntil, true);
  const ticket = read('ticket', `a text of at most ${MAX_TICKET} characters`, isTextUpTo(MAX_TICKET));

  if (resource === 'named') faults.push(...whatIsUnclear(value, { broker, address, accounts, regions }));
  if (checks === undefined || reason === undefined || until === undefined || faults.length > 0) return faults;
  // Texts of several lines in YAML end with one.
  const sentence = reason.trim().replaceAll(/\s+/g, ' ');
  return defined({ broker, address, source, accounts, regions, checks, reason: sentence, until, ticket });
}

/** What the members say only together. */
function whatIsUnclear(
  value: Readonly<Record<string, unknown>>,
  { broker, address, accounts, regions }: Pick<Exemption, 'broker' | 'address' | 'accounts' | 'regions'>,
): readonly ExemptionFault[] {
  const has = (member: string) => Object.hasOwn(value, member);
  if (!has('broker') && !has('address')) {
    return [{ message: 'Nothing says which broker it is about. Expected "broker" or "address".' }];
  }
  if (has('broker') && has('address')) {
    return [{ member: 'address', message: 'It has "broker" and "address". Expected one of them, in two exemptions.' }];
  }
  if (has('source') && !has('address')) {
    return [
      { member: 'source', message: '"source" is only for an "address". A "broker" is not looked for by its file.' },
    ];
  }
  if (address !== undefined && !has('source') && isWide(address, PART_OF_ANY_ADDRESS)) {
    const message = `${quote(address)} is about too many addresses. Expected ${ENOUGH} besides "module" and the resource type, or "source".`;
    return [{ member: 'address', message }];
  }
  const why = broker === undefined ? undefined : whatIsUnclearIn(broker, has('accounts'), { accounts, regions });
  return why === undefined ? [] : [{ member: 'broker', message: `${quote(broker)} ${why}` }];
}

function whatIsUnclearIn(
  broker: string,
  hasAccounts: boolean,
  { accounts, regions }: Pick<Exemption, 'accounts' | 'regions'>,
): string | undefined {
  if (!broker.startsWith('arn:')) {
    if (LIKE_AN_ID.test(broker) && !isBrokerId(broker)) return 'begins like an ID. Expected a whole ID, in lower case.';
    if (hasAccounts || !isWide(broker)) return undefined;
    return `is about too many brokers. Expected ${ENOUGH}, or "accounts".`;
  }
  const [, , , region = '', account = ''] = broker.split(':');
  if (!hasAccounts && !/^\d{12}$/.test(account)) {
    return 'is about any account. Expected its account ID, or "accounts".';
  }
  const isNone = (pattern: string, list: readonly string[] | undefined) =>
    list !== undefined && !list.some((each) => isLike(pattern, each));
  if (isNone(account, accounts)) return 'is in none of its "accounts". Expected an ARN in one of them.';
  return isNone(region, regions) ? 'is in none of its "regions". Expected an ARN in one of them.' : undefined;
}

const LIKE_AN_ID = /^b-[0-9a-f]{8}/i;
const ENOUGH = 'at least 3 letters or digits in a row';
// What addresses have whatever the broker.
const PART_OF_ANY_ADDRESS = 'module aws_mq_broker awscc_amazonmq_broker';

/** Whether a pattern has no part that tells what it is about. @param common words that do not */
function isWide(pattern: string, common = ''): boolean {
  const words = pattern.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return pattern.includes('*') && words.every((word) => common.includes(word));
}

function isBroker(found: unknown): found is string {
  if (typeof found !== 'string') return false;
  if (isBrokerId(found)) return true;
  return new RegExp(`^(?:${PATTERNS.name}|${PATTERNS.arn})$`).test(found);
}

function isText(found: unknown): found is string {
  return typeof found === 'string' && found.trim() !== '';
}

function hasWord(found: unknown): found is string {
  return typeof found === 'string' && new RegExp(PATTERNS.text, 'u').test(found);
}

function isTextUpTo(maximum: number) {
  return (found: unknown): found is string => hasWord(found) && found.length <= maximum;
}

function isSource(found: unknown): found is string {
  return hasWord(found) && new RegExp(PATTERNS.source).test(found);
}

function isListOf(usable: string | ((text: string) => boolean)) {
  const isUsable = typeof usable === 'string' ? (text: string) => new RegExp(usable).test(text) : usable;
  return (found: unknown): found is readonly string[] =>
    Array.isArray(found) &&
    found.length > 0 &&
    found.every((text) => typeof text === 'string' && isUsable(text)) &&
    new Set(found).size === found.length;
}

function isDate(found: unknown): found is string {
  if (typeof found !== 'string' || !new RegExp(PATTERNS.date).test(found)) return false;
  const time = Date.parse(found);
  // Some engines move February 30 to March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(found);
}

function show(found: unknown): string {
  return Array.isArray(found) ? `[${found.map(quote).join(', ')}]` : quote(found);
}

function list(names: readonly string[]): string {
  return names.join(', ');
}

function defined(exemption: Exemption): Exemption {
  return Object.fromEntries(
    Object.entries(exemption).filter(([, found]) => found !== undefined),
  ) as unknown as Exemption;
}
