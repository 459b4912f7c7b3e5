import { dirname, resolve } from 'node:path';
import { count } from '../../../text/count.ts';
import { isInside } from '../../input/inside.ts';
import type { SourceFindings } from '../../reading.ts';
import { listNames } from '../../skipped.ts';
import { withoutKeys } from '../addresses.ts';
import type { Resource } from '../resources.ts';
import { isCertainlyBroker, isUnread, list, unseenIn } from '../resources.ts';
import type { RootFindings, UnreadCall } from './read.ts';
import type { Found } from './read-broker.ts';
import { describeUnreadCalls } from './unread-calls.ts';

/** A root module after its evaluation. */
export interface EvaluatedRoot extends RootFindings {
  readonly folder: string;
  /** Why it cannot be evaluated, as a sentence. */
  readonly problem?: string;
}

interface Run {
  /** The files that were given, by their absolute paths: what is in others is not reported. */
  readonly files: ReadonlyMap<string, string>;
  readonly planned: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly (readonly [path: string, problem: string])[];
}

/** The findings by files. A broker that is also in a plan is left to the plan. */
export function report(roots: readonly EvaluatedRoot[], { files, planned, problems }: Run): readonly SourceFindings[] {
  const bySource = new Map<string, Sorted>();
  const add = (source: string): Sorted => {
    const path = files.get(resolve(source)) ?? source;
    const sorted = bySource.get(path) ?? {
      brokers: [],
      planned: [],
      holders: [],
      absent: [],
      unreadCalls: [],
      problems: [],
    };
    bySource.set(path, sorted);
    return sorted;
  };
  const isGiven = ({ source }: { readonly source: string }) => files.has(resolve(source));
  const plans = createPlans(roots, planned);
  for (const root of roots) {
    for (const broker of root.brokers.filter(isGiven)) {
      const ofBroker = plans.of(broker, root);
      if (ofBroker.length > 0) add(broker.source).planned.push({ address: broker.reading.address, plans: ofBroker });
      else add(broker.source).brokers.push(broker);
    }
    for (const { resource, source } of root.holders.filter(isGiven)) add(source).holders.push(resource);
    for (const { address, source } of root.absent.filter(isGiven)) add(source).absent.push(address);
    const unreadCalls = plans.has(root) ? [] : root.unreadCalls;
    for (const call of unreadCalls.filter(isGiven)) add(call.source).unreadCalls.push(call);
    if (root.problem !== undefined) add(root.folder).problems.push(root.problem);
  }
  for (const [path, problem] of problems) add(path).problems.push(problem);
  return [...bySource].map(([source, sorted]) => ({ source, ...describe(sorted) }));
}

/** What is to be said of a file. */
interface Sorted {
  readonly brokers: Found[];
  readonly planned: { readonly address: string; readonly plans: readonly string[] }[];
  readonly holders: Resource[];
  readonly absent: string[];
  readonly unreadCalls: UnreadCall[];
  readonly problems: string[];
}

/**
 * Finds the plans that a root module has. A plan is of the root module in whose folder it is, else of the only one above
 * or below that may have all of its brokers.
 */
function createPlans(roots: readonly EvaluatedRoot[], planned: ReadonlyMap<string, readonly string[]>) {
  const addresses = new Map<string, string[]>();
  for (const [address, plans] of planned) {
    for (const plan of plans) addresses.set(plan, [...(addresses.get(plan) ?? []), address]);
  }
  const ownerOf = (plan: string): EvaluatedRoot | undefined => {
    const folder = resolve(dirname(plan));
    const own = roots.find((root) => resolve(root.folder) === folder);
    if (own) return own;
    const near = roots.filter(
      (root) =>
        (isInside(folder, resolve(root.folder)) || isInside(resolve(root.folder), folder)) &&
        (addresses.get(plan) ?? []).every((address) => mayHave(root, address)),
    );
    return near.length === 1 ? near[0] : undefined;
  };
  const owners = new Map([...addresses.keys()].map((plan) => [plan, ownerOf(plan)]));

  function of({ reading: { address }, isExact }: Found, root: EvaluatedRoot): readonly string[] {
    const same = isExact ? (other: string) => other === address : (other: string) => isSame(other, address);
    return [...owners]
      .filter(([plan, owner]) => owner === root && addresses.get(plan)?.some(same))
      .map(([plan]) => plan);
  }

  /** Whether there is a plan of a root module. It has all modules. */
  function has(root: EvaluatedRoot): boolean {
    return [...owners.values()].includes(root);
  }

  return { of, has };
}

function isSame(a: string, b: string): boolean {
  return withoutKeys(a) === withoutKeys(b);
}

function mayHave({ brokers, unreadCalls }: EvaluatedRoot, address: string): boolean {
  return (
    brokers.some(({ reading }) => isSame(reading.address, address)) ||
    unreadCalls.some((call) => withoutKeys(address).startsWith(`${withoutKeys(call.address)}.`))
  );
}

function describe(sorted: Sorted): Omit<SourceFindings, 'source'> {
  const { brokers, planned, holders, absent, unreadCalls, problems } = sorted;
  const certain = holders.filter(isCertainlyBroker);
  const possible = holders.filter((holder) => !isCertainlyBroker(holder) && isUnread(holder));
  const calls = describeUnreadCalls(unreadCalls);
  const notices: string[] = [];
  if (planned.length > 0) {
    const plans = [...new Set(planned.flatMap((broker) => broker.plans))];
    const addresses = list(planned.map(({ address }) => address));
    notices.push(`skipped ${count(planned.length, 'broker')} that a plan has too (${listNames(plans)}): ${addresses}.`);
  }
  if (absent.length > 0) {
    notices.push(
      `skipped ${count(absent.length, 'broker')} without an instance, by count or for_each: ${list(absent)}.`,
    );
  }
  notices.push(...calls.notices);
  if (possible.length > 0) {
    const addresses = list(possible.map(({ address }) => address));
    notices.push(
      `skipped ${count(possible.length, 'resource')} that may create brokers: ${addresses}. Evaluate a plan to include them.`,
    );
  }
  return {
    readings: [...brokers.map(({ reading }) => reading), ...unseenIn(certain), ...calls.readings],
    problems,
    notices,
  };
}
