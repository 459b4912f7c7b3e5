import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Invocation, Location, Log, Notification, ReportingDescriptor, Run, Result as SarifResult } from 'sarif';
import { guideUrl } from '../../../checks/guide.ts';
import { eachOf, indentedJson } from '../../text/indented-json.ts';
import { joined } from '../../text/parts.ts';
import { isOutside, relativePath } from '../../text/relative-path.ts';
import { parametersOf } from '../check-parameters.ts';
import { fingerprints, problemFingerprints, UNUSABLE_INPUT } from '../fingerprint.ts';
import type { AnyCheck, ExplainedResult, Remark, Report, Result } from '../results.ts';
import { controlsOf, exemptionOf, explain, fixNote, isFinding, LEVELS, nameOf, placeOf } from './wording.ts';

// What GitHub reads as high, medium and low: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
const SECURITY_SEVERITIES = { high: '8.0', medium: '5.5', low: '2.0' } as const;

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), of what failed and what is unknown.
 *
 * What passed or does not apply is left out, because GitHub's code scanning takes every result for an alert whatever
 * its kind (https://github.com/microsoft/PSRule/issues/955). For the same reason what is unknown is a warning of the
 * kind `fail`: by the standard it would be `open`, which has no level and could be overlooked; `properties.verdict`
 * tells the two apart.
 *
 * What is exempt is a notification, since GitHub opens an alert even for a result that is suppressed
 * (https://github.com/github/codeql-action/issues/1230).
 */
export function* sarifParts(
  report: Report,
  { version, checks }: { readonly version: string; readonly checks: readonly AnyCheck[] },
): Generator<string> {
  const { problems } = report;
  const rules = [...checks.map(toRule), ...(problems.length > 0 ? [UNUSABLE_INPUT_RULE] : [])];
  yield* indentedJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'rabbitmq-conformance', version, semanticVersion: version, rules } },
        invocations: [toInvocation(report, checks)],
        columnKind: 'utf16CodeUnits',
        results: sarifResults(report, checks),
      },
    ],
  } satisfies LargeLog);
}

export const renderSarif = joined(sarifParts);

/** A log, the results of which are made one by one. */
interface LargeLog extends Omit<Log, 'runs'> {
  readonly runs: readonly (Omit<Run, 'results'> & { readonly results: Iterable<SarifResult> })[];
}

function* sarifResults({ results, problems }: Report, checks: readonly AnyCheck[]): Generator<SarifResult> {
  yield* toResults(results, checks);
  yield* toUnusable(problems, checks.length);
}

function toRule(check: AnyCheck) {
  const { id, title, severity, rationale, remediation } = check;
  const controls = controlsOf(check);
  const guide = guideUrl(check);
  const paragraphs = [
    [`Fix${fixNote(check)}`, remediation],
    ['Guide', guide],
    ...(controls === undefined ? [] : [['Related', `${controls}.`]]),
  ];
  const rule: ReportingDescriptor = {
    id,
    name: id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: rationale },
    help: {
      text: [rationale, ...paragraphs.map(([name, text]) => `${name}: ${text}`)].join('\n\n'),
      markdown: [rationale, ...paragraphs.map(([name, text]) => `**${name}**: ${text}`)].join('\n\n'),
    },
    helpUri: guide,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ['security', 'aws', 'amazon-mq', 'rabbitmq'],
      precision: 'very-high',
      'security-severity': SECURITY_SEVERITIES[severity],
    },
  };
  return rule;
}

function* toResults(results: readonly ExplainedResult[], checks: readonly AnyCheck[]): Generator<SarifResult> {
  const prints = fingerprints(results);
  const ruleIndexes = new Map(checks.map(({ id }, index) => [id, index]));
  const sharedLines = linesOfSeveral(results.filter(isFinding));
  for (const [index, result] of results.entries()) {
    if (!isFinding(result)) continue;
    const print = prints[index] ?? '';
    const { check, verdict, severity, fix, remediation, baselineState } = result;
    const hasOwnLine = result.line !== undefined && !sharedLines.has(lineKey(result));
    yield {
      ruleId: check,
      ruleIndex: ruleIndexes.get(check) ?? -1,
      level: verdict === 'fail' ? LEVELS[severity] : 'warning',
      message: { text: asPlainText(`${nameOf(result)}: ${explain(result)}`) },
      locations: [toLocation(result)],
      partialFingerprints: {
        'rabbitmqConformance/v1': print,
        // The only one that GitHub uses. Its upload makes it of a line, where a result has a line to itself.
        ...(hasOwnLine ? {} : { primaryLocationLineHash: print }),
      },
      ...(baselineState === undefined ? {} : { baselineState }),
      properties: { verdict, severity, fix, remediation },
    };
  }
}

const UNUSABLE_INPUT_RULE: ReportingDescriptor = {
  id: UNUSABLE_INPUT,
  name: 'UnusableInput',
  shortDescription: { text: 'Input could not be used.' },
  fullDescription: {
    text: 'Brokers in this input were not evaluated. Their alerts are closed although nothing shows that they are fixed.',
  },
  help: {
    text: 'Correct the input, or exclude it. Once it can be used, this alert closes, and the alerts of its brokers open again.',
  },
  defaultConfiguration: { level: 'error' },
  properties: { tags: ['security'], precision: 'very-high', 'security-severity': SECURITY_SEVERITIES.high },
};

/**
 * Input that could not be used, as results: an upload closes the alerts of the brokers in it, because they are not in
 * the file, and this alert says so in their place.
 */
function toUnusable(problems: readonly Remark[], ruleIndex: number): Iterable<SarifResult> {
  const prints = problemFingerprints(problems);
  return eachOf(problems, ({ source, message }, index) => {
    return {
      ruleId: UNUSABLE_INPUT,
      ruleIndex,
      level: 'error',
      message: { text: asPlainText(`${placeOf({ source })}: ${message}`) },
      locations: [{ physicalLocation: toPhysicalLocation({ source }) }],
      partialFingerprints: { primaryLocationLineHash: prints[index] ?? '' },
    };
  });
}

function linesOfSeveral(findings: readonly Result[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const finding of findings) {
    const key = lineKey(finding);
    if (seen.has(key)) shared.add(key);
    seen.add(key);
  }
  return shared;
}

function lineKey({ check, source, line }: Result): string {
  return JSON.stringify([check, source, line]);
}

function toLocation(result: Result): Location {
  const { arn } = result.resource;
  const name = nameOf(result);
  return {
    physicalLocation: toPhysicalLocation(result),
    logicalLocations: [{ name, fullyQualifiedName: result.address ?? arn ?? name, kind: 'resource' }],
  };
}

/**
 * GitHub refuses a file as a whole if one result has no path (https://github.com/github/codeql-action/issues/2459).
 * So standard input, and an account and region of a live scan, are given as if they were one.
 */
function toPhysicalLocation({ source, line }: { readonly source: string; readonly line?: number | undefined }) {
  const region = line === undefined ? {} : { region: { startLine: line } };
  return { artifactLocation: { uri: toUri(source) }, ...region };
}

function toUri(source: string): string {
  if (source === '-') return 'standard-input';
  const path = relativePath(source);
  // A relative reference that leaves the folder means nothing to a reader, and is an absolute path on another drive.
  if (isOutside(path)) return pathToFileURL(resolve(source)).href;
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/') || '.';
}

function toInvocation({ results, problems, advice, notices = [] }: Report, checks: readonly AnyCheck[]): Invocation {
  const configured = checks.flatMap((check, index) => {
    const parameters = parametersOf(check);
    return parameters ? [{ descriptor: { id: check.id, index }, configuration: { parameters } }] : [];
  });
  const exempt = results.filter(({ exemption }) => exemption !== undefined);
  return {
    // The program ran to its end. GitHub processes no file where this is false, and shows nothing of it
    // (https://github.com/github/codeql-action/pull/1393). A notification of the level "error" also says that results
    // are missing (Appendix I of the standard).
    executionSuccessful: true,
    ...(configured.length > 0 && { ruleConfigurationOverrides: configured }),
    toolExecutionNotifications: [
      ...problems.map((problem) => toNotification('error', problem)),
      ...advice.map((item) => toNotification('warning', item)),
      ...exempt.map((result) => {
        const { source, line, address, check } = result;
        const name = address === undefined ? `${nameOf(result)}: ` : '';
        return toNotification('note', { source, line, address, message: `${name}${check}: ${exemptionOf(result)}` });
      }),
      ...notices.map((notice) => toNotification('note', notice)),
    ],
  };
}

function toNotification(
  level: 'error' | 'warning' | 'note',
  item: {
    readonly source: string;
    readonly address?: string | undefined;
    readonly line?: number | undefined;
    readonly message: string;
  },
): Notification {
  const { address, message } = item;
  const logicalLocations = address === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: address }] };
  const name = address === undefined ? '' : `${address}: `;
  return {
    level,
    message: { text: asPlainText(`${placeOf(item)}: ${name}${message}`) },
    locations: [{ physicalLocation: toPhysicalLocation(item), ...logicalLocations }],
  };
}

// `{0}` and `[text](target)` mean something in a message (§3.11.5 and §3.11.6 of the standard).
function asPlainText(text: string): string {
  return text.replaceAll(/\{(\d+)\}/g, '{{$1}}').replaceAll('](', '] (');
}
