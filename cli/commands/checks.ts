import { styleText } from 'node:util';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { ChangeCheck } from '../../checks/change-checks.ts';
import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { guideUrl } from '../../checks/guide.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { CommandLine } from '../context.ts';
import { controlsOf } from '../report/formats/wording.ts';
import type { AnyCheck } from '../report/results.ts';
import { checksOption } from './report-options.ts';

interface ChecksOptions {
  readonly format: 'table' | 'json';
  readonly checks: readonly AnyCheck[];
}

/** Adds the command `checks`. */
export function addChecksCommand(program: Command, io: CommandLine): void {
  program
    .command('checks')
    .summary('list the checks')
    .description('Lists the checks: what they require, why, and how to fix a failure.')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .addOption(checksOption([...CHECKS, ...CHANGE_CHECKS]))
    .action((options: ChecksOptions) => listChecks(options, io));
}

function listChecks({ format, checks }: ChecksOptions, { stdout, useColour }: CommandLine): void {
  const ofBrokers = checks.filter((check) => !isChangeCheck(check));
  const ofChanges = checks.filter(isChangeCheck);
  if (format === 'json') {
    const listed = ofBrokers.map(describe);
    stdout.write(
      `${JSON.stringify({ version: 1, checks: listed, changeChecks: ofChanges.map(describe) }, undefined, 2)}\n`,
    );
    return;
  }
  const print = (check: AnyCheck) => stdout.write(`${explain(check, useColour).join('\n')}\n\n`);
  for (const check of ofBrokers) print(check);
  if (ofChanges.length > 0) stdout.write(`${OF_CHANGES}\n\n`);
  for (const check of ofChanges) print(check);
}

const OF_CHANGES = 'Only for changes, such as Terraform plans. They are not AWS Config rules:';

function isChangeCheck(check: AnyCheck): check is ChangeCheck {
  return 'judgeChange' in check;
}

function describe(check: AnyCheck) {
  const { judge, judgeChange, ...metadata } = { judge: undefined, judgeChange: undefined, ...check };
  return { ...metadata, guide: guideUrl(check) };
}

function explain(check: AnyCheck, useColour: boolean): readonly string[] {
  const controls = controlsOf(check);
  return [
    useColour ? styleText('bold', check.id, { validateStream: false }) : check.id,
    `  ${check.title}`,
    `  Severity:  ${check.severity}`,
    `  Why:       ${check.rationale}`,
    `  Fix:       ${check.remediation}`,
    `  Guide:     ${guideUrl(check)}`,
    ...(controls === undefined ? [] : [`  Controls:  ${controls}`]),
  ];
}
