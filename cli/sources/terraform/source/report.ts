import { dirname, resolve } from 'node:path';
import { count } from '../../../text/count.ts';
import type { SourceFindings } from '../../reading.ts';
import { listNames } from '../../skipped.ts';
import { withoutKeys } from '../configuration.ts';
import type { Resource } from '../resources.ts';
import { isCertainlyBroker, isUnread, list, unseenIn } from '../resources.ts';
import type { Found, RootFindings } from './read.ts';

/** A root module after its evaluation. */
export interface EvaluatedRoot extends RootFindings {
  readonly folder: string;
  /** What cannot be used, each with its path. */
  readonly problems: ReadonlyMap<string, string>;
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
    const sorted = bySource.get(path) ?? { brokers: [], planned: [], holders: [], unreadCalls: [], problems: [] };
    bySource.set(path, sorted);
    return sorted;
  };
  const isGiven = ({ source }: { readonly source: string }) => files.has(resolve(source));
  const plansOf = createPlansOf(roots, planned);
  for (const root of roots) {
    for (const broker of root.brokers.filter(isGiven)) {
      const plans = plansOf(broker, root);
      if (plans.length > 0) add(broker.source).planned.push({ address: broker.reading.address, plans });
      else add(broker.source).brokers.push(broker);
    }
    for (const { resource, source } of root.holders.filter(isGiven)) add(source).holders.push(resource);
    for (const { address, source } of root.unreadCalls.filter(isGiven)) add(source).unreadCalls.push(address);
    for (const [path, problem] of root.problems) add(path).problems.push(problem);
  }
  for (const [path, problem] of problems) add(path).problems.push(problem);
  return [...bySource].map(([source, sorted]) => ({ source, ...describe(sorted) }));
}

/** What is to be said of a file. */
interface Sorted {
  readonly brokers: Found[];
  readonly planned: { readonly address: string; readonly plans: readonly string[] }[];
  readonly holders: Resource[];
  readonly unreadCalls: string[];
  readonly problems: string[];
}

/**
 * Finds the plans that have a broker. If several root modules have the same address, a plan is only of the one whose
 * folder it is in.
 */
function createPlansOf(roots: readonly EvaluatedRoot[], planned: ReadonlyMap<string, readonly string[]>) {
  const rootsByAddress = new Map<string, Set<EvaluatedRoot>>();
  for (const root of roots) {
    for (const { reading } of root.brokers) {
      const address = withoutKeys(reading.address);
      rootsByAddress.set(address, (rootsByAddress.get(address) ?? new Set()).add(root));
    }
  }
  const withoutTheirKeys = new Map([...planned].map(([address, plans]) => [withoutKeys(address), plans]));
  return ({ reading: { address }, isExact }: Found, root: EvaluatedRoot): readonly string[] => {
    const plans = (isExact ? planned.get(address) : withoutTheirKeys.get(withoutKeys(address))) ?? [];
    const isOnlyOne = (rootsByAddress.get(withoutKeys(address))?.size ?? 0) === 1;
    return isOnlyOne ? plans : plans.filter((plan) => resolve(dirname(plan)) === resolve(root.folder));
  };
}

function describe(sorted: Sorted): Omit<SourceFindings, 'source'> {
  const { brokers, planned, holders, unreadCalls, problems } = sorted;
  const certain = holders.filter(isCertainlyBroker);
  const possible = holders.filter((holder) => !isCertainlyBroker(holder) && isUnread(holder));
  const notices: string[] = [];
  if (planned.length > 0) {
    const plans = [...new Set(planned.flatMap((broker) => broker.plans))];
    const addresses = list(planned.map(({ address }) => address));
    notices.push(`skipped ${count(planned.length, 'broker')} that a plan has too (${listNames(plans)}): ${addresses}.`);
  }
  if (unreadCalls.length > 0) {
    notices.push(
      `skipped ${count(unreadCalls.length, 'module')} from outside the evaluated folders: ${list(unreadCalls)}. ` +
        'Evaluate a plan to include them.',
    );
  }
  if (possible.length > 0) {
    const addresses = list(possible.map(({ address }) => address));
    notices.push(
      `skipped ${count(possible.length, 'resource')} that may create brokers: ${addresses}. Evaluate a plan to include them.`,
    );
  }
  return {
    readings: [...brokers.map(({ reading }) => reading), ...unseenIn(certain)],
    problems,
    notices,
  };
}
