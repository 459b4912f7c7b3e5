import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { placeOf } from '../report/formats/wording.ts';
import { noticeLines } from '../report/notices.ts';
import type { Advice, ExplainedResult, Remark } from '../report/results.ts';
import { evaluate } from '../report/results.ts';
import { compareWith, readBefore } from '../sources/before.ts';
import type { Exclude } from '../sources/exclusion.ts';
import type { SkippedFiles } from '../sources/reading.ts';
import { listNames } from '../sources/skipped.ts';
import { readSources } from '../sources/sources.ts';
import { count } from '../text/count.ts';
import { printable } from '../text/printable.ts';
import { isOutside, relativePath } from '../text/relative-path.ts';
import type { ConfiguredOptions } from './configuration.ts';
import { withConfiguration } from './configuration.ts';
import type { ExemptionOptions } from './exemption-options.ts';
import { openExemptions, withExemptionOptions } from './exemption-options.ts';
import type { KeyValues } from './key-value.ts';
import { readKeyValue } from './key-value.ts';
import type { ReportOptions } from './report-options.ts';
import { withReportOptions, writeReport } from './report-options.ts';
import { isSameFile, reportOutputs } from './report-outputs.ts';

interface EvaluateOptions extends ReportOptions, ExemptionOptions, ConfiguredOptions {
  readonly parameters?: KeyValues;
  readonly before?: string;
}

const INPUT = `
The command detects the type of a file from its content, plain or gzipped:
  CloudFormation   templates in JSON or YAML, AWS SAM templates, cdk.out folders, change sets
  Terraform        plans and states, as "terraform show -json" prints them, and .tf files
  AWS Config       configuration items, events, snapshots and history files
  Amazon MQ        DescribeBroker and ListBrokers responses
  Cloud Control    GetResource and ListResources responses
  folders          all files of these types in them
Without files, the command reads standard input.
`;

const EXAMPLES = `
Examples:
  rabbitmq-conformance evaluate template.yaml --parameters Stage=production
  terraform show -json plan.out | rabbitmq-conformance evaluate
  rabbitmq-conformance evaluate cdk.out --format sarif --output results.sarif`;

/** Adds the command `evaluate`. @param finish receives the exit status */
export function addEvaluateCommand(program: Command, io: CommandLine, finish: (status: number) => void): void {
  const command = program
    .command('evaluate')
    .summary('evaluate the brokers in files and folders')
    .description('Evaluates the brokers in files and folders, without an AWS account.')
    .argument('[file...]', 'files and folders, - for standard input')
    .addHelpText('after', INPUT.trimEnd());
  withExemptionOptions(withReportOptions(withConfiguration(command, io), [...CHECKS, ...CHANGE_CHECKS]))
    .option(
      '--parameters <key=value>',
      'a value for a parameter of templates or a variable of Terraform; repeatable',
      readKeyValue,
    )
    .option('--exclude <glob>', 'files and folders to leave out, as in .gitignore; repeatable', readGlob)
    .option('--no-metadata-exemptions', 'ignore the exemptions that templates have for their own brokers')
    .option('--before <file>', 'how the templates were before: also report brokers that are replaced or deleted')
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], options: EvaluateOptions) => {
      if (files.length === 0 && io.stdin.isTTY) {
        command.error('error: no input: name files, or - for standard input');
      }
      if (files.includes('')) {
        command.error('error: a file name is empty: name files and folders, or - for standard input');
      }
      for (const { path } of reportOutputs(options.format, options.output)) {
        if (path === undefined || !files.some((file) => isSameFile(path, file))) continue;
        command.error(`error: ${path} is to be evaluated, so it cannot hold a report. Name another file.`);
      }
      if (options.before !== undefined) refuseOtherKind(options.before, files, command);
      const sources = files.length > 0 ? files : ['-'];
      // A configuration file is for all that is in its folder.
      const isConfigured = command.getOptionValueSource('exemptions') === 'config';
      const isWhole = !isConfigured || sources.some((source) => isIn(source, options.exemptions ?? ''));
      finish(await evaluateSources(sources, { ...options, isWhole }, io));
    });
}

const excludeNothing = (): Exclude => ({ globs: [], folder: process.cwd(), from: '--exclude', isWhole: true });

// Only the checks of changes have no result for a broker.
const NO_CHANGE = 'no change is known, so nothing was evaluated: give a plan, a change set, or --before.';

/** Why there are no results, as a sentence. */
function nothingEvaluated(skipped: readonly SkippedFiles[]): string {
  const total = skipped.reduce((sum, files) => sum + files.total, 0);
  if (total === 0) return 'no broker was found, so nothing was evaluated.';
  const names = listNames(
    skipped.flatMap((files) => files.names),
    total,
  );
  return `no broker was evaluated, but ${count(total, 'file')} ${total === 1 ? 'declares' : 'declare'} brokers in another form: ${names}.`;
}

/** What is compared must be two files, or two folders with the same files in them. */
function refuseOtherKind(before: string, [after = '-', ...others]: readonly string[], command: Command): void {
  if (others.length > 0) command.error('error: --before compares with one file or folder: name only one');
  if (before === '' || before === '-') command.error('error: --before needs a file or folder, not standard input');
  const [one, two] = [before, after].map((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
  if (one === two) return;
  const kinds = one ? `${before} is a folder, but ${after} is not` : `${after} is a folder, but ${before} is not`;
  command.error(`error: --before compares two files or two folders: ${kinds}`);
}

function readGlob(glob: string, others = excludeNothing()): Exclude {
  if (glob.trim() === '') throw new InvalidArgumentError('The glob is empty.');
  return { ...others, globs: [...others.globs, glob] };
}

function isIn(folder: string, path: string): boolean {
  return folder !== '-' && !isOutside(relativePath(resolve(path), resolve(folder)));
}

/** Evaluates sources. Standard error names input that cannot be used, and the rest is still evaluated. */
async function evaluateSources(
  sources: readonly string[],
  options: EvaluateOptions & { readonly isWhole: boolean },
  io: CommandLine,
): Promise<number> {
  const results: ExplainedResult[] = [];
  const advice: Advice[] = [];
  const problems: Remark[] = [];
  const notices: Remark[] = [];
  const sourcesRead: string[] = [];
  const { stdin, stderr } = io;
  const exemptions = await openExemptions(options, io);
  if (!exemptions) return EXIT.unusable;
  const { configuredParameters = [], parameters: values = {}, exclude = excludeNothing() } = options;
  const parameters = [...configuredParameters, { values, from: '--parameters', unused: 'problem' as const }];
  const how = { stdin, parameters, exclude };
  const before = options.before && (await readBefore({ before: options.before, after: sources[0] ?? '-' }, how));
  if (before && before.problems.length > 0) {
    for (const { source, message } of before.problems) {
      stderr.write(`rabbitmq-conformance: --before: ${placeOf({ source })}: ${printable(message)}\n`);
    }
    return EXIT.unusable;
  }
  const found = readSources(sources, how);
  let brokers = 0;
  const skipped: SkippedFiles[] = [];
  let isChangeKnown = false;
  for await (const { source, ...findings } of before ? compareWith(before, found) : found) {
    sourcesRead.push(source);
    brokers += findings.readings.length;
    if (findings.skippedWithBrokers) skipped.push(findings.skippedWithBrokers);
    for (const reading of findings.readings) {
      isChangeKnown ||= reading.change !== undefined;
      results.push(...evaluate(source, reading, options.checks, exemptions.exempt));
      const { address, line } = reading;
      for (const message of reading.advice ?? []) {
        advice.push({ source, address, line, message });
        const name = address === undefined ? '' : `${address}: `;
        stderr.write(`${placeOf({ source, line })}: ${printable(`${name}${message}`)}\n`);
      }
    }
    for (const message of findings.problems) {
      problems.push({ source, message });
      stderr.write(`rabbitmq-conformance: ${placeOf({ source })}: ${printable(message)}\n`);
    }
    notices.push(...findings.notices.map((message) => ({ source, message })));
  }
  for (const problem of exemptions.problems()) {
    problems.push(problem);
    stderr.write(`rabbitmq-conformance: ${placeOf(problem)}: ${printable(problem.message)}\n`);
  }
  const evaluated = { sources: sourcesRead, isWhole: options.isWhole };
  notices.push(...exemptions.notices(problems.length === 0 ? evaluated : undefined));
  const lines = options.quiet ? [] : noticeLines(notices, options.verbose === true);
  for (const line of lines) stderr.write(`${line}\n`);
  if (results.length === 0 && problems.length === 0) {
    if (brokers === 0) stderr.write(`rabbitmq-conformance: ${printable(nothingEvaluated(skipped))}\n`);
    else if (!isChangeKnown) stderr.write(`rabbitmq-conformance: ${NO_CHANGE}\n`);
  }
  return writeReport({ results, advice, problems, notices }, options, io);
}
