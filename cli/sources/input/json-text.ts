import { InputError } from './input-error.ts';

/** A plan has some thousands, but the largest text that is parsed at once could have tens of millions. */
const MAX_OBJECTS = 2_000_000;

/**
 * Parses JSON whose values fit into memory: many small values take many times the size of the text.
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
    throw new InputError(`has more than ${MAX_OBJECTS} objects and lists, the limit for one value.`);
  }
  return JSON.parse(text);
}

/** A JSON value, or `undefined` for a text that is not one. @throws InputError as {@link parseJson} */
export function tryToParse(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof InputError) throw error;
    return undefined;
  }
}
