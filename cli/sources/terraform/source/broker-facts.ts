import type { Fact } from '../../../../checks/facts.ts';
import { COMPUTED } from '../../../../checks/facts.ts';
import { readText } from '../../../../checks/json.ts';
import { isUnambiguous } from '../../../rabbitmq/engine-version.ts';
import type { Attribute } from '../attribute.ts';
import { hasMark } from '../attribute.ts';
import type { Derived } from '../broker.ts';
import { isKeyReference } from '../broker.ts';
import type { GroupReference, RulesOf } from '../network.ts';
import type { Attributes } from './attributes.ts';
import { evaluate } from './evaluate.ts';
import { addressOfId } from './network.ts';
import type { PasswordOf } from './password.ts';
import { elementsOf, pathOf, referenceOf } from './reference.ts';
import type { Scope } from './scope.ts';
import type { Block } from './syntax.ts';
import { describe } from './syntax.ts';
import { isUnknown } from './value.ts';

/** What the facts of brokers are read with. */
export interface FactOptions {
  readonly rulesOf: RulesOf;
  readonly passwordOf: PasswordOf;
  readonly wanted: ReadonlySet<Fact> | undefined;
}

/** The facts of a broker for which its expressions, or other resources, are needed. */
export function brokerFacts(
  block: Block,
  scope: Scope,
  { unknown }: Attributes,
  { rulesOf, passwordOf, wanted }: FactOptions,
): Derived {
  // A change that is ignored is not one of these: an existing broker may have other values.
  const isIgnored = (name: string) =>
    typeof unknown[name] === 'string' && unknown[name].startsWith('in ignore_changes');
  const wants = (fact: Fact, name: string) => (wanted?.has(fact) ?? true) && !isIgnored(name);
  return {
    ...(wants('subnetIds', 'subnet_ids') ? { subnetIds: readSubnets(block, scope) } : {}),
    ...(wants('ingressRules', 'security_groups') ? readGroups(block, scope, rulesOf) : {}),
    ...(wants('kmsKeyId', 'encryption_options') && hasMark(unknown.encryption_options) ? readKey(block, scope) : {}),
    ...(wants('engineVersion', 'engine_version') ? readVersion(block) : {}),
    // Ignored or not, it is in the file.
    ...(wanted?.has('password') === false ? {} : { password: passwordOf(block, scope) }),
  };
}

/** Only their number matters, so a reference counts by what it refers to. Equal subnets count once. */
function readSubnets({ attributes }: Block, scope: Scope): Attribute {
  const expression = attributes.get('subnet_ids');
  const elements = expression && elementsOf(expression, scope);
  const subnets = elements?.map((element) => {
    const value = evaluate(element.expression, element.scope);
    return isUnknown(value) ? pathOf(element.expression, element.scope) : readText(value);
  });
  return subnets?.every((subnet) => subnet !== undefined) ? { value: subnets } : {};
}

/** A version that is written as a number. */
function readVersion({ attributes }: Block): Derived {
  const expression = attributes.get('engine_version');
  const isNumber = expression?.kind === 'literal' && typeof expression.value === 'number';
  return isNumber && isUnambiguous(expression.text) ? { engineVersion: { value: expression.text } } : {};
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

function readKey({ blocks }: Block, scope: Scope): Derived {
  const options = blocks.filter(({ type }) => type === 'encryption_options');
  const expression = options.length === 1 ? options[0]?.attributes.get('kms_key_id') : undefined;
  const key = expression && referenceOf(expression, scope);
  return key && isKeyReference(key.type, key.attribute) ? { kmsKeyId: { value: COMPUTED } } : {};
}
