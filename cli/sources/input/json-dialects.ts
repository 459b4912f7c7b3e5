import { isTemplated } from './lookalikes.ts';

// Without a closing quote too, so that a hostile text cannot make it look for one again and again.
const STRING = /"(?:[^"\\\n]|\\.)*"?/;
const COMMENT = /\/\/.*|\/\*[^\n]{0,500}?\*\//;
const STRING_OR_COMMENT = new RegExp(`(${STRING.source})|${COMMENT.source}`, 'g');
const STRING_OR_COMMA = new RegExp(`(${STRING.source})|,(?=\\s{0,500}[}\\]])`, 'g');

/** The text without comments and trailing commas, as editors have them in settings. */
export function withoutComments(text: string): string {
  const keepString = (_: string, string = ''): string => string;
  return text.replaceAll(STRING_OR_COMMENT, keepString).replaceAll(STRING_OR_COMMA, keepString);
}

/** Whether a text has tags of a template language where JSON can have none: outside its strings. */
export function isTemplatedJson(text: string): boolean {
  return isTemplated(text.replaceAll(new RegExp(STRING, 'g'), ''));
}
