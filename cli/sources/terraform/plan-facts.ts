import type { Fact } from '../../../checks/facts.ts';
import { AWS_MANAGED_KEY, COMPUTED } from '../../../checks/facts.ts';
import { isObject, readText } from '../../../checks/json.ts';
import { prefixOf } from './addresses.ts';
import type { Place } from './attribute.ts';
import { placeOfBlock, readAttribute, readCollection } from './attribute.ts';
import type { Derived } from './broker.ts';
import { isKeyReference } from './broker.ts';
import type { Configuration } from './configuration.ts';
import { onlyResource } from './configuration.ts';
import type { GroupReference, RulesOf } from './network.ts';
import { isGroupType } from './network-resource.ts';
import type { PasswordOf } from './plan-password.ts';

/** A broker in a plan, and what it is in. */
export interface Planned {
  readonly address: string | undefined;
  readonly place: Place;
  readonly configuration: Configuration;
  readonly rulesOf: RulesOf;
  readonly passwordOf: PasswordOf;
  /** Whether the plan creates it, so nothing of it is as it was. */
  readonly isCreated: boolean;
}

/** The facts of a broker for which the rest of the plan is needed. @param wants whether a fact is to be read */
export function planFacts(planned: Planned, wants: (fact: Fact) => boolean): Derived {
  return {
    ...(wants('securityGroups') || wants('ingressRules') ? groupFacts(planned) : {}),
    ...(wants('kmsKeyId') ? keyFacts(planned) : {}),
    ...(wants('password') ? { password: planned.passwordOf(planned) } : {}),
  };
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

function keyFacts({ address, place, configuration, isCreated }: Planned): Derived {
  const { place: options } = placeOfBlock(place, 'encryption_options');
  const { why } = options ? readAttribute(options, 'kms_key_id', undefined) : {};
  const blocks = configuration.expressionsOf(address)?.encryption_options;
  const [block, ...others] = Array.isArray(blocks) ? blocks.filter(isObject) : [];
  if (why === undefined || !block || others.length > 0) return {};
  // The provider takes what Amazon MQ has used if there is no argument, so a new broker has the default of that.
  if (block.kms_key_id === undefined) return isCreated ? { kmsKeyId: { value: AWS_MANAGED_KEY } } : {};
  const parts = configuration.partsOf(block.kms_key_id, prefixOf(address));
  const key = onlyResource(parts, ({ type, attribute }) => isKeyReference(type, attribute));
  return key === undefined ? {} : { kmsKeyId: { value: COMPUTED } };
}
