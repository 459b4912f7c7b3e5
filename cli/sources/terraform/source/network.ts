import { placeOf } from '../broker.ts';
import type { NetworkResource } from '../ingress.ts';
import { NETWORK_TYPES } from '../ingress.ts';
import { readAttributes } from './attributes.ts';
import { instancesOf } from './expand.ts';
import { referenceOf } from './reference.ts';
import type { Scope } from './scope.ts';
import type { Block, Expression } from './syntax.ts';

/** A block of one of the {@link NETWORK_TYPES}, and the scope of the module that it is in. */
export interface NetworkBlock {
  readonly block: Block;
  readonly scope: Scope;
}

/** The security groups, rules and prefix lists of a configuration. In place of an ID that is not known is an address. */
export function readNetwork(blocks: readonly NetworkBlock[]): readonly NetworkResource[] {
  return blocks.flatMap(({ block, scope }) => {
    const [type = '', name = ''] = block.labels;
    return instancesOf(block, scope).map((instance): NetworkResource => {
      scope.effort.step();
      const { values, unknown } = readAttributes(block, instance.scope, addressOfId);
      const place = placeOf({ values }, { unknown, isComplete: true });
      return { address: `${scope.prefix}${type}.${name}${instance.key}`, type, place };
    });
  });
}

/** The address of the resource whose ID an expression is, for those of the {@link NETWORK_TYPES}. */
export function addressOfId(expression: Expression, scope: Scope): string | undefined {
  const reference = referenceOf(expression, scope);
  const isId = reference !== undefined && NETWORK_TYPES.includes(reference.type) && reference.attribute === 'id';
  return isId ? reference.address : undefined;
}
