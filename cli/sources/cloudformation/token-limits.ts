import { InputError } from '../input/input-error.ts';
import { lex } from './lexer.ts';

/** Far more levels than a template needs, and far fewer than the call stack allows. */
export const MAX_DEPTH = 200;
export const TOO_DEEP = `is nested more than ${MAX_DEPTH} levels deep, which is too deep for a template.`;

// A template of 1 MiB has at most some 600,000 tokens. Each takes up to 700 bytes in the parser.
const MAX_TOKENS = 700_000;

/**
 * Refuses a text that would exhaust the memory of the parser, which returns nothing before it has finished.
 * @throws InputError
 */
export function refuseTooMuch(text: string): void {
  let tokens = 0;
  let brackets = 0;
  let indicators = 0;
  for (const token of lex(text)) {
    tokens += 1;
    if (tokens > MAX_TOKENS) {
      throw new InputError(`is too large for a template: it has more than ${MAX_TOKENS} tokens. Split it.`);
    }
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token.endsWith('\n')) indicators = 0;
    // `- - -` is nested as well.
    else if (brackets === 0 && (token === '-' || token === '?')) indicators += 1;
    if (brackets > MAX_DEPTH || indicators > MAX_DEPTH) throw new InputError(TOO_DEEP);
  }
}
