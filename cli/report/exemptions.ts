import { dirname, posix, resolve } from 'node:path';
import type { Verdict } from '../../checks/check.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { exemptFailures } from '../../checks/evaluation.ts';
import type { Exemption, ExemptionSubject } from '../../checks/exemption.ts';
import { daysLeft, hasEnded, isLike, matches, SOON_DAYS } from '../../checks/exemption.ts';
import type { LocatedExemption } from '../../checks/exemption-file.ts';
import { quote } from '../../checks/json.ts';
import type { ExemptionLimits } from '../../checks/read-exemption.ts';
import type { Reading } from '../sources/reading.ts';
import { count } from '../text/count.ts';
import { relativePath } from '../text/relative-path.ts';
import { readMetadata } from './metadata-exemptions.ts';

/** The exemption that accepts a failure: a member of the JSON output, which is a contract. */
export interface AcceptedBy {
  readonly reason: string;
  /** The last day, `YYYY-MM-DD`, in UTC. */
  readonly until: string;
  /** From today to the last day, 0 on that day. */
  readonly daysLeft: number;
  readonly ticket?: string | undefined;
  /** The file that has the exemption, and the line there. */
  readonly source: string;
  readonly line?: number | undefined;
}

/** A result of a check, with the exemption that accepts it. */
export type ExemptibleResult = Omit<CheckResult, 'exemption'> & { readonly exemption?: AcceptedBy };

/** Accepts failures of the broker of a reading. No other verdict changes. */
export type Exempt = (results: readonly CheckResult[], source: string, reading: Reading) => readonly ExemptibleResult[];

const IGNORED = 'the exemptions in its metadata are ignored.';

/** An exemption file that was read. */
export interface ExemptionFile {
  readonly path: string;
  readonly entries: readonly LocatedExemption[];
}

/** What was evaluated: files, or accounts with a region each. */
export type Evaluated =
  /** Not whole: there are others, which an exemption without `source` may be about. */
  | { readonly sources: readonly string[]; readonly isWhole: boolean }
  | { readonly places: readonly { readonly account: string; readonly region: string }[] };

/** A sentence on an exemption, and where that is. */
interface ExemptionRemark {
  readonly source: string;
  readonly line?: number | undefined;
  readonly message: string;
}

interface Entry {
  readonly exemption: Exemption;
  readonly source: string;
  readonly line?: number | undefined;
  /** Whether it is in the metadata of a resource. */
  readonly isInline: boolean;
  /** What the checks said of the brokers that it matches, by check. */
  readonly said: Map<string, Set<Verdict>>;
  isMatched: boolean;
  /** Whether it accepted a failure. */
  isUsed: boolean;
}

/**
 * Applies the exemptions of a file and of the metadata of resources, and remembers what they were for.
 * @param acceptsMetadata whether a template may exempt its own brokers
 */
export function createExemptions(file: ExemptionFile | undefined, limits: ExemptionLimits, acceptsMetadata = true) {
  const { now } = limits;
  const folder = dirname(file?.path ?? '.');
  const ofFile = (file?.entries ?? []).map(({ exemption, line }) =>
    toEntry(withPlainSource(exemption), { source: file?.path ?? '', line, isInline: false }),
  );
  const inline: Entry[] = [];
  const ignored: ExemptionRemark[] = [];
  const problems: ExemptionRemark[] = [];
  const addresses = new Set<string>();

  const exempt: Exempt = (results, source, reading) => {
    const { broker, before, address, line, metadata } = reading;
    if (address !== undefined) addresses.add(address);
    const read = readMetadata(acceptsMetadata ? metadata : undefined, limits);
    if (!acceptsMetadata && metadata !== undefined) ignored.push({ source, line, message: `${address}: ${IGNORED}` });
    for (const fault of read.faults) problems.push({ source, line, message: `${address}: ${fault}` });
    // Those of a resource are about that resource alone, so no other is offered them.
    const own = read.exemptions.map((exemption) =>
      toEntry({ ...exemption, address }, { source, line, isInline: true }),
    );
    for (const entry of own) inline.push(entry);
    const path = pathFrom(folder, source);
    const entries = [...ofFile, ...own];
    // A change happens to the broker that is there: whoever writes it chooses what the broker is called afterwards.
    const beforeChange = before
      ? [address, before.address ?? address].map((each) => ({ ...before, address: each, source: path }))
      : [];
    const isOfChange = ({ check }: CheckResult) => 'judgeChange' in check;
    const ofBroker = results.filter((result) => !isOfChange(result));
    return [
      ...accept(ofBroker, [{ ...broker, address, source: path }], entries, now),
      ...accept(results.filter(isOfChange), beforeChange, entries, now),
    ];
  };

  /**
   * What there is to say in the end: which exemptions have ended or end soon, match nothing or are no longer needed.
   * @param evaluated `undefined` if something could not be read
   */
  function notices(evaluated: Evaluated | undefined): readonly ExemptionRemark[] {
    const isLookedFor = (exemption: Exemption) =>
      evaluated !== undefined &&
      ('places' in evaluated ? isIn(evaluated.places, exemption) : isAmong(evaluated, folder, exemption));
    const remarks = [...ofFile, ...inline].flatMap((entry) => {
      const { exemption, source, line, isInline, isUsed, isMatched } = entry;
      const { broker, until } = exemption;
      const days = daysLeft(exemption, now);
      const message = hasEnded(exemption, now)
        ? `ended on ${until}, so it no longer counts. Remove it, or set a later date.`
        : isUsed && days <= SOON_DAYS
          ? `ends ${days === 0 ? 'today' : `in ${count(days, 'day')}`}, on ${until}. Fix what it accepts, or set a later date.`
          : !isMatched && broker !== undefined && addresses.has(broker)
            ? 'matches no broker by name or ID, but there is one with that address. Write "address:", not "broker:".'
            : isInline || isLookedFor(exemption)
              ? whyUseless(entry)
              : undefined;
      return message === undefined
        ? []
        : [{ source, line, message: `the exemption for ${nameOf(exemption)} ${message}` }];
    });
    return [...ignored, ...remarks];
  }

  return { exempt, notices, problems: (): readonly ExemptionRemark[] => problems };
}

/** @param subjects an exemption must be about each of them */
function accept(
  results: readonly CheckResult[],
  subjects: readonly ExemptionSubject[],
  entries: readonly Entry[],
  now: Date,
): readonly ExemptibleResult[] {
  const [subject] = subjects;
  if (subject === undefined) return results.map(({ exemption, ...result }) => result);
  const matching = entries.filter(({ exemption }) => subjects.every((each) => matches(exemption, each)));
  for (const entry of matching) remember(entry, results);
  const exemptions = matching.map(({ exemption }) => exemption);
  return exemptFailures(results, subject, exemptions, now).map(({ exemption, ...result }) => {
    const entry = exemption && matching.find((candidate) => candidate.exemption === exemption);
    if (!entry) return result;
    entry.isUsed = true;
    return { ...result, exemption: toAccepted(entry, now) };
  });
}

function toEntry(exemption: Exemption, place: Pick<Entry, 'source' | 'line' | 'isInline'>): Entry {
  return { exemption, ...place, said: new Map(), isMatched: false, isUsed: false };
}

/** `./a` is `a`, as in the paths that it is compared with. */
function withPlainSource(exemption: Exemption): Exemption {
  const { source } = exemption;
  return source === undefined ? exemption : { ...exemption, source: posix.normalize(source) };
}

/** Whether the broker of an exemption would be in these accounts and regions. If it names none, it could be in any. */
function isIn(
  places: readonly { readonly account: string; readonly region: string }[],
  { broker, accounts, regions }: Exemption,
): boolean {
  if (broker === undefined) return false;
  const ofArn = broker.startsWith('arn:') ? broker.split(':') : [];
  const isScanned = (wanted: readonly string[], name: 'account' | 'region') =>
    wanted.every((value) => value.includes('*') || places.some((place) => place[name] === value));
  return isScanned(accounts ?? ofArn.slice(4, 5), 'account') && isScanned(regions ?? ofArn.slice(3, 4), 'region');
}

/** Whether the broker of an exemption would be in these files. A broker that it names could be in AWS instead. */
function isAmong(
  { sources, isWhole }: { readonly sources: readonly string[]; readonly isWhole: boolean },
  folder: string,
  { address, source }: Exemption,
): boolean {
  if (address === undefined) return false;
  return source === undefined ? isWhole : sources.some((path) => isLike(source, pathFrom(folder, path)));
}

/** The path of a source from the folder of the exemption file. Standard input has none. */
function pathFrom(folder: string, source: string): string | undefined {
  return source === '-' ? undefined : relativePath(resolve(source), folder);
}

function remember(entry: Entry, results: readonly CheckResult[]): void {
  entry.isMatched = true;
  for (const { check, verdict } of results) {
    const verdicts = entry.said.get(check.id) ?? new Set();
    entry.said.set(check.id, verdicts.add(verdict));
  }
}

function toAccepted({ exemption, source, line }: Entry, now: Date): AcceptedBy {
  const { reason, until, ticket } = exemption;
  return { reason, until, daysLeft: daysLeft(exemption, now), ticket, source, line };
}

// What is unknown, or was not evaluated, may fail.
function whyUseless({ exemption, said, isMatched }: Entry): string | undefined {
  if (!isMatched)
    return 'matches no broker that was evaluated. Correct it, or remove it, unless it is needed elsewhere.';
  const isSettled = (check: string) => {
    const verdicts = said.get(check);
    return verdicts !== undefined && !verdicts.has('fail') && !verdicts.has('unknown');
  };
  return exemption.checks.every(isSettled)
    ? 'is not needed here: nothing that it accepts fails. Remove it, unless it is needed elsewhere.'
    : undefined;
}

function nameOf({ broker, address }: Exemption): string {
  return quote(broker ?? address);
}
