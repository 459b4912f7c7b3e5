import { printableJson } from '../../text/printable.ts';
import type { RawAnswer, RecordAnswer } from '../raw-answer.ts';
import type { KeptFile, OpenFile, UnfinishedFolder } from './folder.ts';
import { toJsonWithoutSecrets } from './secrets.ts';

/** Who read, as AWS STS says. */
interface Caller {
  readonly accountId: string;
  readonly arn: string;
}

/** The answers of an operation, in one file, a line each. */
interface KeptAnswers {
  readonly service: string;
  readonly operation: string;
  readonly path: string;
  readonly answers: number;
  /** When the first and the last of them came. */
  readonly from: string;
  readonly to: string;
}

/** What {@link keepAnswers} has kept. */
export interface Answers {
  readonly caller: Caller | undefined;
  readonly readings: readonly KeptAnswers[];
  readonly files: readonly KeptFile[];
}

/**
 * Writes answers to files as they come, so that none stays in memory: `answers/<service>/<operation>.ndjson`.
 * An answer that could not be written does not disturb the reading: {@link end} throws for the first one.
 */
export function keepAnswers(folder: UnfinishedFolder): {
  readonly record: RecordAnswer;
  /** @throws NodeJS.ErrnoException if an answer could not be written */
  end(): Answers;
} {
  const open = new Map<string, { readonly file: OpenFile; readings: KeptAnswers }>();
  let caller: Caller | undefined;
  let failure: unknown;

  function keep(answer: RawAnswer): void {
    const { service, operation, at } = answer;
    const path = `answers/${slug(service)}/${slug(operation)}.ndjson`;
    const there = open.get(path) ?? {
      file: folder.open(path),
      readings: { service, operation, path, answers: 0, from: at, to: at },
    };
    open.set(path, there);
    there.file.add(`${printableJson(toJsonWithoutSecrets(answer))}\n`);
    there.readings = { ...there.readings, answers: there.readings.answers + 1, to: at };
  }

  return {
    record(answer) {
      if (hasCredentials(answer)) return;
      // The account of an assumed role is not that of the caller.
      if (answer.accountId === undefined) caller ??= callerOf(answer);
      if (failure !== undefined) return;
      try {
        keep(answer);
      } catch (error) {
        failure = error;
      }
    },
    end() {
      const kept = [...open.values()].toSorted((a, b) => (a.readings.path < b.readings.path ? -1 : 1));
      const files = kept.map(({ file }) => file.end());
      if (failure !== undefined) throw failure;
      return { caller, readings: kept.map(({ readings }) => readings), files };
    },
  };
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
function hasCredentials({ service, operation }: RawAnswer): boolean {
  return service === 'STS' && operation !== 'GetCallerIdentity';
}

function callerOf({ service, operation, output }: RawAnswer): Caller | undefined {
  if (service !== 'STS' || operation !== 'GetCallerIdentity') return undefined;
  const { Account, Arn } = output as { readonly Account?: string; readonly Arn?: string };
  return Account === undefined || Arn === undefined ? undefined : { accountId: Account, arn: Arn };
}

function slug(name: string): string {
  return name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '-')
    .replaceAll(/[^A-Za-z\d]+/g, '-')
    .toLowerCase();
}
