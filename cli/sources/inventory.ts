import { isObject, readText } from '../../checks/json.ts';
import { InputError } from './input/input-error.ts';
import { tryToParse } from './input/json-text.ts';
import type { Reading } from './reading.ts';
import { createRecogniser } from './recognise.ts';

/** A line of the file that `scan --output-inventory` writes: what it read in an account and region. */
export interface InventoryPage {
  /** An account and region such as `111122223333/eu-west-1`, or what could not be read instead: an account, a role. */
  readonly source: string;
  readonly place?: { readonly accountId: string; readonly region: string } | undefined;
  /** The brokers. Their account and region are those of the session that read them, as in the scan. */
  readonly readings: readonly Reading[];
  /** The answers of Amazon MQ that the readings are from. */
  readonly records: readonly unknown[];
  /** Why there may be more brokers, as sentences. Without problems, these are all. */
  readonly problems: readonly string[];
  /** What else the scan said, as sentences: that an account is suspended, for example. */
  readonly notices: readonly string[];
  /** When it was read, in ISO 8601. */
  readonly readAt?: string | undefined;
  readonly accountName?: string | undefined;
  /** The path of the organizational unit of the account. */
  readonly accountUnit?: string | undefined;
}

interface Line {
  readonly Source: string;
  readonly BrokerSummaries: readonly unknown[];
  readonly NextToken?: unknown;
  readonly Problems?: unknown;
  readonly Notices?: unknown;
  readonly Time?: unknown;
  readonly AccountName?: unknown;
  readonly AccountUnit?: unknown;
}

/** The lines of an inventory; `undefined` for any other text. @throws InputError if a line is broken */
export function readInventoryPages(text: string): readonly InventoryPage[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!isLine(tryToParse(lines[0] ?? ''))) return undefined;
  return lines.map((line, index) => {
    const page = tryToParse(line);
    if (isLine(page)) return toPage(page);
    throw new InputError(`is broken in line ${index + 1}, so no line was read. Scan again.`);
  });
}

function isLine(value: unknown): value is Line {
  return isObject(value) && typeof value.Source === 'string' && Array.isArray(value.BrokerSummaries);
}

function toPage({
  Source: source,
  BrokerSummaries: records,
  NextToken,
  Problems = [],
  ...others
}: Line): InventoryPage {
  const [, accountId, region] = /^(\d{12})\/([a-z0-9-]+)$/.exec(source) ?? [];
  const place = accountId === undefined || region === undefined ? undefined : { accountId, region };
  const recogniser = createRecogniser();
  recogniser.add(records);
  const { readings, problems: unusable } = recogniser.findings();
  const problems = [...readTexts(Problems), ...unusable];
  const isEnd = NextToken === undefined && Array.isArray(Problems) && Problems.length === 0;
  if (!isEnd && problems.length === 0) problems.push('was not read completely.');
  return {
    source,
    place,
    readings: place ? readings.map((reading) => ({ ...reading, broker: { ...reading.broker, ...place } })) : readings,
    records,
    problems,
    notices: readTexts(others.Notices),
    readAt: readTime(others.Time),
    accountName: readText(others.AccountName),
    accountUnit: readText(others.AccountUnit),
  };
}

function readTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((text) => readText(text) ?? []) : [];
}

function readTime(value: unknown): string | undefined {
  const time = Date.parse(readText(value) ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
