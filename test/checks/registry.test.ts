import { readdirSync } from 'node:fs';
import { annotate } from '../../checks/annotation.ts';
import type { Broker } from '../../checks/broker.ts';
import { readBroker } from '../../checks/broker.ts';
import type { Check } from '../../checks/check.ts';
import { CLUSTER_SUBNETS } from '../../checks/cluster-subnets.ts';
import { controlsFor } from '../../checks/controls.ts';
import { ENGINE_VERSION } from '../../checks/engine-version.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { evaluateBroker, factsOf, foldResults } from '../../checks/evaluation.ts';
import { FACT_IDS, FACTS } from '../../checks/facts.ts';
import { guideUrl } from '../../checks/guide.ts';
import { expected, valuesOf } from '../../checks/parameters.ts';
import type { Sound } from '../../checks/registry.ts';
import { CHECKS, DEFAULT_CHECKS } from '../../checks/registry.ts';
import type { Facts } from '../support/cases.ts';
import { casesOf, GOOD } from '../support/cases.ts';
import { configured, THREE_CHECKS } from '../support/checks.ts';

function evaluate(check: Check, facts: Facts, given: Readonly<Record<string, string>> = {}): CheckResult {
  const broker = readBroker({}, { engineType: 'RABBITMQ', ...facts }, 'the source');
  const [result] = evaluateBroker(broker, [configured(check, given)]);
  if (result === undefined) throw new Error('The check gave no result.');
  return result;
}

const ONE_SENTENCE = /^[A-Z"][^\n]*[^.]\.$/;
const REMEDIES = { 'new-broker': /cannot be changed: create a new /, 'in-place': /No new broker is needed\.$/ };

test('all checks but those that are opt-in are default checks', () => {
  expect(DEFAULT_CHECKS).toEqual((CHECKS as readonly Check[]).filter(({ isOptIn }) => !isOptIn));
});

describe.each(CHECKS)('$id', (check) => {
  const rows = casesOf(check.id).rows.map(
    ([sentence, facts, verdict, detail, given = {}]) => [sentence, facts, verdict, detail, given] as const,
  );
  const failing = rows.filter(([, , verdict]) => verdict === 'fail');

  test.each(rows)('%s', (_sentence, facts, verdict, detail, given) => {
    const result = evaluate(check, facts, given);

    expect(result).toMatchObject({ verdict, detail: expect.stringMatching(detail) });
    expect(result.detail).toMatch(ONE_SENTENCE);
  });

  test.each(failing)(
    '%s, with a remedy that fits an annotation and says if it takes a new broker',
    (_, facts, _verdict, _detail, given) => {
      const finding = evaluate(check, facts, given);
      const remedy = finding.remediation ?? check.remediation;
      // An annotation has no quotation marks.
      const whole = `${finding.detail} ${remedy}`.replaceAll('"', "'");

      expect(whole.length).toBeLessThanOrEqual(256);
      expect(annotate(foldResults([finding])).replace(` ${guideUrl(check)}`, '')).toBe(whole);
      expect(remedy).toMatch(REMEDIES[check.fix]);
    },
  );

  test('a failure leads to the guide', () => {
    const annotations = failing.map(([, facts, , , given]) => annotate(foldResults([evaluate(check, facts, given)])));

    expect(annotations).toContainEqual(expect.stringMatching(new RegExp(`\\. ${guideUrl(check)}$`)));
  });

  test('a fact that is absent is named as the one to look up', () => {
    const { verdict, lacks, detail } = evaluate(check, {});

    expect(verdict).toBe('unknown');
    expect(detail).toBe(`${lacks && FACTS[lacks].name} is missing from the source.`);
  });

  test('nothing is to be looked up where all facts are there', () => {
    expect(evaluate(check, GOOD).lacks).toBeUndefined();
  });

  test.each(rows)('%s, judged by the facts that it says it reads', (_sentence, facts, _verdict, _detail, given) => {
    const broker = readBroker({}, { engineType: 'RABBITMQ', ...facts }, 'the source');
    const wanted = factsOf([check]);
    const others = FACT_IDS.filter((fact) => !wanted.has(fact)).map((fact) => [fact, undefined]);
    const checks = [configured(check, given)];

    expect(evaluateBroker({ ...broker, ...Object.fromEntries(others) }, checks)).toEqual(
      evaluateBroker(broker, checks),
    );
  });

  test('reads no fact for nothing', () => {
    const judged = (facts: Facts) => rows.map(([, own, , , given]) => evaluate(check, { ...own, ...facts }, given));
    for (const fact of check.reads) expect(judged({ [fact]: undefined })).not.toEqual(judged({}));
  });

  test('the table has rows for pass, fail and unknown', () => {
    const verdicts = rows.map(([, , verdict]) => verdict);

    expect(verdicts).toEqual(expect.arrayContaining(['fail', 'pass', 'unknown']));
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

  test('has three checks that are not opt-in', () => {
    expect(checks.filter(({ isOptIn }) => !isOptIn).map(({ id }) => id)).toEqual(THREE_CHECKS.map(({ id }) => id));
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
    const findings = CHECKS.flatMap((check) =>
      casesOf(check.id).rows.map(([, facts, , , given]) => evaluate(check, facts, given)),
    );
    const texts = JSON.stringify([checks, findings]);

    expect(texts.replaceAll('Amazon MQ has no audit logs for this engine', '')).not.toMatch(/audit/i);
  });
});

test('the compiler refuses a check that judges by a parameter that is not its own', () => {
  const judge = (_: Broker, { minimumSubnets }: { readonly minimumSubnets: number }) =>
    ({ verdict: 'pass', detail: `It has ${minimumSubnets}.` }) as const;
  const sound = { ...CLUSTER_SUBNETS, judge };
  const unsound = { ...ENGINE_VERSION, judge } as const satisfies Check;
  const accept = <C extends Check>(check: Sound<C>) => check;

  expect(accept<typeof sound>(sound)).toBe(sound);
  // @ts-expect-error -- It has no minimumSubnets.
  expect(accept<typeof unsound>(unsound)).toBe(unsound);
});

describe('the parameters of the checks', () => {
  const parameters = CHECKS.flatMap((check: Check) =>
    Object.entries(check.parameters ?? {}).map(([name, parameter]) => ({ check, name, parameter })),
  );

  test('have names that no two checks share, as a rule for several checks has them all', () => {
    const names = ['checks', ...parameters.map(({ name }) => name)];

    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  test.each(parameters)('are described: $name', ({ name, parameter }) => {
    expect(name).toMatch(/^[a-z]+([A-Z][a-z\d]+)+$/);
    expect(parameter.description).toMatch(/^[A-Z].+\.$/);
    expect(expected(parameter)).toMatch(/^[a-zA-Z].*[^.]$/);
  });

  test.each(parameters)('have an example, and a default if none has to be given, that are valid: $name', (each) => {
    const { check, name, parameter } = each;
    const texts = parameter.default === undefined ? [parameter.example] : [parameter.example, parameter.default];

    for (const text of texts) expect(configured(check, { [name]: text }).values).toHaveProperty(name);
    if (parameter.default === undefined) {
      expect(() => valuesOf(check, {})).toThrow(`Check ${check.id} needs the parameter ${name}: `);
    }
  });
});
