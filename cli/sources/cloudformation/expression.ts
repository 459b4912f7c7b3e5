import { isObject, quote } from '../../../checks/json.ts';
import { unclearText } from './scalars.ts';

const MAX_LENGTH = 80;
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

/** A value in the short form of YAML, shortened to one line, without passwords. */
export function expression(node: unknown, maxLength = MAX_LENGTH): string {
  const text = print(node, 0);
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}

function print(node: unknown, depth: number): string {
  const unclear = unclearText(node);
  if (unclear !== undefined) return unclear;
  if (typeof node === 'string') return /^[\w:.-]+$/.test(node) ? node : quote(node);
  if (typeof node !== 'object' || node === null) return String(node);
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(node)) return `[${printSome(node, (item) => print(item, depth + 1))}]`;
  const call = readCall(node);
  if (call) return printCall(call, depth);
  return `{${printSome(Object.entries(node), printMember(depth))}}`;
}

function printMember(depth: number) {
  return ([name, value]: readonly [string, unknown]) =>
    `${name}: ${isPasswordName(name) ? '…' : print(value, depth + 1)}`;
}

function printSome<T>(items: readonly T[], printItem: (item: T) => string): string {
  return [...items.slice(0, MAX_ITEMS).map(printItem), ...(items.length > MAX_ITEMS ? ['…'] : [])].join(', ');
}

function printCall({ name, argument }: Call, depth: number): string {
  const short = `!${name.replace('Fn::', '')}`;
  if (name === 'Fn::GetAtt' && Array.isArray(argument) && argument.every((part) => typeof part === 'string')) {
    return `${short} ${argument.join('.')}`;
  }
  return `${short} ${print(argument, depth + 1)}`;
}
