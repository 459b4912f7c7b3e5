import { fromBrokerSummary, fromDescribeBroker } from '../../checks/amazon-mq.ts';
import type { AwsAccount, DiscoveredBroker, Evaluation, RecordedResult } from '../../lambda/ports.ts';
import type { BrokerAnswer } from './brokers.ts';
import { listEntry } from './brokers.ts';

/** What is in an account. A page of every list is one element. */
export interface FakeState {
  readonly brokers?: readonly BrokerAnswer[];
  readonly discovered?: readonly DiscoveredBroker[];
  /** Each COMPLIANT, unless it says otherwise. */
  readonly recorded?: readonly RecordedResult[];
  /** What `GetResourceConfigHistory` has. */
  readonly item?: unknown;
}

export interface FakeAccount extends AwsAccount {
  /** The operations that were called, in order; `DescribeBroker` with its broker. */
  readonly calls: readonly string[];
  /** The batches that `PutEvaluations` was called with. */
  readonly batches: readonly (readonly Evaluation[])[];
}

/**
 * An account in memory.
 * @param overrides methods that do something else, such as failing
 */
export function createFakeAccount(state: FakeState = {}, overrides: Partial<AwsAccount> = {}): FakeAccount {
  const { brokers = [], discovered = [], recorded = [], item } = state;
  const calls: string[] = [];
  const batches: (readonly Evaluation[])[] = [];

  async function* pages<T>(operation: string, items: readonly T[]) {
    calls.push(operation);
    for (const one of items) yield [one];
  }

  return {
    calls,
    batches,
    async putEvaluations(token, evaluations, signal) {
      calls.push('PutEvaluations');
      batches.push(evaluations);
      return (await overrides.putEvaluations?.(token, evaluations, signal)) ?? [];
    },
    async itemAt(resourceId, time, signal) {
      calls.push('GetResourceConfigHistory');
      return overrides.itemAt ? await overrides.itemAt(resourceId, time, signal) : item;
    },
    async describeBroker(id, signal) {
      calls.push(`DescribeBroker ${id}`);
      if (overrides.describeBroker) return await overrides.describeBroker(id, signal);
      const answer = brokers.find(({ brokerId }) => brokerId === id);
      return answer && fromDescribeBroker(answer);
    },
    async ingressRules(groupIds, signal) {
      calls.push(`DescribeSecurityGroups ${groupIds.join(' ')}`);
      return (await overrides.ingressRules?.(groupIds, signal)) ?? [];
    },
    recordedResults:
      overrides.recordedResults ??
      (() =>
        pages(
          'GetComplianceDetailsByConfigRule',
          recorded.map((result) => ({ compliance: 'COMPLIANT', ...result })),
        )),
    discoveredBrokers: overrides.discoveredBrokers ?? (() => pages('ListDiscoveredResources', discovered)),
    listBrokers:
      overrides.listBrokers ??
      (() =>
        pages(
          'ListBrokers',
          brokers.map((answer) => fromBrokerSummary(listEntry(answer))),
        )),
  };
}

/** Pages that end in a failure after the first ones. */
export async function* failingPages<T>(pages: readonly (readonly T[])[], error: Error): AsyncGenerator<readonly T[]> {
  yield* pages;
  throw error;
}
