import { styleText } from 'node:util';
import type { Check } from '../lambda/checks.ts';
import type { CommandLine } from './command-line.ts';

export interface ChecksOptions {
  readonly format: 'table' | 'json';
  readonly checks: readonly Check[];
}

/** Lists checks. */
export function checksCommand({ format, checks }: ChecksOptions, { stdout, useColour }: CommandLine): void {
  if (format === 'json') {
    const listed = checks.map(({ judge, ...metadata }) => metadata);
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
        `  Controls:  ${[...controls, `AWS Config managed rule ${check.managedRule}`].join('; ')}`,
        '',
        '',
      ].join('\n'),
    );
  }
}
