import type { Fact } from '../../../checks/facts.ts';
import { isObject, readObject } from '../../../checks/json.ts';
import { count } from '../../text/count.ts';
import { InputError } from '../input/input-error.ts';
import type { Findings, Reading } from '../reading.ts';
import { adviceFor } from './advice.ts';
import { brokerOf, placeOf } from './broker.ts';
import type { Change } from './changes.ts';
import { brokerBefore, changesOfBrokers, effectOf, isEnd } from './changes.ts';
import { readConfiguration } from './configuration.ts';
import { describeAttributes } from './describe.ts';
import { createNetwork } from './network.ts';
import { changesOfOthers } from './other-changes.ts';
import { planFacts } from './plan-facts.ts';
import { plannedNetwork } from './plan-network.ts';
import { createPasswords, hasConstantPassword } from './plan-password.ts';
import type { JsonObject, Resource } from './resources.ts';
import { addressOf, countSkipped, isManagedBroker, list, objectsIn, resourcesIn, unseenIn } from './resources.ts';

/**
 * Reads a plan: the brokers as they will be after apply.
 * https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 * @param wanted the facts that are read of each broker, if that is costly; by default all
 * @throws InputError if there are no planned values
 */
export function readPlan(plan: JsonObject, wanted?: ReadonlySet<Fact>): Findings {
  const { root_module: rootModule } = readObject(plan.planned_values);
  if (!isObject(rootModule)) {
    throw new InputError(
      'is a Terraform plan without planned_values.root_module. Expected the complete output of "terraform show -json".',
    );
  }
  const problems: string[] = [];
  const resources = resourcesIn(rootModule, problems);
  const changes = changesOfBrokers(plan.resource_changes, 'resource_changes', problems);
  const forgotten = new Set(
    changes.filter((change) => change.actions.includes('forget')).map(({ address }) => address),
  );
  const planned = resources
    .filter(isManagedBroker)
    // The planned values may include what Terraform forgets, but without values.
    .filter(({ address, values }) => isObject(values) || !forgotten.has(address));
  const { otherResources, notices } = countSkipped(resources);
  return {
    readings: [
      ...readPlanned(planned, changes, plan, { resources, wanted }),
      ...readGone(planned, changes),
      ...changesOfOthers(plan.resource_changes),
      ...unseenIn(resources),
    ],
    problems: [...problems, ...whatIsLeftOut(plan, planned, changes)],
    otherResources,
    notices: [...describeForgotten(changes), ...notices],
  };
}

function readPlanned(
  brokers: readonly Resource[],
  changes: readonly Change[],
  plan: JsonObject,
  { resources, wanted }: { readonly resources: readonly Resource[]; readonly wanted: ReadonlySet<Fact> | undefined },
): readonly Reading[] {
  const entries = entriesByAddress(changes);
  const wants = (fact: Fact) => wanted?.has(fact) ?? true;
  const configuration = readConfiguration(plan.configuration);
  const rulesOf = createNetwork(() => plannedNetwork(resources, plan.resource_changes, configuration), 'the plan');
  const passwordOf = createPasswords(plan, configuration, resources);
  return brokers.map((resource) => {
    const { address, values } = resource;
    const ofBroker = (address !== undefined && entries.get(address)) || [];
    // Two entries for the same broker contradict each other.
    const entry = ofBroker.length === 1 ? ofBroker[0] : undefined;
    const change = entry?.change;
    // The planned values do not include a value that is known only after apply.
    const known = { unknown: change?.after_unknown, isComplete: isObject(change?.after_unknown) };
    const isCreated = entry?.actions.includes('create') === true;
    const place = placeOf(resource, known);
    const derived = planFacts({ address, place, configuration, rulesOf, passwordOf, isCreated }, wants);
    const broker = brokerOf(resource, { source: 'the plan', ...known, derived, wanted });
    const advice = adviceFor({
      broker,
      values,
      change,
      // The check says it.
      hasConstantPassword: !wanted?.has('password') && hasConstantPassword(configuration, address),
    });
    const describe = () => describeAttributes(readObject(values), change?.after_unknown);
    const before = entry && { ...brokerBefore(entry), address: entry.previousAddress };
    return { broker, address, isPlanned: true, change: effectOf(ofBroker), before, describe, advice };
  });
}

/** What becomes of the brokers that are not in the planned values. */
function readGone(planned: readonly Resource[], changes: readonly Change[]): readonly Reading[] {
  const addresses = new Set(planned.map(({ address }) => address));
  const unplanned = [...entriesByAddress(changes)].filter(([address]) => !addresses.has(address));
  const others = changes.filter((change) => !isCurrent(change)).map((change) => [change]);
  return [...unplanned.map(([, entries]) => entries), ...others].flatMap((entries) => {
    const change = effectOf(entries);
    const [entry] = entries;
    if (change.effect === 'none' || entry === undefined) return [];
    const broker = brokerBefore(entry);
    const before = { ...broker, address: entry.previousAddress };
    return [{ broker, address: addressOf(entry), change, before, isChangeOnly: true }];
  });
}

/** The entries that are not of deposed brokers. */
function entriesByAddress(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  return Map.groupBy(changes.filter(isCurrent), ({ address }) => address);
}

function isCurrent(change: Change): change is Change & { readonly address: string } {
  return change.address !== undefined && change.deposedKey === undefined;
}

function describeForgotten(changes: readonly Change[]): readonly string[] {
  const forgotten = changes.filter((change) => isEnd(change) && !change.actions.includes('delete'));
  if (forgotten.length === 0) return [];
  const stay = forgotten.length === 1 ? 'which stays in AWS' : 'which stay in AWS';
  return [`forgets ${count(forgotten.length, 'broker')}, ${stay}: ${list(forgotten.map(({ address }) => address))}.`];
}

/** What must not count as evaluated because it is not in the planned values. */
function whatIsLeftOut(plan: JsonObject, planned: readonly Resource[], changes: readonly Change[]): readonly string[] {
  const problems: string[] = [];
  const addresses = new Set(planned.map(({ address }) => address));
  const unplanned = changes.filter((change) => !isEnd(change) && !addresses.has(change.address));
  if (unplanned.length > 0) {
    problems.push(
      `changes ${count(unplanned.length, 'broker')} that its planned_values do not contain: ` +
        `${list(unplanned.map(({ address }) => address))}. Expected the complete output of "terraform show -json".`,
    );
  }
  const deferred = changesOfBrokers(deferredChanges(plan, problems), 'deferred_changes', problems);
  if (deferred.length > 0) {
    const deferredAddresses = deferred.map(({ address }) => address);
    const brokers = `${count(deferred.length, 'broker')} that ${deferred.length === 1 ? 'is' : 'are'} not evaluated`;
    problems.push(`defers ${brokers}: ${list(deferredAddresses)}. Apply this plan, and evaluate the next one.`);
  }
  if (isOther(plan.errored, false)) {
    problems.push('is a plan that ended in an error, so brokers may be missing. Fix the error, and plan again.');
  } else if (isOther(plan.complete, true)) {
    if (deferred.length === 0) {
      problems.push(
        'is a partial plan (complete is not true), so brokers may be missing. ' +
          'Expected a plan without -target and without deferred changes.',
      );
    }
  } else {
    const { values } = readObject(plan.prior_state);
    const known = new Set([...planned, ...changes].map(({ address }) => address));
    const missing = resourcesIn(readObject(readObject(values).root_module), problems)
      .filter((resource) => isManagedBroker(resource) && !known.has(resource.address))
      .map(({ address }) => address);
    if (missing.length > 0) {
      problems.push(
        `is a plan that leaves out ${count(missing.length, 'broker')} of the state: ${list(missing)}. ` +
          'Expected a plan without -target and -refresh-only.',
      );
    }
  }
  return problems;
}

function deferredChanges(plan: JsonObject, problems: string[]): readonly JsonObject[] {
  return objectsIn(plan.deferred_changes, 'deferred_changes', problems).map((deferred) =>
    readObject(deferred.resource_change),
  );
}

// Older versions do not have these members.
function isOther(value: unknown, usual: boolean): boolean {
  return value !== undefined && value !== usual;
}
