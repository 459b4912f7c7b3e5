import { joined } from '../../text/parts.ts';
import { printable } from '../../text/printable.ts';
import type { ExplainedResult, Report } from '../results.ts';
import { exemptionOf, fixOf, isFinding, isOpen, nameOf, placeOf } from './wording.ts';

const PACKAGE = 'rabbitmq-conformance';

interface Case {
  /** What is inside of the element: why it failed, is unknown or was left out. */
  readonly outcome: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly className: string;
  readonly name: string;
  readonly file: string | undefined;
}

/**
 * JUnit XML as GitLab (https://docs.gitlab.com/ci/testing/unit_test_reports/) and Jenkins read it: a suite a source, a
 * case for each check of each broker. What is unknown is an error, and so is input that could not be used, so that a
 * report of it is never green.
 */
export function* junitParts({ results, advice, problems, notices = [] }: Report): Generator<string> {
  const sources = new Set([...results, ...problems, ...advice, ...notices].map(({ source }) => source));
  const suites = new Map([...sources].map((source) => [source, { cases: [] as Case[], notes: [] as string[] }]));
  for (const result of results) suites.get(result.source)?.cases.push(toCase(result));
  for (const { source, message } of problems) suites.get(source)?.cases.push(problemCase(source, message));
  for (const item of advice) {
    const { source, address, message } = item;
    const name = address === undefined ? '' : `${address}: `;
    suites.get(source)?.notes.push(`${placeOf(item)}: ${name}${message}`);
  }
  for (const notice of notices) suites.get(notice.source)?.notes.push(`${placeOf(notice)}: ${notice.message}`);
  const all = [...suites.values()].flatMap(({ cases }) => cases);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${PACKAGE}" ${totals(all)} time="0">\n`;
  for (const [source, { cases, notes }] of suites) {
    yield `  <testsuite name=${quoted(placeOf({ source }))} ${totals(cases)} time="0">\n`;
    for (const each of withUniqueNames(cases)) yield `${renderCase(each)}\n`;
    if (notes.length > 0) yield `    <system-out>${escaped(notes.map(printable).join(' '))}</system-out>\n`;
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

export const renderJunit = joined(junitParts);

function toCase(result: ExplainedResult): Case {
  const { check, source, verdict, severity, detail, guide } = result;
  // Jenkins takes what is before the last dot for a package.
  const common = { className: `${PACKAGE}.${check}`, name: nameOf(result), file: source === '-' ? undefined : source };
  const reason = `${placeOf(result)}: ${detail}`;
  const element = (name: string, text: string) =>
    // GitLab shows the text only, Jenkins the message too.
    `<${name} type=${quoted(severity)} message=${quoted(detail)}>${escaped(text)}</${name}>`;
  // Else the job fails for what does not count.
  if (!isOpen(result) && isFinding(result)) {
    const why = `In the baseline: ${detail}`;
    return {
      ...common,
      kind: 'skipped',
      outcome: `<skipped message=${quoted(why)}>${escaped(`${placeOf(result)}: ${why}`)}</skipped>`,
    };
  }
  switch (verdict) {
    case 'pass':
      return { ...common, kind: 'passed', outcome: '' };
    case 'fail':
      return { ...common, kind: 'failure', outcome: element('failure', `${reason} ${fixOf(result)} ${guide}`) };
    case 'unknown':
      return { ...common, kind: 'error', outcome: element('error', `Unknown. ${reason}`) };
    case 'exempt': {
      const why = exemptionOf(result);
      return {
        ...common,
        kind: 'skipped',
        outcome: `<skipped message=${quoted(why)}>${escaped(`${reason} ${why}`)}</skipped>`,
      };
    }
    case 'skip':
      return { ...common, kind: 'skipped', outcome: `<skipped message=${quoted(detail)}>${escaped(detail)}</skipped>` };
  }
}

function problemCase(source: string, message: string): Case {
  const text = `${placeOf({ source })}: ${message}`;
  return {
    kind: 'error',
    className: `${PACKAGE}.input`,
    name: 'can be used',
    file: source === '-' ? undefined : source,
    outcome: `<error type="input" message=${quoted(message)}>${escaped(text)}</error>`,
  };
}

/** Of cases of the same name GitLab reads the first only, so that the others have a number. */
function withUniqueNames(cases: readonly Case[]): readonly Case[] {
  const seen = new Map<string, number>();
  return cases.map((each) => {
    const key = `${each.className} ${each.name}`;
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return number === 1 ? each : { ...each, name: `${each.name} #${number}` };
  });
}

function renderCase({ className, name, file, outcome }: Case): string {
  const place = file === undefined ? '' : ` file=${quoted(file)}`;
  const start = `    <testcase classname=${quoted(className)} name=${quoted(name)}${place} time="0"`;
  return outcome === '' ? `${start}/>` : `${start}>${outcome}</testcase>`;
}

function totals(cases: readonly Case[]): string {
  const number = (kind: Case['kind']) => cases.filter((each) => each.kind === kind).length;
  return `tests="${cases.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}"`;
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// XML 1.0 allows no control characters, no lone surrogates and neither of the last two
// (https://www.w3.org/TR/xml/#charsets), not even as references.
function escaped(text: string): string {
  return printable(text)
    .toWellFormed()
    .replaceAll(/[\ufffe\uffff]/g, '\u{fffd}')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
