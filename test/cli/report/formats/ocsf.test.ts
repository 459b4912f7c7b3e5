import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CHANGE_CHECKS } from '../../../../checks/change-checks.ts';
import { CHECKS } from '../../../../checks/registry.ts';
import { renderOcsf } from '../../../../cli/report/formats/ocsf.ts';
import type { ExplainedResult, Report } from '../../../../cli/report/results.ts';
import { badBroker, broker, cliAnswer, identity } from '../../forms.ts';
import { EVALUATE, exemptResultOf, HOSTILE, reportOf, resultOf, run } from '../../support.ts';

const SCHEMA = join(import.meta.dirname, '../../../fixtures/ocsf-compliance-finding-1.5.0.json');
const ajv = new Ajv2020({ allErrors: true, strict: false });
const isValid = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
const NOW = new Date('2026-11-30T12:00:00Z');

// biome-ignore lint/suspicious/noExplicitAny: what the schema describes.
type Finding = Record<string, any>;

function valid(findings: readonly Finding[]): readonly Finding[] {
  for (const finding of findings) {
    expect({ valid: isValid(finding), errors: isValid.errors }).toEqual({ valid: true, errors: null });
  }
  return findings;
}

function findings(report: Report): readonly Finding[] {
  return valid(JSON.parse(renderOcsf(report, { version: '1.2.3', checks: [...CHECKS, ...CHANGE_CHECKS], now: NOW })));
}

function findingOf(result: ExplainedResult): Finding {
  const [finding = {}] = findings(reportOf([result]));
  return finding;
}

it('the schema refuses a finding that lacks what is required, or has what there is not', () => {
  const finding = findingOf(resultOf());
  const { compliance, ...others } = finding;
  expect(isValid(others)).toBe(false);
  expect(isValid({ ...finding, verdict: 'fail' })).toBe(false);
});

it.each([
  ['pass', [1, 'Pass'], [1, 'Informational'], 'New'],
  ['fail', [3, 'Fail'], [3, 'Medium'], 'New'],
  ['unknown', [2, 'Warning'], [3, 'Medium'], 'New'],
  ['skip', [99, 'Not applicable'], [1, 'Informational'], 'New'],
  ['exempt', [3, 'Fail'], [3, 'Medium'], 'Suppressed'],
] as const)('of a %s has the status, the severity and the state', (verdict, status, severity, state) => {
  const finding = findingOf(verdict === 'exempt' ? exemptResultOf() : resultOf({ verdict }));
  expect([finding.compliance.status_id, finding.compliance.status]).toEqual(status);
  expect([finding.severity_id, finding.severity]).toEqual(severity);
  expect(finding.status).toBe(state);
  expect(finding.compliance.status_code).toBe(verdict);
  expect('remediation' in finding).toBe(verdict === 'fail' || verdict === 'exempt');
});

it('has the check, the broker with its account and place, and why', () => {
  const { id, arn, name, accountId, region } = {
    ...identity('orders'),
    arn: 'arn:aws-cn:mq:cn-north-1:1:broker:o:b-1',
  };
  const finding = findingOf(
    resultOf({ resource: { id, arn, name, accountId, region }, constructPath: 'Stack/Orders' }),
  );
  expect(finding).toMatchObject({
    time: NOW.getTime(),
    message: 'General logging is off.',
    metadata: { version: '1.5.0', product: { version: '1.2.3' }, event_code: 'rabbitmq-general-logging' },
    finding_info: { uid: expect.stringMatching(/^[0-9a-f]{64}$/) },
    cloud: { provider: 'AWS', account: { uid: accountId, type_id: 10 }, region },
    remediation: { desc: 'Switch it on.', references: ['https://example.com/guide#rabbitmq-general-logging'] },
    resources: [
      {
        uid: arn,
        name: 'orders',
        region,
        cloud_partition: 'aws-cn',
        data: { source: 'infra/template.yaml', line: 12, address: 'Orders', constructPath: 'Stack/Orders' },
      },
    ],
  });
});

it('has a finding for input that could not be used', () => {
  const problems = ['is empty.', 'is broken.'].map((message) => ({ source: 'infra/a.yaml', message }));
  const [finding, other] = findings(reportOf([], { problems }));
  expect(finding).toMatchObject({
    severity: 'High',
    status: 'New',
    message: 'infra/a.yaml: is empty.',
    metadata: { event_code: 'unusable-input' },
    compliance: { control: 'unusable-input', status: 'Warning' },
    resources: [{ name: 'infra/a.yaml', data: { source: 'infra/a.yaml' } }],
  });
  expect(other?.finding_info.uid).not.toBe(finding?.finding_info.uid);
});

it('has the controls that require the same', () => {
  const { standards, requirements } = findingOf(resultOf({ check: 'rabbitmq-cluster-deployment' })).compliance;
  expect(standards).toContain('NIST SP 800-53 Rev. 5');
  expect(requirements).toContain('NIST SP 800-53 Rev. 5 CP-10');
});

it('names a broker of a template, of which only the address is known', () => {
  expect(findingOf(resultOf({ resource: {} })).resources[0].name).toBe('Orders');
});

it('is valid for a check of changes, which has no controls', () => {
  for (const { id } of CHANGE_CHECKS) expect(findingOf(resultOf({ check: id })).compliance.control).toBe(id);
});

it('says why something is exempt, and whether it is in the baseline', () => {
  const { compliance } = findingOf(exemptResultOf());
  expect(compliance.status_details).toContain('Exempt until 2027-03-31 (121 days left): Holds no data. (OPS-1)');
  expect(findingOf(resultOf({ baselineState: 'unchanged' })).unmapped.baselineState).toBe('unchanged');
});

it('keeps what an input says, and lets nothing through that a terminal would obey', () => {
  const report = reportOf([resultOf({ source: HOSTILE, address: HOSTILE, detail: HOSTILE })]);
  expect(findings(report)[0]?.message).toBe(HOSTILE);
  const text = renderOcsf(report, { version: '1.2.3', checks: CHECKS, now: NOW });
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

it('is written by the command line, with the time', async () => {
  const inputs = [badBroker(), broker(), broker({ engineType: 'ACTIVEMQ' })].map((facts) => cliAnswer(facts));
  const { stdout } = await run([...EVALUATE, '--format', 'ocsf'], { stdin: [JSON.stringify(inputs)], now: NOW });
  const written = valid(JSON.parse(stdout));
  expect(written).toHaveLength(9);
  expect(new Set(written.map(({ time }) => time))).toEqual(new Set([NOW.getTime()]));
});
