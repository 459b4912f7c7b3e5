import { readObject } from '../../../checks/json.ts';
import { evaluate } from '../../report/results.ts';
import { InputError } from '../../sources/input/input-error.ts';
import type { BrokerProperties } from '../../sources/properties.ts';
import { readProperties } from '../../sources/properties.ts';
import type { Reading } from '../../sources/reading.ts';
import { readSources } from '../../sources/sources.ts';
import { keyOf } from '../identity.ts';
import type { ReportedBroker } from '../report.ts';
import type { FileFacts, FileOptions } from './part.ts';
import { isOutOfScope, resultsOf } from './reported-result.ts';

/**
 * Reads a file or folder as `evaluate` does.
 * @throws InputError if a file cannot be used at all
 */
export async function readOther(
  path: string,
  stdin: AsyncIterable<Uint8Array | string>,
  options: FileOptions,
): Promise<FileFacts> {
  const exclude = { globs: [], folder: '.', from: 'report', isWhole: false };
  const brokers: ReportedBroker[] = [];
  const problems: { source: string; message: string }[] = [];
  const notices: string[] = [];
  for await (const { source, readings, ...found } of readSources([path], { stdin, parameters: [], exclude })) {
    options.onRead?.(source, false);
    const [problem] = found.problems;
    if (problem !== undefined && source === path && readings.length === 0) throw new InputError(problem);
    for (const message of found.problems) problems.push({ source, message });
    for (const notice of found.notices) notices.push(`${source}: ${notice}`);
    for (const reading of readings) {
      if (reading.unseen !== undefined) problems.push({ source, message: reading.unseen });
      else if (!reading.isChangeOnly) brokers.push(...toReported(reading, source, options, brokers.length));
    }
  }
  return { parts: [{ path, brokers }], accounts: [], problems, notices };
}

/** A broker with its results. @returns none for a broker that is out of scope */
export function toReported(
  reading: Reading,
  source: string,
  options: FileOptions,
  number: number,
  record: unknown = reading.describe?.(),
): readonly ReportedBroker[] {
  const { broker, address } = reading;
  const results = evaluate(source, reading, options.checks, options.exempt);
  if (isOutOfScope(results)) return [];
  const { arn, id, name, accountId, region, deploymentMode } = broker;
  const identity = { arn, id, name: name ?? address, accountId, region };
  const place = `${source}#${address ?? name ?? number + 1}`;
  return [
    {
      key: keyOf(identity, place),
      ...identity,
      ...propertiesOf(readProperties(readObject(record))),
      deploymentMode,
      results: resultsOf(results, options),
    },
  ];
}

/** In a template, what is not known is a text of another form. */
const FORMS = { engineVersion: /^\d[\d.]*$/, hostInstanceType: /^mq\.[a-z0-9.-]+$/ } as const;

function propertiesOf({ engineVersion = '', hostInstanceType = '', createdAt = '', tags }: BrokerProperties) {
  const created = Date.parse(createdAt);
  return {
    engineVersion: FORMS.engineVersion.test(engineVersion) ? engineVersion : undefined,
    hostInstanceType: FORMS.hostInstanceType.test(hostInstanceType) ? hostInstanceType : undefined,
    createdAt: Number.isNaN(created) ? undefined : new Date(created).toISOString(),
    tags: tags && Object.fromEntries(tags),
  };
}
