import type { Check } from '../../checks/check.ts';
import { factsOf } from '../../checks/evaluation.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { placeOf } from '../report/formats/wording.ts';
import { noticesOf } from '../report/notices.ts';
import type { Advice, ExplainedResult, Notice, Remark } from '../report/results.ts';
import { evaluate } from '../report/results.ts';
import { compareWith, readBefore } from '../sources/before.ts';
import type { Exclude } from '../sources/exclusion.ts';
import type { SkippedFiles, SourceFindings } from '../sources/reading.ts';
import { listNames } from '../sources/skipped.ts';
import { readSources } from '../sources/sources.ts';
import { count } from '../text/count.ts';
import { printable } from '../text/printable.ts';
import type { ConfiguredOptions } from './configuration.ts';
import type { ExemptionOptions } from './exemption-options.ts';
import { openExemptions } from './exemption-options.ts';
import type { KeyValues } from './key-value.ts';
import type { ReportOptions } from './report-options.ts';
import { finishReport, NO_BROKER } from './write-report.ts';

/** The options of the command `evaluate`. */
export interface EvaluateOptions extends ReportOptions, ExemptionOptions, ConfiguredOptions {
  readonly parameters?: KeyValues;
  readonly before?: string;
}

/** What is evaluated, and how. */
interface Request extends EvaluateOptions {
  readonly exclude: Exclude;
  /** Whether no broker that an exemption may be about is left out. */
  readonly isWhole: boolean;
}

// Only the checks of changes have no result for a broker.
const NO_CHANGE = 'no change is known, so nothing was evaluated: give a plan, a change set, or --before.';

/** Evaluates sources. Standard error names input that cannot be used, and the rest is still evaluated. */
export async function evaluateSources(sources: readonly string[], request: Request, io: CommandLine): Promise<number> {
  const exemptions = await openExemptions(request, io);
  const opened = exemptions && (await openSources(sources, request, io));
  if (!exemptions || !opened) return EXIT.unusable;
  const results: ExplainedResult[] = [];
  const advice: Advice[] = [];
  const problems: Remark[] = [];
  const notices: Notice[] = [];
  const read: string[] = [];
  const skipped: SkippedFiles[] = [];
  const important: Remark[] = [];
  let isExcluded = false;
  let brokers = 0;
  let isChangeKnown = false;
  for await (const { source, ...findings } of opened.found) {
    const remarks = noticesOf(source, findings);
    for (const remark of remarks) notices.push(remark);
    if (findings.excluded) {
      isExcluded = true;
      if (findings.excluded === 'named') for (const remark of remarks) important.push(remark);
      continue;
    }
    read.push(source);
    brokers += findings.readings.length;
    if (findings.skippedWithBrokers) skipped.push(findings.skippedWithBrokers);
    for (const reading of findings.readings) {
      isChangeKnown ||= reading.change !== undefined;
      results.push(...evaluate(source, reading, request.checks, exemptions.exempt));
      const { address, line } = reading;
      for (const message of reading.advice ?? []) advice.push({ source, address, line, message });
    }
    // One by one, here and elsewhere: a call with as many arguments as a broken file has problems would fail.
    for (const message of findings.problems) problems.push({ source, message });
  }
  for (const problem of exemptions.problems()) problems.push(problem);
  const evaluated = { sources: read, isWhole: request.isWhole };
  for (const notice of exemptions.notices(problems.length === 0 ? evaluated : undefined)) notices.push(notice);
  const { exclude, configuration } = request;
  const isAllExcluded = isExcluded && read.every((source) => source === exclude.from);
  const nothing = isAllExcluded
    ? `nothing was evaluated: everything is excluded by ${exclude.from}.`
    : brokers === 0
      ? nothingEvaluated(skipped)
      : isChangeKnown
        ? undefined
        : NO_CHANGE;
  const hasEffect: Readonly<Record<string, boolean>> = {
    exclude: isExcluded,
    checkParameters: request.checks.some(({ id }) => Object.hasOwn(request.checkParameters ?? {}, id)),
  };
  const effects = configuration?.effects.filter((effect) => hasEffect[effect] ?? true) ?? [];
  const how = {
    ...request,
    nothing,
    important,
    inputs: [...read, ...opened.before],
    configuration: configuration && { ...configuration, effects },
  };
  return finishReport({ results, advice, problems, notices }, how, io);
}

/** Why there is no broker, as a sentence. */
function nothingEvaluated(skipped: readonly SkippedFiles[]): string {
  const total = skipped.reduce((sum, files) => sum + files.total, 0);
  if (total === 0) return NO_BROKER;
  const names = listNames(
    skipped.flatMap((files) => files.names),
    total,
  );
  return `no broker was evaluated, but ${count(total, 'file')} ${total === 1 ? 'declares' : 'declare'} brokers in another form: ${names}.`;
}

interface OpenedSources {
  readonly found: AsyncIterable<SourceFindings>;
  /** The sources with which they are compared. */
  readonly before: readonly string[];
}

/** What is found in the sources, and what has changed in them. @returns `undefined` if there is nothing to compare with */
async function openSources(
  sources: readonly string[],
  { checks, configuredParameters = [], parameters: values = {}, exclude, before }: Request,
  { stdin, stderr }: CommandLine,
): Promise<OpenedSources | undefined> {
  const parameters = [...configuredParameters, { values, from: '--parameters', unused: 'problem' as const }];
  const wanted = factsOf(checks.filter((check): check is Check => 'judge' in check));
  const how = { stdin, parameters, exclude, wanted };
  const found = readSources(sources, how);
  if (before === undefined) return { found, before: [] };
  const earlier = await readBefore({ before, after: sources[0] ?? '-' }, how);
  if (earlier.problems.length === 0) return { found: compareWith(earlier, found), before: earlier.sources };
  for (const { source, message } of earlier.problems) {
    stderr.write(`rabbitmq-conformance: --before: ${placeOf({ source })}: ${printable(message)}\n`);
  }
  return undefined;
}
