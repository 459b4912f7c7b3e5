import { printableJson } from '../../text/printable.ts';
import { fingerprints } from '../fingerprint.ts';
import type { AnyCheck, ExplainedResult, Report } from '../results.ts';
import { exemptionOf, nameOf } from './wording.ts';

const PRODUCT = 'rabbitmq-conformance';

// The captions and numbers of https://schema.ocsf.io/1.5.0/classes/compliance_finding
const SEVERITIES = { high: [4, 'High'], medium: [3, 'Medium'], low: [2, 'Low'] } as const;
const INFORMATIONAL = [1, 'Informational'] as const;
const STATUSES = {
  pass: [1, 'Pass'],
  // By the schema, of what has no result because information is missing.
  unknown: [2, 'Warning'],
  fail: [3, 'Fail'],
  exempt: [3, 'Fail'],
  skip: [99, 'Not applicable'],
} as const;

/**
 * OCSF 1.5.0: a Compliance Finding (class 2003) a result, in an array, with the profile `cloud`. What is exempt is a
 * failure that is suppressed. Its input is in `resources[].data`, and what OCSF has no attribute for in `unmapped`.
 */
export function renderOcsf(
  { results }: Report,
  { version, checks, now }: { readonly version: string; readonly checks: readonly AnyCheck[]; readonly now: Date },
): string {
  const prints = fingerprints(results);
  const byId = new Map(checks.map((check) => [check.id, check]));
  const findings = results.map((result, index) => ({
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2003,
    class_name: 'Compliance Finding',
    type_uid: 200301,
    type_name: 'Compliance Finding: Create',
    time: now.getTime(),
    ...severityOf(result),
    ...(result.verdict === 'exempt' ? { status_id: 3, status: 'Suppressed' } : { status_id: 1, status: 'New' }),
    message: result.detail,
    metadata: {
      version: '1.5.0',
      product: { name: PRODUCT, vendor_name: PRODUCT, version },
      profiles: ['cloud'],
      event_code: result.check,
    },
    finding_info: {
      uid: prints[index],
      title: byId.get(result.check)?.title ?? result.check,
      desc: byId.get(result.check)?.rationale,
    },
    compliance: complianceOf(result, byId.get(result.check)),
    ...(result.verdict === 'pass' || result.verdict === 'skip'
      ? {}
      : { remediation: { desc: result.remediation, references: [result.guide] } }),
    cloud: cloudOf(result),
    resources: [resourceOf(result)],
    unmapped: {
      verdict: result.verdict,
      fix: result.fix,
      baselineState: result.baselineState,
      exemption: result.exemption,
    },
  }));
  return `${printableJson(JSON.stringify(findings, undefined, 2))}\n`;
}

/** What passed or does not apply asks for nothing. */
function severityOf({ verdict, severity }: ExplainedResult) {
  const [severity_id, caption] = verdict === 'pass' || verdict === 'skip' ? INFORMATIONAL : SEVERITIES[severity];
  return { severity_id, severity: caption };
}

function complianceOf(result: ExplainedResult, check: AnyCheck | undefined) {
  const [status_id, status] = STATUSES[result.verdict];
  const controls = check && 'controls' in check ? check.controls : [];
  const exemption = exemptionOf(result);
  return {
    control: result.check,
    standards: controls.map(({ framework }) => framework),
    requirements: controls.flatMap(({ framework, ids }) => ids.map((id) => `${framework} ${id}`)),
    status_id,
    status,
    status_code: result.verdict,
    status_details: exemption === '' ? [result.detail] : [result.detail, exemption],
  };
}

function cloudOf({ resource: { accountId, region } }: ExplainedResult) {
  const account = accountId === undefined ? {} : { account: { uid: accountId, type: 'AWS Account', type_id: 10 } };
  return { provider: 'AWS', ...account, region };
}

function resourceOf(result: ExplainedResult) {
  const { source, line, address, constructPath, resource } = result;
  const { arn, id, name = nameOf(result), region } = resource;
  const data = { source, line, address, constructPath };
  return { type: 'AWS::AmazonMQ::Broker', uid: arn ?? id, name, region, cloud_partition: arn?.split(':')[1], data };
}
