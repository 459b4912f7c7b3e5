import { AWS_MANAGED_KEY, COMPUTED } from '../../../checks/facts.ts';
import { isObject, readObject, readText } from '../../../checks/json.ts';
import { prefixOf } from './addresses.ts';
import type { Attribute, Place } from './attribute.ts';
import { placeOfBlock, readAttribute, readCollection } from './attribute.ts';
import type { Derived } from './broker.ts';
import type { Configuration, Part } from './configuration.ts';
import { onlyResource } from './configuration.ts';
import type { GroupReference, RulesOf } from './ingress.ts';
import type { JsonObject } from './resources.ts';
import type { Origin } from './secrets.ts';
import { isSecretType, joinOrigins, originOfAll, WHY_UNKNOWN } from './secrets.ts';

/** A broker in a plan, and what it is in. */
export interface Planned {
  readonly address: string | undefined;
  readonly place: Place;
  readonly configuration: Configuration;
  readonly rulesOf: RulesOf;
  /** Whether the plan creates it, so nothing of it is as it was. */
  readonly isCreated: boolean;
}

/** The facts of a broker for which the rest of the plan is needed. */
export function planFacts(planned: Planned): Derived {
  return { ...groupFacts(planned), ...keyFacts(planned), password: readPassword(planned) };
}

/**
 * If the groups are known only after apply, the configuration says to which ones it refers. There may be others, as it
 * does not have the whole expression, so their rules can fail the check, but not pass it.
 */
function groupFacts({ address, place, configuration, rulesOf }: Planned): Derived {
  const { value, why } = readCollection(place, 'security_groups', []);
  if (Array.isArray(value)) {
    const groups = value.filter((group) => readText(group) !== undefined);
    return { ingressRules: groups.length === value.length ? rulesOf(groups) : { why: 'security_groups is invalid.' } };
  }
  if (why === undefined) return {};
  const parts = configuration.partsOf(configuration.expressionsOf(address)?.security_groups, prefixOf(address));
  const groups = parts.flatMap((part) => (part.kind === 'resource' && isGroupType(part.type) ? [part.address] : []));
  if (groups.length === 0 || groups.length < parts.filter(({ kind }) => kind !== 'key').length)
    return { ingressRules: { why } };
  const others: GroupReference = { why: `${why} It refers to ${groups.join(', ')}, but there may be other groups.` };
  return { securityGroups: { value: groups, why }, ingressRules: rulesOf([...groups, others]) };
}

function isGroupType(type: string): boolean {
  return type === 'aws_security_group' || type === 'aws_default_security_group';
}

const KEYS: readonly string[] = ['aws_kms_key', 'aws_kms_external_key', 'aws_kms_replica_key'];
const KEY_NAMES: readonly (string | undefined)[] = ['arn', 'id', 'key_id', undefined];

function keyFacts({ address, place, configuration, isCreated }: Planned): Derived {
  const { place: options } = placeOfBlock(place, 'encryption_options');
  const { why } = options ? readAttribute(options, 'kms_key_id', undefined) : {};
  const blocks = configuration.expressionsOf(address)?.encryption_options;
  const [block, ...others] = Array.isArray(blocks) ? blocks.filter(isObject) : [];
  if (why === undefined || !block || others.length > 0) return {};
  // The provider takes what Amazon MQ has used if there is no argument, so a new broker has the default of that.
  if (block.kms_key_id === undefined) return isCreated ? { kmsKeyId: { value: AWS_MANAGED_KEY } } : {};
  const parts = configuration.partsOf(block.kms_key_id, prefixOf(address));
  const key = onlyResource(parts, ({ type, attribute }) => KEYS.includes(type) && KEY_NAMES.includes(attribute));
  return key === undefined ? {} : { kmsKeyId: { value: COMPUTED } };
}

function readPassword({ address, place, configuration }: Planned): Attribute {
  const expressions = configuration.expressionsOf(address);
  if (!expressions) return { why: 'The plan has no configuration of the broker, so it does not show the password.' };
  const users = expressions.user;
  if (users === undefined) {
    const { value } = readCollection(place, 'user', []);
    return Array.isArray(value) && value.length === 0 ? { value: 'none' } : { why: WHY_UNKNOWN };
  }
  const prefix = prefixOf(address);
  const blocks: readonly unknown[] = Array.isArray(users) ? users : [users];
  const origins = blocks.map((user) =>
    originOf(configuration.partsOf(readObject(user).password, prefix), configuration),
  );
  const origin = blocks.length === 0 ? undefined : originOfAll(origins);
  return origin === undefined ? { why: WHY_UNKNOWN } : { value: origin };
}

// A value that goes from one argument to the next is followed this far.
const MAX_ARGUMENTS = 10;

/** A plan has no functions and operators, so all parts must be of one origin. */
function originOf(parts: readonly Part[], configuration: Configuration, steps = 0): Origin {
  const origins = parts.filter(({ kind }) => kind !== 'key').map((part) => originOfPart(part, configuration, steps));
  return joinOrigins(origins);
}

function originOfPart(part: Part, configuration: Configuration, steps: number): Origin {
  switch (part.kind) {
    case 'constant':
      return readText(part.value) === undefined ? undefined : 'literal';
    case 'variable':
      return originOfVariable(part.declaration);
    case 'resource': {
      const { type, address, attribute = '' } = part;
      const argument = configuration.expressionsOf(address)?.[attribute];
      if (argument === undefined) return isSecretType(type) ? 'reference' : undefined;
      if (steps === MAX_ARGUMENTS) return undefined;
      return originOf(configuration.partsOf(argument, prefixOf(address)), configuration, steps + 1);
    }
    default:
      return undefined;
  }
}

/** The origin of a variable of the root module. */
function originOfVariable({ default: byDefault, sensitive, ephemeral }: JsonObject): Origin {
  if (readText(byDefault) !== undefined) return 'literal';
  if (byDefault !== undefined && byDefault !== null && byDefault !== '') return undefined;
  return sensitive === true || ephemeral === true ? 'reference' : 'literal';
}

/** Whether a password is a constant in the configuration itself. */
export function hasConstantPassword(configuration: Configuration, address: string | undefined): boolean {
  const { user } = readObject(configuration.expressionsOf(address));
  const users = Array.isArray(user) ? user.filter(isObject) : [];
  return users.some(({ password }) => readText(readObject(password).constant_value) !== undefined);
}
