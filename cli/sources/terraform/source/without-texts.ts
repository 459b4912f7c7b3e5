/**
 * An expression without comments and without the texts in it, which may be passwords. Names, interpolations, and keys such
 * as in `subnets["a"]` stay.
 */
export function withoutTexts(source: string): string {
  let result = '';
  // The number of braces that are open, for each interpolation, and -1 for each text.
  const open = [0];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  while (at < source.length) {
    const depth = open.at(-1) ?? 0;
    if (depth === -1) {
      if (take(TEXT)) result += '…';
      else {
        const begin = take(INTERPOLATION);
        result += begin ?? take(QUOTE) ?? '';
        if (begin === undefined) open.pop();
        else open.push(0);
      }
      continue;
    }
    // What ends it is not looked for.
    if (take(HEREDOC)) return `${result}<<…`;
    if (take(COMMENT)) continue;
    const kept = take(KEY) ?? take(CODE);
    if (kept !== undefined) {
      result += kept;
      continue;
    }
    const character = source[at] ?? '';
    at += 1;
    result += character;
    if (character === '"') open.push(-1);
    else if (character === '{') open[open.length - 1] = depth + 1;
    else if (character === '}' && depth > 0) open[open.length - 1] = depth - 1;
    else if (character === '}' && open.length > 1) open.pop();
  }
  return result;
}

const TEXT = /(?:\\[\s\S]|\$\$\{|%%\{|[^"\\$%]|[$%](?!\{))+/y;
const INTERPOLATION = /[$%]\{~?/y;
const QUOTE = /"/y;
const HEREDOC = /<<-?\w/y;
const COMMENT = /(?:#|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const KEY = /(?<=[\w\])])\["[^"\\$%]*"\]/y;
const CODE = /[^"{}#/<[]+|[#/<[](?!")/y;
