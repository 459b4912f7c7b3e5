import type { PasswordSource } from '../../../checks/facts.ts';
import { isObject, readText } from '../../../checks/json.ts';
import { collapse, knownValue } from './outcome.ts';
import type { Resource } from './property.ts';
import { propertyOf } from './property.ts';
import type { Resolver } from './resolver.ts';

/** Who knows a text. `undefined`: the template does not tell. */
export type Source = Exclude<PasswordSource, 'hidden'> | undefined;

/** The services that dynamic references read: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
export type Service = 'secretsmanager' | 'ssm-secure' | 'ssm';

/** The secrets and parameters that a template itself declares, by resource type. */
export const SECRETS: Readonly<Record<string, readonly Service[]>> = {
  'AWS::SecretsManager::Secret': ['secretsmanager'],
  'AWS::SSM::Parameter': ['ssm', 'ssm-secure'],
};

/** Those that an ID in a dynamic reference names. */
export interface Named {
  readonly certain: readonly Resource[];
  /** Those that it may name, since a name is not known. */
  readonly possible: readonly Resource[];
}

/** Finds the secrets of a template by their names. Those without have a name that nobody can have written. */
export function createSecrets(resources: ReadonlyMap<string, unknown>, resolver: Resolver) {
  const indexes = new Map<Service, ReturnType<typeof indexOf>>();
  return (service: Service, id: string | undefined): Named => {
    const index = indexes.get(service) ?? indexOf(service, resources, resolver);
    indexes.set(service, index);
    if (id === undefined) return { certain: [], possible: index.all };
    const certain = namesIn(id).flatMap((name) => index.byName.get(name) ?? []);
    return { certain, possible: index.unclear };
  };
}

function indexOf(service: Service, resources: ReadonlyMap<string, unknown>, resolver: Resolver) {
  const byName = new Map<string, Resource[]>();
  const all: Resource[] = [];
  const unclear: Resource[] = [];
  for (const resource of resources.values()) {
    if (!isObject(resource) || typeof resource.Type !== 'string') continue;
    if (!Object.hasOwn(SECRETS, resource.Type) || !SECRETS[resource.Type]?.includes(service)) continue;
    const name = collapse(propertyOf(resource, ['Name'], resolver));
    if (name.kind === 'absent') continue;
    all.push(resource);
    const text = readText(knownValue(name));
    if (text === undefined) unclear.push(resource);
    else byName.set(text, [...(byName.get(text) ?? []), resource]);
  }
  return { byName, all, unclear };
}

/**
 * The names that an ID may mean: a name or an ARN, to whose name Secrets Manager adds a hyphen and six characters.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html#iam-resources
 */
function namesIn(id: string): readonly string[] {
  if (!id.startsWith('arn:')) return [id];
  const name = id.split(':').slice(6).join(':');
  const path = id.split(':parameter').slice(1).join(':parameter');
  return [name, name.replace(/-\w{6}$/, ''), path, path.replace(/^\//, '')];
}

/** Finds out only once who knows a node, so that references to the same do not multiply the time. */
export function createOnce() {
  const known = new WeakMap<object, Map<string, Source>>();
  let depth = 0;
  return (node: object, key: string, work: () => Source): Source => {
    const found = known.get(node) ?? new Map<string, Source>();
    known.set(node, found);
    // One that is made of itself is not known.
    if (found.has(key) || depth === MAX_DEPTH) return found.get(key);
    found.set(key, undefined);
    depth += 1;
    const source = work();
    depth -= 1;
    found.set(key, source);
    return source;
  };
}

// Far more than people write, and far less than the call stack allows.
const MAX_DEPTH = 200;
