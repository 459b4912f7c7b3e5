import { readObject, readText } from '../../../checks/json.ts';
import { prefixOf, withoutKeys } from './addresses.ts';
import type { Attribute, Place } from './attribute.ts';
import { hasMark, markOf, readCollection } from './attribute.ts';
import type { Configuration, Part } from './configuration.ts';
import type { JsonObject, Resource } from './resources.ts';
import { resourcesIn } from './resources.ts';
import type { Origin } from './secrets.ts';
import {
  isHidden,
  joinOrigins,
  originOfAll,
  originOfAttribute,
  secretAttributes,
  sourceOf,
  storedBy,
} from './secrets.ts';

/** Says where the passwords of a broker are from. */
export type PasswordOf = (broker: { readonly address: string | undefined; readonly place: Place }) => Attribute;

/**
 * A plan has no functions and operators, only what an expression refers to. So a password that is known already must be
 * a part of a value that its expression refers to, or it may be a literal beside the references.
 */
export function createPasswords(
  plan: JsonObject,
  configuration: Configuration,
  resources: readonly Resource[],
): PasswordOf {
  const context: Context = { configuration, ...createValues(plan, resources) };
  let isKept: boolean | undefined;

  return ({ address, place }) => {
    const expressions = configuration.expressionsOf(address);
    if (!expressions) return { why: 'The plan has no configuration of the broker, so it does not show the password.' };
    const users = expressions.user;
    if (users === undefined) {
      const { value } = readCollection(place, 'user', []);
      return Array.isArray(value) && value.length === 0 ? { value: 'none' } : sourceOf(undefined, () => false);
    }
    const blocks: readonly unknown[] = Array.isArray(users) ? users : [users];
    const leaves = blocks.map((user) => leavesOf(readObject(user).password, prefixOf(address), context));
    const origin = originOfAll(leaves.map((each) => originOf(each, context)));
    if (isHidden(origin) && !areAllReferred(place, leaves.flat(), context)) return sourceOf(undefined, () => false);
    return sourceOf(origin, () => {
      isKept ??= keepsSecrets(context);
      return isKept;
    });
  };
}

interface Context {
  readonly configuration: Configuration;
  /** The value of a variable of the root module, if the plan has it. */
  readonly variable: (name: string) => unknown;
  /** The values of all instances of a resource, before and after. */
  readonly valuesOf: (address: string) => readonly JsonObject[];
}

function createValues(plan: JsonObject, resources: readonly Resource[]): Omit<Context, 'configuration'> {
  let byAddress: ReadonlyMap<string, readonly Resource[]> | undefined;
  const variables = readObject(plan.variables);
  return {
    variable: (name) => readObject(variables[name]).value,
    valuesOf(address) {
      byAddress ??= Map.groupBy([...resources, ...priorResources(plan)], (each) => withoutKeys(each.address ?? ''));
      return (byAddress.get(withoutKeys(address)) ?? []).map(({ values }) => readObject(values));
    },
  };
}

function priorResources(plan: JsonObject): readonly Resource[] {
  const { root_module: rootModule } = readObject(readObject(plan.prior_state).values);
  // What cannot be read there is a problem already.
  return resourcesIn(readObject(rootModule), []);
}

/** What an expression is made of in the end: the arguments of resources are followed too, each once. */
function leavesOf(expression: unknown, prefix: string, { configuration }: Context): readonly Part[] {
  const leaves: Part[] = [];
  const seen = new Set<unknown>();
  const pending: (readonly [unknown, string])[] = [[expression, prefix]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [found, inner] = next;
    if (seen.has(found)) continue;
    seen.add(found);
    for (const part of configuration.partsOf(found, inner)) {
      const argument =
        part.kind === 'resource' ? configuration.expressionsOf(part.address)?.[part.attribute ?? ''] : undefined;
      if (part.kind === 'resource' && argument !== undefined) pending.push([argument, prefixOf(part.address)]);
      else if (part.kind !== 'key') leaves.push(part);
    }
  }
  return leaves;
}

function originOf(leaves: readonly Part[], context: Context): Origin {
  return joinOrigins(leaves.map((leaf) => originOfLeaf(leaf, context)));
}

function originOfLeaf(leaf: Part, { variable }: Context): Origin {
  switch (leaf.kind) {
    case 'constant':
      return readText(leaf.value) === undefined ? undefined : 'literal';
    case 'variable':
      return originOfVariable(leaf.declaration, variable(leaf.name));
    case 'resource': {
      const { type, attribute = secretAttributes(type)[0] ?? '' } = leaf;
      return originOfAttribute(type, attribute);
    }
    default:
      return undefined;
  }
}

/** The origin of a variable of the root module. */
function originOfVariable({ default: byDefault, sensitive, ephemeral }: JsonObject, value: unknown): Origin {
  const isOverridden = readText(value) !== undefined && value !== byDefault;
  const hasDefault = byDefault !== undefined && byDefault !== null && byDefault !== '';
  if (hasDefault && !isOverridden) return readText(byDefault) === undefined ? undefined : 'literal';
  return sensitive === true || ephemeral === true ? 'reference' : 'readable';
}

function areAllReferred(place: Place, leaves: readonly Part[], context: Context): boolean {
  const marks = markOf(place.unknown, 'user');
  if (marks === true) return true;
  const { user: users } = place.values;
  if (!Array.isArray(users) || users.length === 0) return false;
  return users.every((user: unknown, index) => {
    const password = readText(readObject(user).password);
    const isUnknown = hasMark(markOf(markOf(marks, index), 'password'));
    return isUnknown || (password !== undefined && isReferred(password, leaves, context));
  });
}

/** Whether a text is a part of what one of the leaves is. */
function isReferred(text: string, leaves: readonly Part[], { variable, valuesOf }: Context): boolean {
  const inJson = JSON.stringify(text).slice(1, -1);
  const texts = leaves.flatMap((leaf) => {
    if (leaf.kind === 'variable') return textsIn(variable(leaf.name));
    if (leaf.kind !== 'resource') return [];
    const names = leaf.attribute === undefined ? secretAttributes(leaf.type) : [leaf.attribute];
    return valuesOf(leaf.address).flatMap((values) => names.flatMap((name) => textsIn(values[name])));
  });
  return texts.some((each) => each.includes(text) || each.includes(inJson));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Whether the configuration puts nothing where secrets are kept that may be in a file. */
function keepsSecrets(context: Context): boolean {
  const { configuration, valuesOf } = context;
  return configuration.addresses().every((address) => {
    const prefix = prefixOf(address);
    const [type = ''] = address.slice(prefix.length).split('.');
    const expressions = configuration.expressionsOf(address);
    return storedBy(type).every((name) => {
      const expression = expressions?.[name];
      if (expression === undefined) return true;
      const leaves = leavesOf(expression, prefix, context);
      const known = valuesOf(address).flatMap((values) => textsIn(values[name]));
      return isHidden(originOf(leaves, context)) && known.every((text) => isReferred(text, leaves, context));
    });
  });
}

/** Whether a password is a constant in the configuration itself. */
export function hasConstantPassword(configuration: Configuration, address: string | undefined): boolean {
  const { user } = readObject(configuration.expressionsOf(address));
  const users: readonly unknown[] = Array.isArray(user) ? user : [];
  return users.some((each) => readText(readObject(readObject(each).password).constant_value) !== undefined);
}
