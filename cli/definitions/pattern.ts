/** The longest regular expression that RabbitMQ takes, in bytes. Since 4.2.8 and 4.3.2: rabbit_re.erl */
const MAX_BYTES = 1024;

/** What PCRE, which RabbitMQ uses, reads in another way than JavaScript. */
const ONLY_HERE = /\[\^?\]|\\[uULlNkgGcoKRXQE1-9]|\\$|\(\?<[=!]/;
const ONLY_THERE = /\(\?|\(\*|[*+?}]\+|\}[{*]|\\[QEAGZzKRXgkpP]|\[\[?:/;

/**
 * Judges a regular expression of RabbitMQ, which are those of PCRE: https://www.erlang.org/doc/apps/stdlib/re.html
 * @returns `unknown` if it uses what only PCRE has, or reads differently
 */
export function judgePattern(pattern: string): 'valid' | 'invalid' | 'unknown' {
  if (new TextEncoder().encode(pattern).length > MAX_BYTES) return 'invalid';
  try {
    new RegExp(pattern);
  } catch {
    return ONLY_THERE.test(pattern) ? 'unknown' : 'invalid';
  }
  return ONLY_HERE.test(pattern) ? 'unknown' : 'valid';
}
