import { isObject } from '../../../checks/json.ts';
import { textOf } from './outcome.ts';

/** A part of a text: itself, or a node that becomes one. */
export type Part = string | { readonly node: unknown };

/** The parts of an `Fn::Sub`. `undefined` if it is malformed. */
export function partsOfSub(argument: unknown): readonly Part[] | undefined {
  const [template, variables]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (typeof template !== 'string') return undefined;
  return template.split(/(\$\{[^${}]*\})/).map((part) => {
    const name = /^\$\{(.*)\}$/s.exec(part)?.[1]?.trim();
    if (name === undefined || name.startsWith('!')) return part;
    if (isObject(variables) && Object.hasOwn(variables, name)) return { node: variables[name] };
    return { node: name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name } };
  });
}

/** The parts of an `Fn::Join`. `undefined` if it is malformed, or its list is not known. */
export function partsOfJoin(argument: unknown): readonly Part[] | undefined {
  const [separator, list]: readonly unknown[] = Array.isArray(argument) ? argument : [];
  if (typeof separator !== 'string' || !Array.isArray(list)) return undefined;
  return list.flatMap((node: unknown, index) => {
    const part = textOf(node) ?? { node };
    return index === 0 ? [part] : [separator, part];
  });
}

/** One text, in which marks stand for the nodes, and the way back from a piece of it to parts. */
export interface MarkedText {
  readonly text: string;
  readonly partsOf: (piece: string) => readonly Part[];
}

// A character that is in no password: it is for private use.
const MARK = '\u{E000}';

// What change sets have for what is not known yet.
const KNOWN_LATER = /\{\{changeSet:[^{}]*\}\}/g;

/** Makes one text of parts. `undefined` if it has the mark already. */
export function markText(parts: readonly Part[]): MarkedText | undefined {
  if (parts.some((part) => typeof part === 'string' && part.includes(MARK))) return undefined;
  const nodes: { readonly node: unknown }[] = [];
  const mark = (node: { readonly node: unknown }) => `${MARK}${nodes.push(node) - 1}${MARK}`;
  const text = parts
    .map((part) =>
      typeof part === 'string' ? part.replaceAll(KNOWN_LATER, () => mark({ node: undefined })) : mark(part),
    )
    .join('');
  const partsOf = (piece: string) =>
    piece.split(MARK).map((each, index): Part => (index % 2 === 0 ? each : (nodes[Number(each)] ?? each)));
  return { text, partsOf: (piece) => partsOf(piece).filter((part) => part !== '') };
}
