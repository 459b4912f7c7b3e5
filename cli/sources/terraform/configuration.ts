import { isObject, readObject, readText } from '../../../checks/json.ts';
import { childIn, outerOf, resourceIn, wholeReferences, withoutKeys } from './addresses.ts';
import type { JsonObject } from './resources.ts';

/**
 * What an expression is made of, as far as a plan says it: a value, something by its address and attribute, a variable
 * of the root module, an index such as `each.key`, or something that is not followed.
 */
export type Part =
  | { readonly kind: 'constant'; readonly value: unknown }
  | ResourcePart
  | { readonly kind: 'variable'; readonly name: string; readonly declaration: JsonObject }
  | { readonly kind: 'key' }
  | { readonly kind: 'other' };

interface ResourcePart {
  readonly kind: 'resource';
  readonly address: string;
  readonly type: string;
  readonly attribute?: string;
}

/** The configuration in a plan: https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation */
export interface Configuration {
  /** The expressions of the arguments of a resource; `undefined` if it is not there. */
  readonly expressionsOf: (address: string | undefined) => JsonObject | undefined;
  /**
   * What an expression is made of. References are followed through the variables and outputs of modules. Locals are not
   * in a plan.
   * @param prefix the address of the module that it is in
   */
  readonly partsOf: (expression: unknown, prefix: string) => readonly Part[];
  /** The addresses of all resources, without keys. */
  readonly addresses: () => readonly string[];
}

/** Indexes the configuration when it is needed. */
export function readConfiguration(configuration: unknown): Configuration {
  let index: Index | undefined;
  const lookUp = () => {
    index ??= indexOf(configuration);
    return index;
  };
  return {
    expressionsOf: (address) => (address === undefined ? undefined : lookUp().expressions.get(withoutKeys(address))),
    partsOf: (expression, prefix) =>
      partsOf(expression, { modules: lookUp().modules, prefix, steps: 0, seen: new Set() }),
    addresses: () => [...lookUp().expressions.keys()],
  };
}

interface Module {
  readonly module: JsonObject;
  /** The arguments of its call; `undefined` for the root module. */
  readonly call: JsonObject | undefined;
}

interface Index {
  readonly expressions: ReadonlyMap<string, JsonObject>;
  /** By their addresses, without keys. */
  readonly modules: ReadonlyMap<string, Module>;
}

function indexOf(configuration: unknown): Index {
  const expressions = new Map<string, JsonObject>();
  const modules = new Map<string, Module>();
  const pending: (Module & { readonly prefix: string })[] = [
    { module: readObject(readObject(configuration).root_module), call: undefined, prefix: '' },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { module, prefix } = next;
    modules.set(prefix, next);
    for (const resource of Array.isArray(module.resources) ? module.resources.filter(isObject) : []) {
      const mode = resource.mode === undefined || resource.mode === 'managed' ? '' : `${resource.mode}.`;
      const address = `${prefix}${mode}${readText(resource.type)}.${readText(resource.name)}`;
      const { provisioners } = resource;
      const own = readObject(resource.expressions);
      expressions.set(address, provisioners === undefined ? own : { ...own, provisioners });
    }
    for (const [name, call] of Object.entries(readObject(module.module_calls))) {
      const { module: inner, expressions: argumentsOf } = readObject(call);
      pending.push({ module: readObject(inner), call: readObject(argumentsOf), prefix: `${prefix}module.${name}.` });
    }
  }
  return { expressions, modules };
}

/** Where a reference is, and how often references led there. */
interface Position {
  readonly modules: Index['modules'];
  readonly prefix: string;
  readonly steps: number;
  /** The references that were followed already. What they are made of is known, and counts once. */
  readonly seen: Set<string>;
}

// Nobody nests modules and outputs this deeply.
const MAX_STEPS = 30;
const OTHER: readonly Part[] = [{ kind: 'other' }];

function partsOf(expression: unknown, position: Position): readonly Part[] {
  const { constant_value: value, references } = readObject(expression);
  if (value !== undefined) return [{ kind: 'constant', value }];
  if (!Array.isArray(references) || references.length === 0 || position.steps > MAX_STEPS) return OTHER;
  const texts = references.filter((reference) => typeof reference === 'string');
  const next = { ...position, steps: position.steps + 1 };
  return wholeReferences(texts).flatMap((reference) => follow(reference, next));
}

function follow(reference: string, position: Position): readonly Part[] {
  const { modules, prefix, seen } = position;
  const place = `${prefix} ${reference}`;
  if (seen.has(place)) return [];
  seen.add(place);
  const [root = '', name = '', ...rest] = withoutKeys(reference).split('.');
  switch (root) {
    case 'var':
      return followVariable(name, position);
    case 'module': {
      const child = childIn(reference);
      if (child === undefined) return OTHER;
      const inner = modules.get(withoutKeys(`${prefix}${child}`))?.module;
      const output = readObject(readObject(inner?.outputs)[rest[0] ?? '']);
      return partsOf(output.expression, { ...position, prefix: `${prefix}${child}` });
    }
    case 'each':
    case 'count':
      return name === 'value' ? OTHER : [{ kind: 'key' }];
    case 'local':
    case 'path':
    case 'terraform':
    case 'self':
      return OTHER;
    case 'data':
    case 'ephemeral': {
      const [label, attribute] = rest;
      return [resourcePart(`${prefix}${root}.${name}.${label}`, `${root}.${name}`, attribute)];
    }
    default: {
      const address = resourceIn(reference);
      return address === undefined ? OTHER : [resourcePart(`${prefix}${address}`, root, rest[0])];
    }
  }
}

function followVariable(name: string, position: Position): readonly Part[] {
  const { module = {}, call } = position.modules.get(withoutKeys(position.prefix)) ?? {};
  const declaration = readObject(readObject(module.variables)[name]);
  if (!call) return [{ kind: 'variable', name, declaration }];
  if (call[name] !== undefined) return partsOf(call[name], { ...position, prefix: outerOf(position.prefix) });
  const { default: value } = declaration;
  return value === undefined || value === null || value === '' ? OTHER : [{ kind: 'constant', value }];
}

function resourcePart(address: string, type: string, attribute: string | undefined): ResourcePart {
  return { kind: 'resource', address, type, ...(attribute === undefined ? {} : { attribute }) };
}

/** The only resource that an expression refers to, with nothing but keys beside it; its address. */
export function onlyResource(parts: readonly Part[], isRight: (part: ResourcePart) => boolean): string | undefined {
  const others = parts.filter(({ kind }) => kind !== 'key');
  const addresses = new Set(
    others.map((part) => (part.kind === 'resource' && isRight(part) ? part.address : undefined)),
  );
  return addresses.size === 1 ? [...addresses][0] : undefined;
}
