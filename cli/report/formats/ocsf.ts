import type { Check } from '../../../checks/check.ts';
import type { Controls } from '../../../checks/controls.ts';
import { controlsFor } from '../../../checks/controls.ts';
import { eachOf, indentedJson } from '../../text/indented-json.ts';
import { joined } from '../../text/parts.ts';
import { fingerprints, problemFingerprints, UNUSABLE_INPUT } from '../fingerprint.ts';
import type { ExplainedResult, Remark, Report } from '../results.ts';
import { exemptionOf, nameOf, placeOf } from './wording.ts';

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

/** What is said of a check. An earlier report can have other controls than today's. */
type DescribedCheck = Pick<Check, 'id' | 'title' | 'rationale'> & { readonly controls?: readonly Controls[] };

interface Context {
  readonly version: string;
  readonly checks: readonly DescribedCheck[];
  readonly now: Date;
  /** What is known of an account beside its ID. */
  readonly accountOf?: ((id: string) => AccountNames | undefined) | undefined;
  /** The ID of the organization. */
  readonly organizationId?: string | undefined;
  /** What is known of a result beside what all reports have. */
  readonly detailsOf?: ((result: ExplainedResult) => ResultDetails | undefined) | undefined;
}

interface AccountNames {
  readonly name?: string | undefined;
  /** The path of its organizational unit. */
  readonly unit?: string | undefined;
}

interface ResultDetails {
  /** Since when at the latest it is found, in ISO 8601. */
  readonly since?: string | undefined;
  /** Of the engine. */
  readonly engineVersion?: string | undefined;
}

/**
 * OCSF 1.5.0: a Compliance Finding (class 2003) a result, in an array, with the profile `cloud`. What is exempt is a
 * failure that is suppressed, and input that could not be used is a finding of its own. Its input is in
 * `resources[].data`, and what OCSF has no attribute for in `unmapped`.
 */
export function* ocsfParts(report: Report, context: Context): Generator<string> {
  yield* indentedJson(findingsOf(report, context));
}

export const renderOcsf = joined(ocsfParts);

function* findingsOf({ results, problems }: Report, context: Context) {
  const prints = fingerprints(results);
  const problemPrints = problemFingerprints(problems);
  const byId = new Map(context.checks.map((check) => [check.id, check]));
  yield* eachOf(results, (result, index) => ofResult(result, byId.get(result.check), prints[index], context));
  yield* eachOf(problems, (problem, index) => ofProblem(problem, problemPrints[index], context));
}

function ofResult(
  result: ExplainedResult,
  check: DescribedCheck | undefined,
  uid: string | undefined,
  context: Context,
) {
  const { verdict, remediation, guide, fix, baselineState, exemption } = result;
  const { since, engineVersion } = context.detailsOf?.(result) ?? {};
  return {
    ...common(result.check, context),
    ...severityOf(result),
    ...statusOf(result),
    message: result.detail,
    finding_info: {
      uid,
      title: check?.title ?? result.check,
      desc: check?.rationale,
      first_seen_time: since === undefined ? undefined : Date.parse(since),
    },
    compliance: complianceOf(result, check),
    // What is unknown may need no fix.
    ...(verdict === 'fail' || verdict === 'exempt' ? { remediation: { desc: remediation, references: [guide] } } : {}),
    cloud: cloudOf(result, context),
    resources: [{ ...resourceOf(result), version: engineVersion }],
    unmapped: { verdict, fix, baselineState, exemption },
  };
}

/** So that nobody takes the brokers of an input for gone. */
function ofProblem({ source, message }: Remark, uid: string | undefined, context: Context) {
  const [status_id, status] = STATUSES.unknown;
  return {
    ...common(UNUSABLE_INPUT, context),
    severity_id: 4,
    severity: 'High',
    ...NEW,
    message: `${placeOf({ source })}: ${message}`,
    finding_info: { uid, title: 'Input could not be used' },
    compliance: { control: UNUSABLE_INPUT, status_id, status, status_code: UNUSABLE_INPUT, status_details: [message] },
    cloud: { provider: 'AWS' },
    resources: [{ type: 'file', name: placeOf({ source }), data: { source } }],
  };
}

const NEW = { status_id: 1, status: 'New' } as const;

function common(event_code: string, { version, now }: Context) {
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2003,
    class_name: 'Compliance Finding',
    type_uid: 200301,
    type_name: 'Compliance Finding: Create',
    time: now.getTime(),
    metadata: {
      version: '1.5.0',
      product: { name: PRODUCT, vendor_name: PRODUCT, version },
      profiles: ['cloud'],
      event_code,
    },
  };
}

function statusOf({ verdict, baselineState }: ExplainedResult) {
  if (verdict === 'exempt') return { status_id: 3, status: 'Suppressed' };
  // By the schema, 99 is a status that it does not list.
  return baselineState === 'unchanged' ? { status_id: 99, status: 'Unchanged' } : NEW;
}

/** What passed or does not apply asks for nothing. */
function severityOf({ verdict, severity }: ExplainedResult) {
  const [severity_id, caption] = verdict === 'pass' || verdict === 'skip' ? INFORMATIONAL : SEVERITIES[severity];
  return { severity_id, severity: caption };
}

function complianceOf(result: ExplainedResult, check: DescribedCheck | undefined) {
  const [status_id, status] = STATUSES[result.verdict];
  const controls = check === undefined ? [] : (check.controls ?? controlsFor(check));
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

function cloudOf({ resource: { accountId, region } }: ExplainedResult, { accountOf, organizationId }: Context) {
  const { name, unit } = accountId === undefined ? {} : (accountOf?.(accountId) ?? {});
  const account =
    accountId === undefined ? {} : { account: { uid: accountId, name, type: 'AWS Account', type_id: 10 } };
  const org = organizationId === undefined ? {} : { org: { uid: organizationId, ou_name: unit } };
  return { provider: 'AWS', ...account, ...org, region };
}

function resourceOf(result: ExplainedResult) {
  const { source, line, address, constructPath, resource } = result;
  const { arn, id, name = nameOf(result), region } = resource;
  const data = { source, line, address, constructPath };
  return { type: 'AWS::AmazonMQ::Broker', uid: arn ?? id, name, region, cloud_partition: arn?.split(':')[1], data };
}
