import { count } from '../../text/count.ts';
import { enumerate } from '../../text/enumerate.ts';
import type { ReportedAccount, ReportProblem } from '../report.ts';
import type { Membership } from './accounts.ts';
import type { Coverage } from './places.ts';
import { placeKey, recordsBrokers } from './places.ts';
import type { RecordedBroker } from './port.ts';
import type { WhereToRead } from './read-results.ts';

/** What a report is about. */
export interface Scope {
  readonly accounts: readonly ReportedAccount[];
  /** RabbitMQ brokers, and those whose engine is not known. */
  readonly brokers: readonly RecordedBroker[];
  /** Those in accounts that are not active. */
  readonly leftOut: readonly RecordedBroker[];
  readonly notices: readonly string[];
}

/** Leaves out what a report is not about: other engines, other regions, and accounts that are not active. */
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
  return {
    accounts: [...(members ?? []), ...others.map((id) => ({ id }))],
    brokers,
    leftOut: wanted.filter(({ accountId }) => inactive.has(accountId)),
    notices:
      members !== undefined && others.length > 0
        ? [`The aggregator shows brokers of ${others.join(', ')}, which AWS Organizations does not list.`]
        : [],
  };
}

/** Brokers that are in no number of the report, because their accounts are not active. */
export function explainLeftOut(name: string, { leftOut }: Scope): readonly ReportProblem[] {
  if (leftOut.length === 0) return [];
  const accounts = enumerate([...new Set(leftOut.map(({ accountId }) => accountId))].toSorted());
  const message =
    `It shows ${count(leftOut.length, 'broker')} in accounts that are not active: ${accounts}. They are not in this ` +
    'report. Look in AWS Organizations whether the accounts are still needed.';
  return [{ source: `aggregator ${name}`, message }];
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
 * Where results may be: in accounts that have a recorder, even one that is stopped, or brokers. The schedule evaluates
 * brokers that AWS Config has not recorded.
 */
export function placesToRead(
  { accounts, brokers }: Pick<Scope, 'accounts' | 'brokers'>,
  regions: readonly string[],
  coverage: Coverage,
): WhereToRead {
  const withBrokers = new Set(brokers.map(placeKey));
  const recording = recordsBrokers(coverage);
  const toRead = accounts.flatMap(({ id }) => {
    const own = regions.filter(
      (region) => withBrokers.has(placeKey({ accountId: id, region })) || recording(id, region) !== 'no',
    );
    return own.length === 0 ? [] : [{ accountId: id, regions: own }];
  });
  return { accounts: toRead, regions };
}
