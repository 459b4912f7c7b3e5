import { InputError } from './input-error.ts';

/** A plan has some thousands, and the largest text that is parsed at once could have tens of millions. */
const MAX_OBJECTS = 2_000_000;

/**
 * Parses JSON whose values fit into memory: those of a text take many times its size if they are small.
 * @throws InputError if there are too many
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  let objects = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x7b || code === 0x5b) objects += 1;
  }
  if (objects > MAX_OBJECTS) {
    throw new InputError(`has more than ${MAX_OBJECTS} objects and lists, the most that can be read at once.`);
  }
  return JSON.parse(text);
}
