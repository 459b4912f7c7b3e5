import { readObject } from '../../checks/json.ts';
import type { Binding } from './definitions.ts';
import { PREDECLARED } from './exchange-type-table.ts';
import type { Refusal } from './refusal.ts';
import { isRefused, refuse } from './refusal.ts';
import type { Review } from './rows.ts';
import { keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { PAGES } from './target.ts';
import type { Topology } from './topology.ts';
import { keyOf } from './topology.ts';
import { TOPOLOGY_REFUSALS } from './topology-refusals.ts';
import { hasNull } from './values.ts';

export interface BindingContext {
  readonly target: TargetVersion;
  readonly exchanges: Topology;
  readonly queues: Topology;
}

export function reviewBinding(binding: Binding, context: BindingContext): Review<Binding> {
  if (binding.source === '') {
    return leaveOut(
      remark(
        'comes from the default exchange, which binds every queue automatically.',
        'Leave it out.',
        PAGES.definitions,
      ),
    );
  }
  if (!['queue', 'exchange'].includes(binding.destination_type)) {
    return leaveOut(refuse(TOPOLOGY_REFUSALS.badDestinationType));
  }
  const missing = findMissingEnd(binding, context);
  if (missing) return missing;
  const refusal = findRefusal(binding, context);
  if (refusal) return leaveOut(refuse(refusal));
  if (binding.routing_key !== undefined) return keep(binding);
  return keep({ ...binding, routing_key: '' }, refuse(TOPOLOGY_REFUSALS.bindingWithoutKey));
}

function findMissingEnd(binding: Binding, { exchanges, queues }: BindingContext): Review<Binding> | undefined {
  const { source, destination, destination_type: type, vhost } = binding;
  const toQueue = type === 'queue';
  const ends = [
    { name: source, topology: exchanges, leads: 'leads from an exchange', isExchange: true },
    {
      name: destination,
      topology: toQueue ? queues : exchanges,
      leads: `leads to ${toQueue ? 'a queue' : 'an exchange'}`,
      isExchange: !toQueue,
    },
  ];
  for (const { name, topology, leads, isExchange } of ends) {
    const { all, kept, ofFederation } = topology;
    const key = keyOf({ name, ...(vhost !== undefined && { vhost }) });
    if (all === undefined || kept.has(key) || (isExchange && PREDECLARED.has(name))) continue;
    if (ofFederation.has(key)) {
      return leaveOut(remark(`${leads} that federation created.`, 'Leave it out too.', PAGES.federated));
    }
    return leaveOut(
      all.has(key)
        ? lost(`${leads} that is lost.`, 'Create a binding for what replaces it.')
        : refuse(TOPOLOGY_REFUSALS.missingEnd, `${leads} that is not in the export`),
    );
  }
  return undefined;
}

const MATCHES: readonly unknown[] = [undefined, 'all', 'any', 'all-with-x', 'any-with-x'];
const MAX_WEIGHT = 10_000;

/** Why the exchange that a binding leads from would refuse it. */
function findRefusal(binding: Binding, { target, exchanges }: BindingContext): Refusal | undefined {
  const { source, vhost, routing_key: key = '' } = binding;
  const args = readObject(binding.arguments);
  if (hasNull(args)) return TOPOLOGY_REFUSALS.nullInBinding;
  const type =
    PREDECLARED.get(source) ?? exchanges.types.get(keyOf({ name: source, ...(vhost !== undefined && { vhost }) }));
  switch (type) {
    case 'headers':
      return MATCHES.includes(args['x-match']) ? undefined : TOPOLOGY_REFUSALS.badMatch;
    case 'x-consistent-hash':
      if (!/^\+?\d+$/.test(key) || Number(key) < 1) return TOPOLOGY_REFUSALS.badWeight;
      return Number(key) > MAX_WEIGHT && isRefused(TOPOLOGY_REFUSALS.heavyWeight, target)
        ? TOPOLOGY_REFUSALS.heavyWeight
        : undefined;
    case 'x-jms-topic':
      return typeof args.rjms_erlang_selector === 'string' ? undefined : TOPOLOGY_REFUSALS.withoutSelector;
    default:
      return undefined;
  }
}
