import { count } from '../../text/count.ts';
import type { ReportedAccount } from '../report.ts';
import type { Membership } from './accounts.ts';
import type { Coverage } from './places.ts';
import { placeKey, recordsBrokers } from './places.ts';
import type { RecordedBroker } from './port.ts';
import type { AccountToRead } from './read-results.ts';

/** What a report is about. */
export interface Scope {
  readonly accounts: readonly ReportedAccount[];
  /** RabbitMQ brokers, and those whose engine is not known. */
  readonly brokers: readonly RecordedBroker[];
  readonly notices: readonly string[];
}

/** Leaves out what a report is not about: other engines, other regions, and accounts that are suspended or closed. */
export function chooseScope(
  recorded: readonly RecordedBroker[],
  membership: Membership,
  coverage: Coverage,
  regions: readonly string[] | undefined,
): Scope {
  const { inactive, members } = membership;
  const unique = new Map(recorded.map((broker) => [`${placeKey(broker)}/${broker.resourceId}`, broker]));
  const wanted = [...unique.values()].filter(
    ({ broker, region }) => broker.engineType !== 'ACTIVEMQ' && (regions?.includes(region) ?? true),
  );
  const brokers = wanted.filter(({ accountId }) => !inactive.has(accountId));
  const known = new Set((members ?? []).map(({ id }) => id));
  const others = accountsShown(brokers, coverage, members === undefined).filter(
    (id) => !known.has(id) && !inactive.has(id),
  );
  const left = wanted.length - brokers.length;
  return {
    accounts: [...(members ?? []), ...others.map((id) => ({ id }))],
    brokers,
    notices: [
      ...(left > 0 ? [`${count(left, 'broker')} in accounts that are suspended or closed were left out.`] : []),
      ...(members !== undefined && others.length > 0
        ? [`The aggregator shows brokers of ${others.join(', ')}, which AWS Organizations does not list.`]
        : []),
    ],
  };
}

/** @param isAll whether to name those without brokers too */
function accountsShown(
  brokers: readonly RecordedBroker[],
  { sources, recorders }: Coverage,
  isAll: boolean,
): readonly string[] {
  const ids = new Set(brokers.map(({ accountId }) => accountId));
  if (isAll && sources.ok) for (const { type, id } of sources.value) if (type === 'ACCOUNT' && id) ids.add(id);
  if (isAll && recorders.ok) for (const { accountId } of recorders.value) ids.add(accountId);
  return [...ids].toSorted();
}

/**
 * The accounts and regions in which results may be: those with brokers, and those where brokers are evaluated by schedule
 * although AWS Config does not record them. Rules need a recorder, even one that is stopped.
 */
export function placesToRead(
  { accounts, brokers }: Scope,
  regions: readonly string[],
  coverage: Coverage,
): readonly AccountToRead[] {
  const withBrokers = new Set(brokers.map(placeKey));
  const recording = recordsBrokers(coverage);
  return accounts.flatMap(({ id }) => {
    const own = regions.filter(
      (region) => withBrokers.has(placeKey({ accountId: id, region })) || recording(id, region) === 'perhaps',
    );
    return own.length === 0 ? [] : [{ accountId: id, regions: own }];
  });
}
