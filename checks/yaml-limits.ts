import { lex } from './yaml-lexer.ts';

/** Far more levels than a template needs, and far fewer than the call stack allows. */
export const MAX_DEPTH = 200;
export const TOO_DEEP = `is nested more than ${MAX_DEPTH} levels deep, which is too deep.`;

// A template of 1 MiB has at most some 600,000 tokens. Each takes up to 700 bytes in the parser.
const MAX_TOKENS = 700_000;

/**
 * Why a text would exhaust the memory or the stack of the parser, which returns nothing before it has finished:
 * a predicate of the text, or `undefined`.
 */
export function whyTooMuch(text: string): string | undefined {
  let tokens = 0;
  let brackets = 0;
  let indicators = 0;
  for (const token of lex(text)) {
    tokens += 1;
    if (tokens > MAX_TOKENS) return `is too large: it has more than ${MAX_TOKENS} tokens. Split it.`;
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token.endsWith('\n')) indicators = 0;
    // `- - -` is nested as well.
    else if (brackets === 0 && (token === '-' || token === '?')) indicators += 1;
    if (brackets > MAX_DEPTH || indicators > MAX_DEPTH) return TOO_DEEP;
  }
  return undefined;
}
