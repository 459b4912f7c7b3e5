import { isObject } from '../../../checks/json.ts';
import { readCall } from './expression.ts';
import type { Resolver } from './resolver.ts';

/** A reference to a resource, or to one of its attributes. */
export interface ResourceReference {
  readonly logicalId: string;
  /** `undefined` for what `Ref` returns. */
  readonly attribute: string | undefined;
}

/** What a value may be: the branches of its conditions, or only itself. Each is there once. */
export function alternativesOf(node: unknown, { condition }: Resolver): readonly unknown[] {
  const found = new Set<unknown>();
  const pending = [node];
  // The loop also comes to the branches that it adds. Aliases lead to the same branch in many ways.
  const seen = new Set<unknown>();
  for (const candidate of pending) {
    if (seen.has(candidate)) continue;
    seen.add(candidate);
    const branches = branchesOf(candidate);
    if (branches === undefined) found.add(candidate);
    else {
      const truth = condition(branches[0]);
      if (truth !== false) pending.push(branches[1]);
      if (truth !== true) pending.push(branches[2]);
    }
  }
  return [...found];
}

function branchesOf(node: unknown): readonly unknown[] | undefined {
  const call = onlyCallIn(node);
  return call?.name === 'Fn::If' && Array.isArray(call.argument) && call.argument.length === 3
    ? call.argument
    : undefined;
}

/** The call that is all of a value. */
export function onlyCallIn(node: unknown): ReturnType<typeof readCall> {
  return isObject(node) && Object.keys(node).length === 1 ? readCall(node) : undefined;
}

/** What a `Ref`, an `Fn::GetAtt`, or an `Fn::Sub` of nothing else refers to: a resource, or a parameter. */
export function referenceIn(node: unknown): ResourceReference | undefined {
  const { name, argument } = onlyCallIn(node) ?? {};
  if (name === 'Ref') return typeof argument === 'string' ? { logicalId: argument, attribute: undefined } : undefined;
  if (name === 'Fn::GetAtt') {
    const parts: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
    return parts.every((part) => typeof part === 'string') ? split(parts.join('.')) : undefined;
  }
  const inText =
    name === 'Fn::Sub' && typeof argument === 'string' ? /^\$\{([^${}!]+)\}$/.exec(argument)?.[1] : undefined;
  return inText === undefined ? undefined : split(inText.trim());
}

function split(text: string): ResourceReference {
  const [logicalId = '', ...attribute] = text.split('.');
  return { logicalId, attribute: attribute.length === 0 ? undefined : attribute.join('.') };
}
