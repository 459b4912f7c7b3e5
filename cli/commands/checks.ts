import { styleText } from 'node:util';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Check } from '../../checks/check.ts';
import { guideUrl } from '../../checks/guide.ts';
import type { CommandLine } from '../context.ts';
import { checksOption } from './report-options.ts';

interface ChecksOptions {
  readonly format: 'table' | 'json';
  readonly checks: readonly Check[];
}

/** Adds the command `checks`. */
export function addChecksCommand(program: Command, io: CommandLine): void {
  program
    .command('checks')
    .summary('list the checks')
    .description('Lists the checks: what they require, why, and how to fix a failure.')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .addOption(checksOption())
    .action((options: ChecksOptions) => listChecks(options, io));
}

function listChecks({ format, checks }: ChecksOptions, { stdout, useColour }: CommandLine): void {
  if (format === 'json') {
    const listed = checks.map(({ judge, ...metadata }) => ({ ...metadata, guide: guideUrl(metadata) }));
    stdout.write(`${JSON.stringify({ version: 1, checks: listed }, undefined, 2)}\n`);
    return;
  }
  for (const check of checks) {
    const id = useColour ? styleText('bold', check.id, { validateStream: false }) : check.id;
    const controls = check.controls.map(({ framework, ids }) => `${framework} ${ids.join(', ')}`);
    stdout.write(
      [
        id,
        `  ${check.title}`,
        `  Severity:  ${check.severity}`,
        `  Why:       ${check.rationale}`,
        `  Fix:       ${check.remediation}`,
        `  Guide:     ${guideUrl(check)}`,
        `  Controls:  ${[...controls, `AWS Config managed rule ${check.managedRule}`].join('; ')}`,
        '',
        '',
      ].join('\n'),
    );
  }
}
