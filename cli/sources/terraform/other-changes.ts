import type { BrokerChange } from '../../../checks/change-checks.ts';
import { readName, readObject } from '../../../checks/json.ts';
import type { Reading } from '../reading.ts';
import type { Change } from './changes.ts';
import { brokerBefore, effectOf, readChange } from './changes.ts';
import type { JsonObject, Resource } from './resources.ts';
import { addressOf, isCertainlyBroker, isUnread, MAY_HOLD_BROKERS, objectsIn } from './resources.ts';

/** What a plan does to resources of other types that are, or may create, brokers. */
export function changesOfOthers(resourceChanges: unknown): readonly Reading[] {
  // What cannot be read is a problem already.
  return objectsIn(resourceChanges, 'resource_changes', []).flatMap((entry) => {
    const { type, mode } = entry;
    if (typeof type !== 'string' || mode === 'data' || !MAY_HOLD_BROKERS.includes(type)) return [];
    const change = readChange(entry);
    const before = { isData: false, type, values: change.change.before };
    const effect = isUnread(before) ? changeOf(before, change) : undefined;
    if (!effect || effect.effect === 'none') return [];
    const broker = brokerBefore(change);
    const previous = { ...broker, address: change.previousAddress };
    return [{ broker, address: addressOf(change), change: effect, before: previous, isChangeOnly: true }];
  });
}

function changeOf(before: Resource, change: Change): BrokerChange | undefined {
  const found = effectOf([change]);
  const values = readObject(before.values);
  if (values.template_body === undefined && isCertainlyBroker(before))
    return { ...found, engineType: engineOf(values) };
  const { effect, isKept } = found;
  const name = change.address ?? before.type;
  const mayDelete = (why: string): BrokerChange => ({ effect: 'may-delete', engineType: undefined, why });
  if (effect === 'none') {
    const isWithout = change.actions.includes('update') && !isUnread({ ...before, values: change.change.after });
    return isWithout ? mayDelete(`${name} may have had brokers, and will have none`) : undefined;
  }
  return isKept ? undefined : mayDelete(`${name} may have brokers`);
}

/** In an `aws_cloudcontrolapi_resource`, the properties are JSON. */
function engineOf({ engine_type: engineType, properties, desired_state: desired }: JsonObject): string | undefined {
  return readName(engineType) ?? readName(engineIn(properties)) ?? readName(engineIn(desired));
}

function engineIn(properties: unknown): unknown {
  try {
    return typeof properties === 'string' ? readObject(JSON.parse(properties)).EngineType : undefined;
  } catch {
    return undefined;
  }
}
