import { withoutKeys } from '../addresses.ts';
import { placeOf } from '../broker.ts';
import type { NetworkResource } from '../network-resource.ts';
import { NETWORK_TYPES } from '../network-resource.ts';
import type { StandIn } from './attributes.ts';
import { readAttributes } from './attributes.ts';
import { evaluate } from './evaluate.ts';
import { instancesOf } from './expand.ts';
import { referenceOf } from './reference.ts';
import type { Scope } from './scope.ts';
import type { Block, Expression } from './syntax.ts';

/** The types of the resources whose ranges rules often name. */
const RANGE_TYPES: readonly string[] = ['aws_vpc', 'aws_subnet'];

/** The types of the resources that decide who is let in, or say where from. */
export const READ_TYPES: readonly string[] = [...NETWORK_TYPES, ...RANGE_TYPES];

/** A block of one of the {@link READ_TYPES}, and the scope of the module that it is in. */
export interface NetworkBlock {
  readonly block: Block;
  readonly scope: Scope;
  /** The address, without keys, of the innermost module that it is in of which it is not known how many there are. */
  readonly uncertainModule?: string | undefined;
}

/** The security groups, rules and prefix lists of a configuration. In place of an ID that is not known is an address. */
export function readNetwork(blocks: readonly NetworkBlock[]): readonly NetworkResource[] {
  const isRange = ({ block }: NetworkBlock) => RANGE_TYPES.includes(block.labels[0] ?? '');
  const ranges = new Map(
    blocks.filter(isRange).map((each) => [`${each.scope.prefix}${each.block.labels.join('.')}`, each]),
  );
  const standIn: StandIn = (expression, scope) => addressOfId(expression, scope) ?? rangeOf(expression, scope, ranges);
  return blocks.flatMap((each) => {
    if (isRange(each)) return [];
    const { block, scope, uncertainModule } = each;
    const [type = '', name = ''] = block.labels;
    return instancesOf(block, scope).map((instance): NetworkResource => {
      scope.effort.step();
      const { values, unknown } = readAttributes(block, instance.scope, standIn);
      const place = placeOf({ values }, { unknown, isComplete: true });
      const mayBeAbsent = (group: NetworkResource) =>
        !instance.isExact || !withoutKeys(group.address).startsWith(uncertainModule ?? '');
      return { address: `${scope.prefix}${type}.${name}${instance.key}`, type, place, mayBeAbsent };
    });
  });
}

/** The address of the resource whose ID an expression is, for those of the {@link NETWORK_TYPES}. */
export function addressOfId(expression: Expression, scope: Scope): string | undefined {
  const reference = referenceOf(expression, scope);
  const isId = reference !== undefined && NETWORK_TYPES.includes(reference.type) && reference.attribute === 'id';
  return isId ? reference.address : undefined;
}

/** The range of a VPC or subnet that an expression is, if its block says it. */
function rangeOf(expression: Expression, scope: Scope, ranges: ReadonlyMap<string, NetworkBlock>): string | undefined {
  const reference = referenceOf(expression, scope);
  if (!reference || !['cidr_block', 'ipv6_cidr_block'].includes(reference.attribute)) return undefined;
  const declared = ranges.get(reference.address.replace(/\[[^\]]*\]$/, ''));
  const range = declared?.block.attributes.get(reference.attribute);
  const value = range && declared && evaluate(range, declared.scope);
  return typeof value === 'string' ? value : undefined;
}
