import { styleText } from 'node:util';
import { quote } from 'shlex';
import type { ChangeCheck } from '../../checks/change-checks.ts';
import { guideUrl } from '../../checks/guide.ts';
import type { Parameter } from '../../checks/parameters.ts';
import { expected, hasParameters } from '../../checks/parameters.ts';
import type { CommandLine } from '../context.ts';
import { controlsOf } from '../report/formats/wording.ts';
import type { AnyCheck } from '../report/results.ts';

/** The options of the command `checks`. */
export interface ListOptions {
  readonly format: 'table' | 'json';
  readonly checks: readonly AnyCheck[];
}

/** Prints the checks: the default ones, those that are opt-in, and those of changes. */
export function listChecks({ format, checks }: ListOptions, { stdout, useColour }: CommandLine): void {
  const ofBrokers = checks.filter((check) => !isChangeCheck(check));
  const ofChanges = checks.filter(isChangeCheck);
  if (format === 'json') {
    const listed = ofBrokers.map(describe);
    stdout.write(
      `${JSON.stringify({ version: 1, checks: listed, changeChecks: ofChanges.map(describe) }, undefined, 2)}\n`,
    );
    return;
  }
  const sections = [
    { heading: undefined, checks: ofBrokers.filter((check) => !isOptIn(check)) },
    { heading: OPT_IN, checks: ofBrokers.filter(isOptIn) },
    { heading: OF_CHANGES, checks: ofChanges },
  ];
  for (const section of sections) {
    if (section.checks.length === 0) continue;
    if (section.heading !== undefined) stdout.write(`${section.heading}\n\n`);
    for (const check of section.checks) stdout.write(`${explain(check, useColour).join('\n')}\n\n`);
  }
}

const OPT_IN = 'Opt-in: evaluated only if --checks names them, or has "all":';
const OF_CHANGES = 'Only for changes, such as Terraform plans. They are not AWS Config rules:';

function isChangeCheck(check: AnyCheck): check is ChangeCheck {
  return 'judgeChange' in check;
}

function isOptIn(check: AnyCheck): boolean {
  return 'isOptIn' in check;
}

function describe(check: AnyCheck) {
  const internal = { judge: undefined, judgeChange: undefined, reads: undefined };
  const { judge, judgeChange, reads, ...metadata } = { ...internal, ...check };
  if (!hasParameters(check)) return { ...metadata, guide: guideUrl(check) };
  const parameters = Object.entries(check.parameters).map(([name, parameter]) => [name, describeParameter(parameter)]);
  return { ...metadata, parameters: Object.fromEntries(parameters), guide: guideUrl(check) };
}

/** What it takes, in words: the regular expressions that tell may become others. */
function describeParameter(parameter: Parameter) {
  const { pattern, elements, ...others } = { pattern: undefined, elements: undefined, ...parameter };
  return { ...others, expected: expected(parameter) };
}

function explain(check: AnyCheck, useColour: boolean): readonly string[] {
  const controls = controlsOf(check);
  const parameters = 'parameters' in check ? Object.entries(check.parameters ?? {}) : [];
  return [
    useColour ? styleText('bold', check.id, { validateStream: false }) : check.id,
    `  ${check.title}`,
    `  Severity:  ${check.severity}`,
    `  Why:       ${check.rationale}`,
    `  Fix:       ${check.remediation}`,
    `  Guide:     ${guideUrl(check)}`,
    ...(controls === undefined ? [] : [`  Controls:  ${controls}`]),
    ...('isForFiles' in check
      ? ['  Only for:  templates, plans and Terraform configuration. It is no AWS Config rule.']
      : []),
    ...parameters.flatMap(([name, parameter]) => [
      `  Parameter: ${name}${limitsOf(parameter)}`,
      `             ${parameter.description}`,
      `             --set ${quote(`${check.id}.${name}=${parameter.example}`)}`,
    ]),
  ];
}

function limitsOf(parameter: Parameter): string {
  if (parameter.default === undefined) return ' (required)';
  if (parameter.default === '') return '';
  const range = parameter.type === 'integer' ? `${parameter.minimum} to ${parameter.maximum}, ` : '';
  return ` (${range}default: ${parameter.default})`;
}
