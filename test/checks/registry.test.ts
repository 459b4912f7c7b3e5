import { readdirSync } from 'node:fs';
import { annotate } from '../../checks/annotation.ts';
import { readBroker } from '../../checks/broker.ts';
import type { Check } from '../../checks/check.ts';
import { controlsFor } from '../../checks/controls.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { evaluateBroker, foldResults } from '../../checks/evaluation.ts';
import { FACTS } from '../../checks/facts.ts';
import { guideUrl } from '../../checks/guide.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { Facts } from '../support/cases.ts';
import { casesOf, GOOD } from '../support/cases.ts';

function evaluate(check: Check, facts: Facts): CheckResult {
  const broker = readBroker({}, { engineType: 'RABBITMQ', ...facts }, 'the source');
  const [result] = evaluateBroker(broker, [check]);
  if (result === undefined) throw new Error('The check gave no result.');
  return result;
}

const ONE_SENTENCE = /^[A-Z"][^\n]*[^.]\.$/;
const REMEDIES = { 'new-broker': /cannot be changed: create a new /, 'in-place': /No new broker is needed\.$/ };

describe.each(CHECKS)('$id', (check) => {
  const { rows } = casesOf(check.id);
  const failing = rows.filter(([, , verdict]) => verdict === 'fail');

  test.each(rows)('%s', (_sentence, facts, verdict, detail) => {
    const result = evaluate(check, facts);

    expect(result).toMatchObject({ verdict, detail: expect.stringMatching(detail) });
    expect(result.detail).toMatch(ONE_SENTENCE);
  });

  test.each(failing)('%s, with a remedy that fits an annotation and says if it takes a new broker', (_, facts) => {
    const finding = evaluate(check, facts);
    const remedy = finding.remediation ?? check.remediation;
    const whole = `${finding.detail} ${remedy}`;

    expect(whole.length).toBeLessThanOrEqual(256);
    expect(annotate(foldResults([finding])).replace(` ${guideUrl(check)}`, '')).toBe(whole);
    expect(remedy).toMatch(REMEDIES[check.fix]);
  });

  test('a failure leads to the guide', () => {
    expect(failing.map(([, facts]) => annotate(foldResults([evaluate(check, facts)])))).toContainEqual(
      expect.stringMatching(new RegExp(`\\. ${guideUrl(check)}$`)),
    );
  });

  test('a fact that is absent is named as the one to look up', () => {
    const { verdict, lacks, detail } = evaluate(check, {});

    expect(verdict).toBe('unknown');
    expect(detail).toBe(`${lacks && FACTS[lacks].name} is missing from the source.`);
  });

  test('nothing is to be looked up where all facts are there', () => {
    expect(evaluate(check, GOOD).lacks).toBeUndefined();
  });

  test('the table has rows for pass, fail and unknown', () => {
    const verdicts = new Set(rows.map(([, , verdict]) => verdict));

    expect([...verdicts].sort()).toEqual(['fail', 'pass', 'unknown']);
  });
});

describe('the registry', () => {
  const checks: readonly Check[] = CHECKS;

  test('has a check for each table of cases', () => {
    const tables = readdirSync(`${import.meta.dirname}/cases`).map((file) => `rabbitmq-${file.replace('.ts', '')}`);

    expect(tables.sort()).toEqual(checks.map(({ id }) => id).sort());
  });

  test('has no id twice', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  test.each(checks)('has the id $id in kebab case and short enough for what packs append', ({ id }) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(id.length).toBeLessThanOrEqual(37);
  });

  test.each(checks)('describes $id as AWS describes its rules', ({ id, description }) => {
    expect(description).toMatch(/^Checks if .*Amazon MQ.* NON_COMPLIANT if .*\.$/);
    expect(`${description} ${guideUrl({ id })}`.length).toBeLessThanOrEqual(256);
  });

  // Pages of AWS that map a rule to controls. What others map, or what a model suggests, is no source.
  const MAPPINGS =
    /^https:\/\/docs\.aws\.amazon\.com\/(securityhub|config|controltower|awssupport)\/latest\/[\w/-]+\.html(#[\w-]+)?$/;

  test.each(checks)('has a page of AWS for each control of $id, and no framework twice', (check) => {
    const controls = controlsFor(check);
    for (const { ids, source } of controls) {
      expect(ids.length).toBeGreaterThan(0);
      expect(source).toMatch(MAPPINGS);
    }
    expect(new Set(controls.map(({ framework }) => framework)).size).toBe(controls.length);
  });

  test('claims no control for what AWS has mapped to none', () => {
    const mapped = checks.filter((check) => controlsFor(check).length > 0).map(({ id }) => id);
    expect(mapped).toEqual(['rabbitmq-cluster-deployment']);
  });

  test('names audit logs only to say that RabbitMQ has none', () => {
    const findings = CHECKS.flatMap((check) => casesOf(check.id).rows.map(([, facts]) => evaluate(check, facts)));
    const texts = JSON.stringify([checks, findings]);

    expect(texts.replaceAll('Amazon MQ has no audit logs for this engine', '')).not.toMatch(/audit/i);
  });
});
