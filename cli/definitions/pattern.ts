import { remark } from './rows.ts';

/** What regular expressions of PCRE, which RabbitMQ uses, and of JavaScript mean alike. Everything else is not judged here. */
const LITERAL = String.raw`\\[!-/:-@[-^\`{-~ ]|\\[tnrf]|\\x[0-9a-fA-F]{2}`;
const CLASS = String.raw`\\[dDwWsS]`;
/** No POSIX class such as `[:alpha:]`, and no range from or to a class. */
const MEMBER = String.raw`${LITERAL}|${CLASS}(?!-[^\]])|\\b|(?!-\\[dDwWsS])[^\\[\]]|\[(?![:.=])`;
const SET = String.raw`\[(?![:.=])(?:\^|(?!\^))(?:${MEMBER})+\]`;
const ATOM = String.raw`${LITERAL}|${CLASS}|\\[bB]|${SET}|[^\\()[{|*+?]`;
const OPENING = String.raw`\((?:\?[:=!]|(?!\?))`;
/** A group may be repeated by number only a few times: RabbitMQ copies what is in it. */
const QUANTIFIER = String.raw`(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??(?![*+?{])`;
const OF_GROUP = String.raw`(?:[*+?]|\{\d(?:,\d?)?\})\??(?![*+?{])`;
const SHARED = new RegExp(`^(?:(?:${ATOM})(?:${QUANTIFIER})?|\\)(?:${OF_GROUP})?|${OPENING}|\\|)*$`);

/** PCRE does not take groups that are nested more deeply. */
const MAX_GROUPS = 200;
const MAX_REPEATED_GROUPS = 2;

/** What may be valid for PCRE although JavaScript does not take it. */
const ONLY_THERE = /\(\?|\(\*|[*+?}]\+|\}[{*]|[\^$][*+?{]|\\[bBQEAGZzKRXgkpP]|\[\[?[:.=]|\[\^?\]/;

/**
 * Judges a regular expression of RabbitMQ, which are those of PCRE: https://www.erlang.org/doc/apps/stdlib/re.html
 * @returns `unknown` if it uses what only PCRE has, or reads differently
 */
export function judgePattern(pattern: string): 'valid' | 'invalid' | 'unknown' {
  const bytes = toBytes(pattern);
  try {
    new RegExp(bytes);
  } catch {
    return ONLY_THERE.test(bytes) ? 'unknown' : 'invalid';
  }
  const isLarge = count(bytes, /\(/g) > MAX_GROUPS || count(bytes, /\)\{/g) > MAX_REPEATED_GROUPS;
  return isLarge || !SHARED.test(bytes) ? 'unknown' : 'valid';
}

/** What is said of one that is `unknown`. */
export const UNCHECKED = remark(
  'has a regular expression that this program cannot check. If it is not valid, the import ends there.',
  'If it is from a broker, it is valid. If you wrote it, test it before the import.',
);

/** RabbitMQ takes no longer ones since 4.2.8 and 4.3.2: rabbit_re.erl */
export const MAX_PATTERN_BYTES = 1024;

export function isLongPattern(pattern: string): boolean {
  return Buffer.byteLength(pattern) > MAX_PATTERN_BYTES;
}

/** More of them can take very long to try. */
const MAX_QUANTIFIERS = 4;
const MAX_ALTERNATIVES = 100;

/** What may take very long to try: a repeated group. */
const REPEATED_GROUP = /\)(?:[*+]|\{)/;

/** Whether a name matches; `undefined` if that cannot be told. */
export type Matcher = (name: string) => boolean | undefined;

/** Tries a pattern of RabbitMQ on names. */
export function toMatcher(pattern: unknown): Matcher {
  if (typeof pattern !== 'string' || judgePattern(pattern) !== 'valid' || isSlow(pattern)) return () => undefined;
  const expression = new RegExp(toBytes(pattern));
  const hasClasses = /\\[wWsSbB]/.test(pattern);
  return (name) => {
    const isPlain = /^[ -~]*$/.test(name);
    // Line ends, and what is a letter or white space beyond ASCII, are not the same for both.
    if (!isPlain && (hasClasses || /[\n\r]/.test(name))) return undefined;
    return expression.test(isPlain ? name : toBytes(name));
  };
}

function isSlow(pattern: string): boolean {
  return (
    REPEATED_GROUP.test(pattern) ||
    count(pattern, /[*+?{]/g) - count(pattern, /\(\?/g) > MAX_QUANTIFIERS ||
    count(pattern, /\|/g) > MAX_ALTERNATIVES
  );
}

/** RabbitMQ compares the bytes of UTF-8, not characters. */
function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function count(text: string, what: RegExp): number {
  return (text.match(what) ?? []).length;
}
