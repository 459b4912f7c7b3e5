import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Invocation, Location, Log, Notification, ReportingDescriptor, Result as SarifResult } from 'sarif';
import type { Check } from '../../../checks/check.ts';
import { guideUrl } from '../../../checks/guide.ts';
import { printableJson } from '../../text/printable.ts';
import { fingerprints, relativePath } from '../fingerprint.ts';
import type { ExplainedResult, Report, Result } from '../results.ts';
import { fixOf, isFinding, nameOf, placeOf } from './wording.ts';

const LEVELS = { high: 'error', medium: 'warning', low: 'note' } as const;

// What GitHub reads as high, medium and low: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
const SECURITY_SEVERITIES = { high: '8.0', medium: '5.5', low: '2.0' } as const;

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), of what failed and what is unknown.
 *
 * What passed or does not apply is left out, because GitHub's code scanning takes every result for an alert whatever
 * its kind (https://github.com/microsoft/PSRule/issues/955). For the same reason what is unknown is a warning of the
 * kind `fail`: by the standard it would be `open`, which has no level and could be overlooked; `properties.verdict`
 * tells the two apart.
 */
export function renderSarif(
  report: Report,
  { version, checks }: { readonly version: string; readonly checks: readonly Check[] },
): string {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'rabbitmq-conformance', version, semanticVersion: version, rules: checks.map(toRule) },
        },
        invocations: [toInvocation(report)],
        columnKind: 'utf16CodeUnits',
        results: toResults(report.results, checks),
      },
    ],
  };
  return `${printableJson(JSON.stringify(log, undefined, 2))}\n`;
}

function toRule({ id, title, severity, rationale, remediation, fix, controls, managedRule }: Check) {
  const asked = controls.map(({ framework, ids }) => `${framework} ${ids.join(', ')}`);
  const related = [...asked, `AWS Config managed rule ${managedRule}`].join('; ');
  const howToFix = fix === 'new-broker' ? 'Fix (needs a new broker)' : 'Fix (in place)';
  const guide = guideUrl({ id });
  const rule: ReportingDescriptor = {
    id,
    name: id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: rationale },
    help: {
      text: `${rationale}\n\n${howToFix}: ${remediation}\n\nGuide: ${guide}\n\nRelated: ${related}.`,
      markdown: `${rationale}\n\n**${howToFix}**: ${remediation}\n\n**Guide**: ${guide}\n\n**Related**: ${related}.`,
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

function toResults(results: readonly ExplainedResult[], checks: readonly Check[]): SarifResult[] {
  const prints = fingerprints(results);
  const ruleIndexes = new Map(checks.map(({ id }, index) => [id, index]));
  const findings = results.map((result, index) => ({ result, print: prints[index] ?? '' }));
  const sharedLines = linesOfSeveral(results.filter(isFinding));
  return findings
    .filter(({ result }) => isFinding(result))
    .map(({ result, print }) => {
      const { check, verdict, detail, severity, fix, remediation } = result;
      const hasOwnLine = result.line !== undefined && !sharedLines.has(lineKey(result));
      const sentences = verdict === 'fail' ? `${detail} ${fixOf(result)}` : `Unknown: ${detail}`;
      return {
        ruleId: check,
        ruleIndex: ruleIndexes.get(check) ?? -1,
        level: verdict === 'fail' ? LEVELS[severity] : 'warning',
        message: { text: asPlainText(`${nameOf(result)}: ${sentences}`) },
        locations: [toLocation(result)],
        partialFingerprints: {
          'rabbitmqConformance/v1': print,
          // The only one that GitHub uses. Its upload makes it of a line, where a result has a line to itself.
          ...(hasOwnLine ? {} : { primaryLocationLineHash: print }),
        },
        properties: { verdict, severity, fix, remediation },
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
  if (path === '..' || path.startsWith('../') || /^[a-z]:/i.test(path)) return pathToFileURL(resolve(source)).href;
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/') || '.';
}

function toInvocation({ problems, advice, notices = [] }: Report): Invocation {
  return {
    // By the standard, results are known to be incomplete if it is false.
    executionSuccessful: problems.length === 0,
    toolExecutionNotifications: [
      ...problems.map((problem) => toNotification('error', problem)),
      ...advice.map((item) => toNotification('warning', item)),
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
