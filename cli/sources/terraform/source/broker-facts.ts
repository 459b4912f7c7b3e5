import { COMPUTED } from '../../../../checks/facts.ts';
import { readText } from '../../../../checks/json.ts';
import type { Attribute } from '../attribute.ts';
import { hasMark } from '../attribute.ts';
import type { Derived } from '../broker.ts';
import type { GroupReference, RulesOf } from '../ingress.ts';
import type { Attributes } from './attributes.ts';
import { evaluate } from './evaluate.ts';
import { addressOfId } from './network.ts';
import { readPassword } from './password.ts';
import { elementsOf, referenceOf } from './reference.ts';
import type { Scope } from './scope.ts';
import type { Block } from './syntax.ts';
import { describe } from './syntax.ts';
import { isUnknown } from './value.ts';

/** The facts of a broker for which its expressions, or other resources, are needed. */
export function brokerFacts(block: Block, scope: Scope, { values, unknown }: Attributes, rulesOf: RulesOf): Derived {
  // A change that is ignored is not one of these: an existing broker may have other values.
  const isIgnored = (name: string) =>
    typeof unknown[name] === 'string' && unknown[name].startsWith('in ignore_changes');
  return {
    ...(isIgnored('subnet_ids') ? {} : { subnetIds: readSubnets(block, scope) }),
    ...(isIgnored('security_groups') ? {} : readGroups(block, scope, rulesOf)),
    ...(isIgnored('encryption_options') || !hasMark(unknown.encryption_options) ? {} : readKey(block, scope)),
    password: values.user === null ? {} : readPassword(block, scope),
  };
}

/** Only their number matters, so a reference counts by its text. */
function readSubnets({ attributes }: Block, scope: Scope): Attribute {
  const expression = attributes.get('subnet_ids');
  const elements = expression && elementsOf(expression, scope);
  const subnets = elements?.map((element) => {
    const value = evaluate(element.expression, element.scope);
    if (!isUnknown(value)) return readText(value);
    const { kind, text } = element.expression;
    return kind === 'splat' || kind === 'for' ? undefined : `${element.scope.prefix}${text.replaceAll(/\s/g, '')}`;
  });
  return subnets?.every((subnet) => subnet !== undefined) ? { value: subnets } : {};
}

function readGroups({ attributes }: Block, scope: Scope, rulesOf: RulesOf): Derived {
  const expression = attributes.get('security_groups');
  const elements = expression && elementsOf(expression, scope);
  if (!elements || elements.length === 0) return {};
  const groups = elements.map((element): GroupReference => {
    const value = evaluate(element.expression, element.scope);
    const group = isUnknown(value) ? addressOfId(element.expression, element.scope) : readText(value);
    return group ?? { why: `The rules of the security group ${describe(element.expression)} are not known.` };
  });
  const names = groups.map((group, index) => (typeof group === 'string' ? group : `unknown-${index}`));
  return { securityGroups: { value: names }, ingressRules: rulesOf(groups) };
}

const KEYS: readonly string[] = ['aws_kms_key', 'aws_kms_external_key', 'aws_kms_replica_key'];

function readKey({ blocks }: Block, scope: Scope): Derived {
  const options = blocks.filter(({ type }) => type === 'encryption_options');
  const expression = options.length === 1 ? options[0]?.attributes.get('kms_key_id') : undefined;
  const key = expression && referenceOf(expression, scope);
  return key && KEYS.includes(key.type) && ['arn', 'id', 'key_id'].includes(key.attribute)
    ? { kmsKeyId: { value: COMPUTED } }
    : {};
}
