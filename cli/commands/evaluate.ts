import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Exclude } from '../sources/exclusion.ts';
import { isInside } from '../sources/input/inside.ts';
import { withConfiguration } from './configuration.ts';
import type { DefineCommand } from './define-command.ts';
import type { EvaluateOptions } from './evaluate-sources.ts';
import { withExemptionOptions } from './exemption-options.ts';
import { readKeyValue } from './key-value.ts';
import { withReportOptions } from './report-options.ts';

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

/** Defines the command `evaluate`. */
export const defineEvaluate: DefineCommand = (command, io, finish) => {
  command
    .description('Evaluates the brokers in files and folders, without an AWS account.')
    .argument('[file...]', 'files and folders, - for standard input')
    .addHelpText('after', INPUT.trimEnd());
  withExemptionOptions(withReportOptions(withConfiguration(command, io), 'changes', io))
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
      if (options.before !== undefined) refuseOtherKind(options.before, files, command);
      const sources = files.length > 0 ? files : ['-'];
      // A configuration file is for all that is in its folder.
      const isConfigured = command.getOptionValueSource('exemptions') === 'config';
      const isWhole = !isConfigured || sources.some((source) => isIn(source, options.exemptions ?? ''));
      const { evaluateSources } = await import('./evaluate-sources.ts');
      finish(await evaluateSources(sources, { ...options, exclude: options.exclude ?? excludeNothing(), isWhole }, io));
    });
};

const excludeNothing = (): Exclude => ({ globs: [], folder: process.cwd(), from: '--exclude', isWhole: true });

/** What is compared must be two files, or two folders with the same files in them. */
function refuseOtherKind(before: string, [after = '-', ...others]: readonly string[], command: Command): void {
  if (others.length > 0) command.error('error: --before compares with one file or folder: name only one');
  if (before === '' || before === '-') command.error('error: --before needs a file or folder, not standard input');
  // Reading it will say so.
  if (!existsSync(before)) return;
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
  return folder !== '-' && isInside(resolve(folder), resolve(path));
}
