import { quote } from '../../../checks/json.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * A member name that an object in a JSON text has twice. `JSON.parse` would silently take the last one.
 * @param text valid JSON
 */
export function findDuplicateName(text: string): string | undefined {
  // The names so far in each open object or list. An object gets its set with its first name.
  const open: (Set<string> | undefined)[] = [];
  let begin = 0;
  let end = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case QUOTE: {
        begin = index;
        index += 1;
        for (let code = text.charCodeAt(index); code !== QUOTE; code = text.charCodeAt(index)) {
          index += code === BACKSLASH ? 2 : 1;
          if (index >= text.length) return undefined;
        }
        end = index + 1;
        break;
      }
      case 0x3a: {
        // A colon outside of text: the last text is a name.
        const name = readName(text.slice(begin, end));
        const names = open.at(-1) ?? new Set();
        if (names.has(name)) return name;
        open[open.length - 1] = names.add(name);
        break;
      }
      case 0x5b:
      case 0x7b:
        open.push(undefined);
        break;
      case 0x5d:
      case 0x7d:
        open.pop();
        break;
    }
  }
  return undefined;
}

/** As a sentence. */
export function explainDuplicate(name: string): string {
  return `has ${quote(name)} twice in one object, so its value is ambiguous. Expected each name once.`;
}

function readName(text: string): string {
  return text.includes('\\') ? JSON.parse(text) : text.slice(1, -1);
}
