import { annotate } from '../../checks/annotation.ts';
import type { RawFacts } from '../../checks/broker.ts';
import { FACT_NAMES, readBroker } from '../../checks/broker.ts';
import type { Check, Verdict } from '../../checks/check.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { evaluateBroker, foldResults } from '../../checks/evaluation.ts';
import type { CheckId } from '../../checks/registry.ts';
import { CHECKS } from '../../checks/registry.ts';

/** What a source has of a RabbitMQ broker. What is not named, it does not have. */
type Facts = Partial<RawFacts>;

type Row = readonly [sentence: string, facts: Facts, verdict: Verdict, detail: RegExp];

const GOOD = { deploymentMode: 'CLUSTER_MULTI_AZ', publiclyAccessible: false, generalLogging: true };
const { deploymentMode, publiclyAccessible, generalLogging } = GOOD;

const TABLES: Record<CheckId, readonly Row[]> = {
  'rabbitmq-cluster-deployment': [
    ['a cluster passes', { deploymentMode: 'CLUSTER_MULTI_AZ' }, 'pass', /mode is CLUSTER_MULTI_AZ\.$/],
    ['a cluster in lower case passes', { deploymentMode: 'cluster_multi_az' }, 'pass', /mode is CLUSTER_MULTI_AZ\.$/],
    ['a cluster in mixed case passes', { deploymentMode: 'Cluster_Multi_AZ' }, 'pass', /mode is CLUSTER_MULTI_AZ\.$/],
    ['a single instance fails', { deploymentMode: 'SINGLE_INSTANCE' }, 'fail', /SINGLE_INSTANCE, not CLUSTER_MULTI_AZ/],
    ['a single instance in mixed case fails', { deploymentMode: 'Single_Instance' }, 'fail', /is SINGLE_INSTANCE, not/],
    [
      'active/standby is no cluster',
      { deploymentMode: 'ACTIVE_STANDBY_MULTI_AZ' },
      'fail',
      /is ACTIVE_STANDBY_MULTI_AZ, not/,
    ],
    [
      'active/standby in lower case fails',
      { deploymentMode: 'active_standby_multi_az' },
      'fail',
      /_STANDBY_MULTI_AZ, not/,
    ],
    [
      'a mode of the future is unknown',
      { deploymentMode: 'MULTI_REGION' },
      'unknown',
      /^"MULTI_REGION" is not a deployment/,
    ],
    [
      'a mode that only begins like a cluster',
      { deploymentMode: 'CLUSTER_MULTI_AZ_2' },
      'unknown',
      /"CLUSTER_MULTI_AZ_2"/,
    ],
    [
      'a mode that is a number is unknown',
      { deploymentMode: 3 },
      'unknown',
      /^DeploymentMode has the unreadable value 3 in/,
    ],
    ['a mode in a list is unknown', { deploymentMode: ['CLUSTER_MULTI_AZ'] }, 'unknown', /unreadable value a list in/],
    ['an empty mode is unknown', { deploymentMode: '' }, 'unknown', /unreadable value "" in/],
    ['a mode of null is unknown', { deploymentMode: null }, 'unknown', /^DeploymentMode is missing from the source/],
    ['an absent mode is unknown', {}, 'unknown', /^DeploymentMode is missing from the source/],
    [
      'other facts do not stand in for the mode',
      { publiclyAccessible, generalLogging },
      'unknown',
      /^DeploymentMode is/,
    ],
  ],
  'rabbitmq-no-public-access': [
    ['a private broker passes', { publiclyAccessible: false }, 'pass', /^The broker is not publicly accessible\.$/],
    ['"false" as text passes', { publiclyAccessible: 'false' }, 'pass', /is not publicly accessible/],
    ['"FALSE" as text passes', { publiclyAccessible: 'FALSE' }, 'pass', /is not publicly accessible/],
    ['a public broker fails', { publiclyAccessible: true }, 'fail', /^The broker is publicly accessible\.$/],
    ['"True" as text fails', { publiclyAccessible: 'True' }, 'fail', /is publicly accessible/],
    ['0 is not false', { publiclyAccessible: 0 }, 'unknown', /^PubliclyAccessible has the unreadable value 0 in/],
    ['"no" is not false', { publiclyAccessible: 'no' }, 'unknown', /unreadable value "no" in/],
    ['an empty text is not false', { publiclyAccessible: '' }, 'unknown', /unreadable value "" in/],
    ['a list of false is not false', { publiclyAccessible: [false] }, 'unknown', /unreadable value a list in/],
    ['null is unknown', { publiclyAccessible: null }, 'unknown', /^PubliclyAccessible is missing from the source/],
    ['absence is unknown', {}, 'unknown', /^PubliclyAccessible is missing from the source/],
    ['other facts do not stand in for it', { deploymentMode, generalLogging }, 'unknown', /^PubliclyAccessible is/],
  ],
  'rabbitmq-general-logging': [
    ['logging that is on passes', { generalLogging: true }, 'pass', /^General logging is on\.$/],
    ['"TRUE" as text passes', { generalLogging: 'TRUE' }, 'pass', /logging is on\.$/],
    ['on, pending on, passes', { generalLogging: true, pendingGeneralLogging: true }, 'pass', /logging is on\.$/],
    [
      'on, pending off, passes and says so',
      { generalLogging: true, pendingGeneralLogging: false },
      'pass',
      /will switch it off/,
    ],
    [
      'on, pending unreadable, passes',
      { generalLogging: true, pendingGeneralLogging: 'no' },
      'pass',
      /logging is on\.$/,
    ],
    ['logging that is off fails', { generalLogging: false }, 'fail', /^General logging is off\.$/],
    ['"False" as text fails', { generalLogging: 'False' }, 'fail', /logging is off\.$/],
    [
      'off, pending on, fails and says so',
      { generalLogging: false, pendingGeneralLogging: true },
      'fail',
      /until a pending change/,
    ],
    [
      'off, pending "True", fails and says so',
      { generalLogging: 'false', pendingGeneralLogging: 'True' },
      'fail',
      /until a pending/,
    ],
    ['off, pending off, fails', { generalLogging: false, pendingGeneralLogging: false }, 'fail', /logging is off\.$/],
    [
      'off, pending unreadable, fails',
      { generalLogging: false, pendingGeneralLogging: 'yes' },
      'fail',
      /logging is off\.$/,
    ],
    [
      'a pending change does not stand in for logging',
      { pendingGeneralLogging: true },
      'unknown',
      /^Logs\.General is missing/,
    ],
    ['1 is not true', { generalLogging: 1 }, 'unknown', /^Logs\.General has the unreadable value 1 in/],
    ['an object is not true', { generalLogging: {} }, 'unknown', /unreadable value an object in/],
    ['null is unknown', { generalLogging: null }, 'unknown', /^Logs\.General is missing from the source/],
    ['absence is unknown, never off', {}, 'unknown', /^Logs\.General is missing from the source/],
    ['other facts do not stand in for it', { deploymentMode, publiclyAccessible }, 'unknown', /^Logs\.General is/],
  ],
};

const NOTHING: RawFacts = {
  engineType: undefined,
  deploymentMode: undefined,
  publiclyAccessible: undefined,
  generalLogging: undefined,
  pendingGeneralLogging: undefined,
};

function evaluate(check: Check, facts: Facts): CheckResult {
  const broker = readBroker({}, { ...NOTHING, engineType: 'RABBITMQ', ...facts }, 'the source');
  const [result] = evaluateBroker(broker, [check]);
  if (result === undefined) throw new Error('The check gave no result.');
  return result;
}

describe.each(CHECKS)('$id', (check) => {
  test.each(TABLES[check.id])('%s', (_sentence, facts, verdict, detail) => {
    const result = evaluate(check, facts);

    expect(result).toMatchObject({ verdict, detail: expect.stringMatching(detail) });
  });

  test('a fact that is absent is named as the one to look up', () => {
    const { verdict, lacks, detail } = evaluate(check, {});

    expect(verdict).toBe('unknown');
    expect(detail).toBe(`${lacks && FACT_NAMES[lacks]} is missing from the source.`);
  });

  test('nothing is to be looked up where all facts are there', () => {
    expect(evaluate(check, GOOD).lacks).toBeUndefined();
  });

  test('the table has rows for pass, fail and unknown', () => {
    const verdicts = new Set(TABLES[check.id].map(([, , verdict]) => verdict));

    expect([...verdicts].sort()).toEqual(['fail', 'pass', 'unknown']);
  });
});

describe('the registry', () => {
  const checks: readonly Check[] = CHECKS;
  const findings = CHECKS.flatMap((check) => TABLES[check.id].map(([, facts]) => evaluate(check, facts)));
  const failures = new Map(
    findings.filter(({ verdict }) => verdict === 'fail').map((finding) => [finding.detail, finding]),
  );

  test('has no id twice', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  test.each(checks)('has the id $id in kebab case and short enough for what packs append', ({ id }) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(id.length).toBeLessThanOrEqual(37);
  });

  test.each(checks)('describes $id as AWS describes its rules', ({ description }) => {
    expect(description).toMatch(/^Checks if .*Amazon MQ.* NON_COMPLIANT if .*\.$/);
    expect(description.length).toBeLessThanOrEqual(256);
  });

  test.each([...failures.values()])('has a remedy for "$detail" that fits an annotation', (finding) => {
    const whole = `${finding.detail} ${finding.remediation ?? finding.check.remediation}`;

    expect(whole.length).toBeLessThanOrEqual(256);
    expect(annotate(foldResults([finding]))).toBe(whole);
  });

  test.each([...failures.values()])('says in the remedy for "$detail" whether it takes a new broker', (finding) => {
    const remedy = finding.remediation ?? finding.check.remediation;
    const expected = { 'new-broker': /cannot be changed: create a new /, 'in-place': /No new broker is needed\.$/ };

    expect(remedy).toMatch(expected[finding.check.fix]);
  });

  test.each([...new Set(findings.map(({ detail }) => detail))])('finds "%s", which is one plain sentence', (detail) => {
    expect(detail).toMatch(/^[A-Z"][^\n]*[^.]\.$/);
  });

  test('names audit logs only to say that RabbitMQ has none', () => {
    const texts = JSON.stringify([checks, findings]);

    expect(texts.replaceAll('Amazon MQ has no audit log for this engine', '')).not.toMatch(/audit/i);
  });
});
