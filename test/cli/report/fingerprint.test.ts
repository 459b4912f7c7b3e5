import { fingerprints } from '../../../cli/report/fingerprint.ts';
import type { ExplainedResult } from '../../../cli/report/results.ts';
import { resultOf } from '../support.ts';

const ARN = 'arn:aws:mq:eu-west-1:111122223333:broker:orders:b-1';
const FOLDER = '/home/me/project';

function fingerprint(differences: Partial<ExplainedResult>, folder = FOLDER): string | undefined {
  return fingerprints([resultOf(differences)], folder)[0];
}

describe('a fingerprint stays the same where', () => {
  it.each<[string, Partial<ExplainedResult>, Partial<ExplainedResult>]>([
    ['lines move', { line: 3 }, { line: 30 }],
    ['the verdict changes', { verdict: 'fail' }, { verdict: 'unknown', detail: 'Logs is !If.' }],
    ['the fix is another one', { remediation: 'a' }, { remediation: 'b' }],
    ['the path is written otherwise', { source: 'a/b.yaml' }, { source: './a/../a/b.yaml' }],
    ['the path is absolute', { source: 'a/b.yaml' }, { source: `${FOLDER}/a/b.yaml` }],
    [
      'a broker of the same ARN is in another file',
      { resource: { arn: ARN } },
      { resource: { arn: ARN }, source: '-' },
    ],
    [
      'a broker of the same id is in another file',
      { resource: { id: 'b-1', region: 'eu-west-1' } },
      { resource: { id: 'b-1', region: 'eu-west-1' }, source: '-' },
    ],
    ['a broker with an ARN has another name', { resource: { arn: ARN, name: 'a' } }, { resource: { arn: ARN } }],
  ])('%s', (_, one, other) => {
    expect(fingerprint(one)).toBe(fingerprint(other));
  });

  it('the project lies in another folder', () => {
    const there = { source: '/srv/checkout/a/b.yaml' };
    expect(fingerprint({ source: 'a/b.yaml' })).toBe(fingerprint(there, '/srv/checkout'));
  });

  it('other brokers come before it', () => {
    const mine = resultOf();
    const other = resultOf({ address: 'Other' });
    expect(fingerprints([other, mine], FOLDER)[1]).toBe(fingerprints([mine], FOLDER)[0]);
  });
});

describe('a fingerprint is another one for', () => {
  it.each<[string, Partial<ExplainedResult>, Partial<ExplainedResult>]>([
    ['another check', {}, { check: 'rabbitmq-no-public-access' }],
    ['another address', { address: 'A' }, { address: 'B' }],
    ['another file', { source: 'a.yaml' }, { source: 'b.yaml' }],
    ['standard input', { source: 'a.yaml' }, { source: '-' }],
    ['another ARN', { resource: { arn: ARN } }, { resource: { arn: `${ARN}0` } }],
    ['another region', { resource: { id: 'x', region: 'a' } }, { resource: { id: 'x', region: 'b' } }],
    [
      'another name, where there is no more to tell brokers apart',
      { address: undefined, resource: { name: 'a' } },
      { address: undefined, resource: { name: 'b' } },
    ],
  ])('%s', (_, one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });

  it('another broker of the same file that nothing tells apart', () => {
    const checks = ['rabbitmq-no-public-access', 'rabbitmq-general-logging'];
    const brokers = [{}, {}];
    const results = brokers.flatMap((resource) =>
      checks.map((check) => resultOf({ resource, check, address: undefined })),
    );
    expect(new Set(fingerprints(results, FOLDER)).size).toBe(4);
  });
});

it('is a SHA-256 in hexadecimal', () => {
  expect(fingerprint({})).toMatch(/^[0-9a-f]{64}$/);
});
