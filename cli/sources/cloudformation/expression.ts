import { isObject, quote } from '../../../checks/json.ts';
import { unclearText } from './scalars.ts';

const MAX_LENGTH = 80;
// Far more than the names of exports have.
const MAX_WHOLE = 1000;
const MAX_DEPTH = 4;
const MAX_ITEMS = 6;

/** A function call in a template: the only member of its object, `{ "Fn::If": […] }`. */
export interface Call {
  readonly name: string;
  readonly argument: unknown;
}

/** @returns the first call in an object, even if it has other members; `undefined` if there is none */
export function readCall(node: unknown): Call | undefined {
  if (!isObject(node)) return undefined;
  const name = Object.keys(node).find((key) => key === 'Ref' || key.startsWith('Fn::'));
  return name === undefined ? undefined : { name, argument: node[name] };
}

/** Whether something of this name may have a password, which is never printed. */
export function isPasswordName(name: string): boolean {
  return /password|secretstring/i.test(name);
}

/**
 * How texts are printed. `shown`: those in macros, and in functions that make texts of others, are hidden, because
 * they may be a part of a password. `whole`: none are, because the text is compared.
 */
type Mode = 'shown' | 'hidden' | 'whole';

/** A value in the short form of YAML, shortened to one line, without passwords. */
export function expression(node: unknown): string {
  const text = print(node, 0, 'shown');
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

/** A value in the same form, to be compared with another one. `undefined` if that is not all of it. */
export function wholeExpression(node: unknown): string | undefined {
  const text = print(node, 0, 'whole');
  return text.length > MAX_WHOLE || text.includes('…') ? undefined : text;
}

function print(node: unknown, depth: number, mode: Mode): string {
  if (typeof node === 'object' && node !== null && unclearText(node) === undefined) {
    if (depth > MAX_DEPTH) return '…';
    if (Array.isArray(node)) return `[${printSome(node, (item) => print(item, depth + 1, mode))}]`;
    const call = readCall(node);
    return call
      ? printCall(call, depth, mode)
      : `{${printSome(Object.entries(node), (member) => printMember(member, depth, mode))}}`;
  }
  if (mode === 'hidden') return '…';
  const text = unclearText(node) ?? String(node);
  return typeof node !== 'string' || /^[\w:.-]+$/.test(node) ? text : quote(node);
}

function printMember([name, value]: readonly [string, unknown], depth: number, mode: Mode): string {
  return `${name}: ${isPasswordName(name) || name === 'Users' ? '…' : print(value, depth + 1, mode)}`;
}

function printSome<T>(items: readonly T[], printItem: (item: T) => string): string {
  return [...items.slice(0, MAX_ITEMS).map(printItem), ...(items.length > MAX_ITEMS ? ['…'] : [])].join(', ');
}

/** The functions whose texts are names. */
const OF_NAMES = ['Ref', 'Fn::GetAtt', 'Fn::ImportValue', 'Fn::FindInMap'];
/** The functions whose texts may be parts of any other text. */
const OF_TEXTS = ['Fn::Sub', 'Fn::Join', 'Fn::Split', 'Fn::Base64', 'Fn::Transform'];

function printCall({ name, argument }: Call, depth: number, mode: Mode): string {
  const short = `!${name.replace('Fn::', '')}`;
  if (name === 'Fn::GetAtt' && Array.isArray(argument) && argument.every((part) => typeof part === 'string')) {
    return `${short} ${argument.join('.')}`;
  }
  if (mode === 'whole') return `${short} ${print(argument, depth + 1, mode)}`;
  if (name === 'Fn::Sub' && typeof argument === 'string')
    return `${short} ${print(withoutTexts(argument), 0, 'shown')}`;
  const inside = OF_NAMES.includes(name) ? 'shown' : OF_TEXTS.includes(name) ? 'hidden' : mode;
  return `${short} ${print(argument, depth + 1, inside)}`;
}

/** The text of an `Fn::Sub` with only what it refers to. */
function withoutTexts(text: string): string {
  return text
    .split(/(\$\{[^${}!]*\})/)
    .map((part, index) => (index % 2 === 0 && part !== '' ? '…' : part))
    .join('');
}
