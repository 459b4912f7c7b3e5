import { readObject } from '../../../checks/json.ts';
import { InputError } from '../input/input-error.ts';
import { expression, readCall } from './expression.ts';
import { unclearText } from './scalars.ts';

const MEMBER = 'rabbitmq-conformance';

/**
 * The member `rabbitmq-conformance` of the metadata of a resource, in which a scalar whose type is not certain, such as a
 * date, is a text.
 * @returns `undefined` if there is none, and an InputError if there is a function in it
 */
export function readMetadata(resource: Readonly<Record<string, unknown>>): unknown {
  const metadata = readObject(resource.Metadata);
  if (!Object.hasOwn(metadata, MEMBER)) return undefined;
  // A value that aliases put into several places is copied once.
  const copies = new Map<object, unknown>();
  const functions: string[] = [];
  const copy = (node: unknown): unknown => {
    const text = unclearText(node);
    if (text !== undefined || typeof node !== 'object' || node === null) return text ?? node;
    if (copies.has(node)) return copies.get(node);
    if (readCall(node)) functions.push(expression(node));
    const made = Array.isArray(node)
      ? node.map(copy)
      : Object.fromEntries(Object.entries(node).map(([name, value]) => [name, copy(value)]));
    copies.set(node, made);
    return made;
  };
  const literal = copy(metadata[MEMBER]);
  const [found] = functions;
  if (found === undefined) return literal;
  return new InputError(`the metadata "${MEMBER}" has ${found}. Expected literal values, without functions.`);
}
