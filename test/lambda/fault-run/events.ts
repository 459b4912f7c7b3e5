import { createHash } from 'node:crypto';
import type { Call } from '../../../simulator/aws/call.ts';
import type { BrokerAnswer } from '../../support/brokers.ts';
import { configurationItem, describeAnswer } from '../../support/brokers.ts';
import { loadEvent, RESULT_TOKEN } from '../../support/events.ts';
import type { KnownBroker } from '../../support/faults.ts';
import { accountWith, FAULTS, truthOf } from '../../support/faults.ts';
import { FUNCTION_ACCOUNT } from '../../support/lambda-process.ts';

/** Numbers from 0 to 1 that depend on the names only, so that a run can be repeated whatever its calls wait for. */
export type Chance = (...names: readonly (string | number)[]) => number;

export function chanceOf(seed: string): Chance {
  return (...names) =>
    createHash('sha256')
      .update(JSON.stringify([seed, ...names]))
      .digest()
      .readUInt32BE() /
    2 ** 32;
}

function pick<T>(items: readonly T[], chance: number): T {
  return items[Math.floor(chance * items.length)] as T;
}

/** What a broker may be, with the result that is true of it by the contract of the checks. */
const KINDS: readonly (readonly [Partial<BrokerAnswer>, KnownBroker['truth']])[] = [
  [{}, 'COMPLIANT'],
  [{}, 'COMPLIANT'],
  [{ publiclyAccessible: true }, 'NON_COMPLIANT'],
  [{ logs: { general: false } }, 'NON_COMPLIANT'],
  [{ logs: { general: false, pending: { general: true } } }, 'NON_COMPLIANT'],
  [{ deploymentMode: 'SINGLE_INSTANCE' }, 'NON_COMPLIANT'],
  [{ engineType: 'ACTIVEMQ' }, 'NOT_APPLICABLE'],
  [{ brokerState: 'DELETION_IN_PROGRESS' }, 'NOT_APPLICABLE'],
  // Unknown, which is reported like this.
  [{ deploymentMode: 'NEW_MODE' }, 'NOT_APPLICABLE'],
];

const MOST_BROKERS = 6;

/** An account with brokers at random. */
export interface Member {
  readonly accountId: string;
  readonly account: ReturnType<typeof accountWith>;
  readonly known: readonly KnownBroker[];
  /** The one of which there are items. */
  readonly changed: KnownBroker;
  readonly truth: ReadonlyMap<string, string>;
}

/** The account with a number. The first is that of the function. */
export function memberWith(number: number, chance: Chance): Member {
  const accountId = number === 0 ? FUNCTION_ACCOUNT : String(200_000_000_000 + number);
  const first = number * 10;
  const count = 1 + Math.floor(chance(accountId, 'brokers') * MOST_BROKERS);
  const known = Array.from({ length: count }, (_, index) => {
    const [differences, truth] = pick(KINDS, chance(accountId, 'kind', index));
    return { broker: describeAnswer(first + index, differences), truth };
  });
  // An item has no state of deletion: it is deleted, or it is not.
  const stable = known.filter(({ broker }) => broker.brokerState === 'RUNNING');
  const changed = stable[0] ?? { broker: describeAnswer(first + count), truth: 'COMPLIANT' };
  const all = stable.length > 0 ? known : [...known, changed];
  const gone = describeAnswer(first + 9);
  const account = accountWith(all, gone, changed.broker);
  return { accountId, account, known: all, changed, truth: truthOf(all, gone) };
}

export type EventName = 'change-ok' | 'oversized' | 'scheduled';

const EVENT_NAMES: readonly EventName[] = ['change-ok', 'change-ok', 'oversized', 'scheduled'];

/** How likely a fault is in each call of an event: of most events, calls fail now and then; of some, most of them. */
const FAULTY = [0, 0.1, 0.1, 0.3, 0.8];

/** An event, and the faults of its calls. */
export interface Plan {
  readonly number: number;
  readonly name: EventName;
  readonly member: Member;
  readonly timeoutMs: number;
  readonly isFaulty: boolean;
  /** What comes instead of an answer to a call, if anything. */
  faultOf(call: Call, attempt: number): Error | undefined;
}

export function planOf(number: number, member: Member, chance: Chance): Plan {
  const likelihood = pick(FAULTY, chance(number, 'faulty'));
  return {
    number,
    member,
    name: pick(EVENT_NAMES, chance(number, 'name')),
    isFaulty: likelihood > 0,
    timeoutMs: likelihood > 0 ? 4_000 : 60_000,
    faultOf(call, attempt) {
      const names = [number, subjectOf(call), attempt];
      if (chance(...names, 'has a fault') >= likelihood) return undefined;
      const [name, fault] = pick(FAULTS, chance(...names, 'fault'));
      // Those take seconds.
      return /stalls|memory/.test(name) && chance(...names, 'slow') > 0.1 ? undefined : fault();
    },
  };
}

/** What is asked, and of what: an attempt to ask the same again has the same. */
export function subjectOf({ operation, input }: Call): string {
  const { brokerId, RoleArn, NextToken, nextToken, Evaluations } = input;
  const ids = (Evaluations as readonly { ComplianceResourceId: string }[] | undefined)?.map(
    ({ ComplianceResourceId }) => ComplianceResourceId,
  );
  return JSON.stringify([operation, brokerId, RoleArn, NextToken, nextToken, ids]);
}

/** The event of a plan, with a result token and a name of the rule that belong to its account. */
export function eventOf({ name, member, number }: Plan): Record<string, unknown> {
  const { accountId, changed } = member;
  const { configurationItemCaptureTime: _, ...item } = configurationItem(changed.broker);
  const invokingEvent = {
    scheduled: {},
    oversized: { configurationItemSummary: { resourceId: changed.broker.brokerId } },
    'change-ok': { configurationItem: item },
  }[name];
  const owned = { accountId, configRuleName: `rule-${accountId}`, resultToken: tokenOf(accountId, number) };
  return loadEvent(name, { ...owned, invokingEvent });
}

export function tokenOf(accountId: string, number: number): string {
  return `${RESULT_TOKEN}-${accountId}-${number}`;
}
