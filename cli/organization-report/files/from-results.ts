import type { Verdict } from '../../../checks/check.ts';
import { isObject, quote, readObject, readText } from '../../../checks/json.ts';
import { InputError } from '../../sources/input/input-error.ts';
import { count } from '../../text/count.ts';
import { keyOf } from '../identity.ts';
import type { ReportedAccount, ReportedBroker, ReportedExemption, ReportedPlace, ReportProblem } from '../report.ts';
import { DAY } from '../report-schema.ts';
import type { FileFacts, FileOptions, Part } from './part.ts';
import type { FoundResult, ParametersOfFile } from './reported-result.ts';
import { exemptResults, isOutOfScope, resultsOf } from './reported-result.ts';

type Json = Readonly<Record<string, unknown>>;

/** A result of a report of `evaluate` or `scan`, once its members are read. */
interface Entry extends FoundResult {
  readonly source: string;
  readonly address?: string | undefined;
  readonly identity: Pick<ReportedBroker, 'arn' | 'id' | 'name' | 'accountId' | 'region'>;
  readonly unseen: boolean;
  readonly inScope: boolean;
}

/** Whether a value is a report that `evaluate` or `scan` wrote, of whatever version. */
export function claimsToBeResults(value: unknown): value is Json & { readonly results: readonly unknown[] } {
  return isObject(value) && Array.isArray(value.results) && isObject(value.summary) && 'version' in value;
}

/**
 * What a report of `evaluate` or `scan` tells, which has the results of each broker.
 * @throws InputError if it is of another version, or broken
 */
export function fromResults(
  path: string,
  value: Json & { readonly results: readonly unknown[] },
  options: FileOptions,
): FileFacts {
  if (value.version !== 2) {
    throw new InputError(`is a report of version ${quote(value.version)}. Expected version 2: evaluate or scan again.`);
  }
  const entries = value.results.map(toEntry);
  const known = new Set(options.checks.map(({ id }) => id));
  const ofBrokers = entries.filter(({ unseen, check }) => !unseen && known.has(check));
  const problems = toProblems(value.problems);
  const parts: Part[] = [];
  const scanned = new Map<string, ReportedBroker[]>();
  const loose: ReportedBroker[] = [];
  const parametersOf = readParameters(value.checkParameters);
  for (const group of groupByBroker(ofBrokers)) {
    const [{ source } = { source: '' }] = group;
    const inPlace = isPlace(source) ? scanned : undefined;
    if (inPlace && !inPlace.has(source)) inPlace.set(source, []);
    if (isOutOfScope(group)) continue;
    const ofSource = inPlace?.get(source) ?? loose;
    ofSource.push(toBroker(group, path, { options, number: loose.length, parametersOf }));
  }
  const places = readPlaces(value.places);
  for (const source of [...problems.map((problem) => problem.source), ...places.keys()]) {
    if (isPlace(source) && !scanned.has(source)) scanned.set(source, []);
  }
  for (const [source, brokers] of scanned) {
    const { readAt, isComplete = true } = places.get(source) ?? {};
    const found = problems.filter((problem) => problem.source === source).map(({ message }) => message);
    const reasons = isComplete || found.length > 0 ? found : ['It was not read completely.'];
    parts.push({ path, brokers, readAt, place: { ...toPlace(source, reasons, brokers), readAt } });
  }
  const left = new Set(entries.filter(({ unseen, check }) => !unseen && !known.has(check)).map(({ check }) => check));
  return {
    parts: [...parts, { path, brokers: loose }],
    accounts: [...places.values()].map(({ account }) => account),
    problems: [
      ...problems.filter(({ source }) => !isPlace(source)),
      ...leftOutAccounts(value.notices),
      ...entries.filter(({ unseen }) => unseen).map(({ source, detail }) => ({ source, message: detail })),
    ],
    notices:
      left.size > 0
        ? [`${path}: the results of ${count(left.size, 'other check')} were left out: ${[...left].join(', ')}.`]
        : [],
  };
}

interface Scanned {
  readonly account: ReportedAccount;
  /** When the reading began, in ISO 8601. */
  readonly readAt: string | undefined;
  readonly isComplete: boolean;
}

/** Where a scan looked, by account and region, or by account if it could not enter that. */
function readPlaces(value: unknown): ReadonlyMap<string, Scanned> {
  const places = (Array.isArray(value) ? value : []).flatMap((place: unknown): [string, Scanned][] => {
    const { accountId, accountName, accountUnit, region, readAt: at, isComplete } = readObject(place);
    const [id, name, unit] = [accountId, accountName, accountUnit].map(readText);
    if (id === undefined || !/^\d{12}$/.test(id)) return [];
    const time = Date.parse(readText(at) ?? '');
    const readAt = Number.isNaN(time) ? undefined : new Date(time).toISOString();
    const scanned = { account: { id, name, unit }, readAt, isComplete: isComplete !== false };
    return [[region === undefined ? id : `${id}/${region}`, scanned]];
  });
  return new Map(places);
}

const VERDICTS: readonly unknown[] = ['pass', 'fail', 'skip', 'unknown', 'exempt'] satisfies readonly Verdict[];

function toEntry(value: unknown, index: number): Entry {
  const result = readObject(value);
  const resource = readObject(result.resource);
  const [source, check, detail] = [result.source, result.check, result.detail].map(readText);
  const { verdict } = result;
  if (source === undefined || check === undefined || detail === undefined || !VERDICTS.includes(verdict)) {
    throw new InputError(
      `is a broken report: results[${index}] lacks its source, check, verdict or detail. Write it again.`,
    );
  }
  const exemption = toExemption(result.exemption);
  if (verdict === 'exempt' && !exemption) {
    throw new InputError(
      `is a broken report: the exemption in results[${index}] lacks its reason, or a day such as 2027-03-31. Write it again.`,
    );
  }
  const [arn, id, name, accountId, region] = ['arn', 'id', 'name', 'accountId', 'region'].map((member) =>
    readText(resource[member]),
  );
  return {
    source,
    check,
    detail,
    verdict: verdict as Verdict,
    address: readText(result.address),
    identity: { arn, id, name, accountId: /^\d{12}$/.test(accountId ?? '') ? accountId : undefined, region },
    unseen: result.unseen === true,
    inScope: result.inScope === true,
    exemption,
  };
}

function toExemption(value: unknown): ReportedExemption | undefined {
  const { reason, until, daysLeft, ticket } = readObject(value);
  if (typeof reason !== 'string' || !new RegExp(`^${DAY}$`).test(String(until))) return undefined;
  return { reason, until: String(until), daysLeft: Number(daysLeft), ticket: readText(ticket) };
}

/** Values that are no texts are not known. */
function readParameters(value: unknown): ParametersOfFile {
  const byCheck = readObject(value);
  return (check) => {
    if (!Object.hasOwn(byCheck, check)) return undefined;
    const texts = Object.entries(readObject(byCheck[check])).flatMap(([name, text]): [string, string][] =>
      typeof text === 'string' ? [[name, text]] : [],
    );
    return Object.fromEntries(texts);
  };
}

/** The results of each broker, which follow each other. Two brokers that nothing tells apart have a check twice. */
function groupByBroker(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups: Entry[][] = [];
  const latest = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { source, address, identity } = entry;
    const key = JSON.stringify([source, address ?? null, identity]);
    const group = latest.get(key);
    if (group && !group.some(({ check }) => check === entry.check)) {
      group.push(entry);
      continue;
    }
    const started = [entry];
    latest.set(key, started);
    groups.push(started);
  }
  return groups;
}

interface Context {
  readonly options: FileOptions;
  /** How many brokers come before. */
  readonly number: number;
  readonly parametersOf: ParametersOfFile;
}

function toBroker(group: readonly Entry[], path: string, { options, number, parametersOf }: Context): ReportedBroker {
  const [{ source, address, identity } = { source: path, address: undefined, identity: {} }] = group;
  const results = resultsOf(
    group.map(({ check, verdict, detail, exemption }) => ({ check, verdict, detail, exemption })),
    options,
    parametersOf,
  );
  return {
    key: keyOf(identity, `${source}#${address ?? identity.name ?? number + 1}`),
    ...identity,
    name: identity.name ?? address,
    results: exemptResults(results, identity, { source, address }, options),
  };
}

/** Whether a source is an account and region, as `scan` names it. */
function isPlace(source: string): boolean {
  return /^\d{12}\/[a-z]+(-[a-z]+)+-\d+$/.test(source);
}

/** @param reasons why the scan could not list all its brokers */
function toPlace(source: string, reasons: readonly string[], brokers: readonly ReportedBroker[]): ReportedPlace {
  const [accountId = '', region = ''] = source.split('/');
  if (reasons.length === 0) return { accountId, region, visibility: 'seen' };
  const visibility = brokers.length > 0 ? 'partly' : 'not-seen';
  return { accountId, region, visibility, reason: `In the scan: ${reasons.join(' ')}` };
}

/** What a scan says of a whole account is that it was left out: its brokers, if any, are not in the report. */
function leftOutAccounts(notices: unknown): readonly ReportProblem[] {
  return notices === undefined ? [] : toProblems(notices).filter(({ source }) => /^\d{12}$/.test(source));
}

function toProblems(value: unknown): readonly ReportProblem[] {
  return (Array.isArray(value) ? value : []).map((problem: unknown) => {
    const { source, message } = readObject(problem);
    return { source: readText(source) ?? 'an unknown source', message: readText(message) ?? 'could not be read.' };
  });
}
