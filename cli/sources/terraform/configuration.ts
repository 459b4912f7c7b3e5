import { isObject, readObject, readText } from '../../../checks/json.ts';
import { withoutKeys } from './addresses.ts';
import type { JsonObject } from './resources.ts';

/**
 * What an expression is made of, as far as a plan says it: a value, something by its address and attribute, a variable
 * of the root module, an index such as `each.key`, or something that is not followed.
 */
export type Part =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'resource'; readonly address: string; readonly type: string; readonly attribute?: string }
  | { readonly kind: 'variable'; readonly declaration: JsonObject }
  | { readonly kind: 'key' }
  | { readonly kind: 'other' };

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
}

interface Module {
  readonly module: JsonObject;
  /** The arguments of its call; `undefined` for the root module. */
  readonly call: JsonObject | undefined;
}

// Nobody nests modules and outputs this deeply.
const MAX_STEPS = 30;
const OTHER: readonly Part[] = [{ kind: 'other' }];

/** Indexes the configuration when it is needed. */
export function readConfiguration(configuration: unknown): Configuration {
  let index: ReturnType<typeof indexOf> | undefined;
  const lookUp = () => {
    index ??= indexOf(configuration);
    return index;
  };

  function partsOf(expression: unknown, prefix: string, steps = 0): readonly Part[] {
    const { constant_value: value, references } = readObject(expression);
    if (value !== undefined) return [{ kind: 'constant', value }];
    if (!Array.isArray(references) || references.length === 0 || steps > MAX_STEPS) return OTHER;
    const texts = references.filter((reference) => typeof reference === 'string');
    return wholeOf(texts).flatMap((reference) => follow(reference, prefix, steps + 1));
  }

  function follow(reference: string, prefix: string, steps: number): readonly Part[] {
    const { modules } = lookUp();
    const { module = {}, call } = modules.get(withoutKeys(prefix)) ?? {};
    const [root = '', name = '', ...rest] = reference.replaceAll(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '').split('.');
    switch (root) {
      case 'var': {
        const declaration = readObject(readObject(module.variables)[name]);
        if (!call) return [{ kind: 'variable', declaration }];
        if (call[name] !== undefined) return partsOf(call[name], outerOf(prefix), steps);
        return isSet(declaration.default) ? [{ kind: 'constant', value: declaration.default }] : OTHER;
      }
      case 'module': {
        const child = /^module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\./.exec(reference)?.[0];
        const inner = modules.get(withoutKeys(`${prefix}${child}`))?.module;
        const output = readObject(readObject(inner?.outputs)[rest[0] ?? '']);
        return child === undefined ? OTHER : partsOf(output.expression, `${prefix}${child}`, steps);
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
      case 'ephemeral':
        return [
          {
            kind: 'resource',
            address: `${prefix}${root}.${name}.${rest[0]}`,
            type: `${root}.${name}`,
            ...attributeOf(rest[1]),
          },
        ];
      default: {
        const key = /^[\w-]+\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/.exec(reference)?.[0];
        if (key === undefined) return OTHER;
        return [{ kind: 'resource', address: `${prefix}${key}`, type: root, ...attributeOf(rest[0]) }];
      }
    }
  }

  return {
    expressionsOf: (address) => (address === undefined ? undefined : lookUp().expressions.get(withoutKeys(address))),
    partsOf,
  };
}

function indexOf(configuration: unknown) {
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
      expressions.set(address, readObject(resource.expressions));
    }
    for (const [name, call] of Object.entries(readObject(module.module_calls))) {
      const { module: inner, expressions: argumentsOf } = readObject(call);
      pending.push({ module: readObject(inner), call: readObject(argumentsOf), prefix: `${prefix}module.${name}.` });
    }
  }
  return { expressions, modules };
}

function attributeOf(attribute: string | undefined): { readonly attribute?: string } {
  return attribute === undefined ? {} : { attribute };
}

/** Without the beginnings of other references, which Terraform lists too. */
function wholeOf(references: readonly string[]): readonly string[] {
  const beginnings = new Set(references.flatMap(beginningsOf));
  return references.filter((reference) => !beginnings.has(reference));
}

function beginningsOf(reference: string): readonly string[] {
  const ends = [...reference.matchAll(/\.|\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g)];
  return ends.map(({ index }) => reference.slice(0, index));
}

function outerOf(prefix: string): string {
  const steps = prefix.match(/module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\./g) ?? [];
  return steps.slice(0, -1).join('');
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** The only resource that an expression refers to, with nothing but keys beside it; its address. */
export function onlyResource(parts: readonly Part[], isRight: (part: Part & { kind: 'resource' }) => boolean) {
  const others = parts.filter(({ kind }) => kind !== 'key');
  const addresses = new Set(
    others.map((part) => (part.kind === 'resource' && isRight(part) ? part.address : undefined)),
  );
  return addresses.size === 1 ? [...addresses][0] : undefined;
}
