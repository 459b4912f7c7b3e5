import fc from 'fast-check';
import { annotate, oneLine } from '../../checks/annotation.ts';
import { readBroker } from '../../checks/broker.ts';
import type { Finding, Verdict } from '../../checks/check.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { evaluateBroker, foldResults } from '../../checks/evaluation.ts';
import { FACT_IDS } from '../../checks/facts.ts';
import { guideUrl } from '../../checks/guide.ts';
import { CHECKS } from '../../checks/registry.ts';
import { CONFIGURED_CHECKS, THREE_CHECKS } from '../support/checks.ts';

const [CLUSTER, ACCESS, LOGGING] = THREE_CHECKS;

function results(verdict: Verdict, ...details: readonly string[]): readonly CheckResult[] {
  return details.map((detail, index) => ({ check: THREE_CHECKS[index] ?? CLUSTER, verdict, detail }));
}

/** Half of a character that UTF-16 writes in two. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;

describe('annotate', () => {
  const off: Finding = { verdict: 'fail', detail: 'General logging is off.' };
  const exposed: Finding = { verdict: 'fail', detail: 'The broker is public.' };

  test('tells what is wrong and the remedy of the check', () => {
    expect(annotate(foldResults([{ check: LOGGING, ...off }]))).toBe(
      `General logging is off. ${LOGGING.remediation} ${guideUrl(LOGGING)}`,
    );
  });

  test('prefers the remedy of the finding', () => {
    expect(annotate(foldResults([{ check: LOGGING, ...off, remediation: 'Reboot the broker.' }]))).toBe(
      `General logging is off. Reboot the broker. ${guideUrl(LOGGING)}`,
    );
  });

  test('says of several failures that only a new broker fixes all if one of them requires it', () => {
    const folded = foldResults([
      { check: ACCESS, ...exposed },
      { check: LOGGING, ...off },
    ]);

    expect(annotate(folded)).toBe(
      `The broker is public. General logging is off. Only a new broker fixes all of this. ${guideUrl()}`,
    );
  });

  test('says of several failures that the fix requires a new broker if all of them do', () => {
    const single: Finding = { verdict: 'fail', detail: 'It is no cluster.' };
    const folded = foldResults([
      { check: CLUSTER, ...single },
      { check: ACCESS, ...exposed },
    ]);

    expect(annotate(folded)).toBe(
      `It is no cluster. The broker is public. The fix requires a new broker. ${guideUrl()}`,
    );
  });

  test('says of several failures that they can be fixed in place if all can', () => {
    const inPlace = { ...ACCESS, fix: 'in-place' as const };
    const folded = foldResults([
      { check: inPlace, ...exposed },
      { check: LOGGING, ...off },
    ]);

    expect(annotate(folded)).toBe(
      `The broker is public. General logging is off. You can fix this in place. ${guideUrl()}`,
    );
  });

  test.each<readonly [Verdict, readonly string[], string]>([
    ['pass', ['It is good.'], 'It is good.'],
    ['pass', ['It is good.', 'It is better.'], 'It is good. It is better.'],
    ['skip', ['The engine is ACTIVEMQ, not RabbitMQ.'], 'The engine is ACTIVEMQ, not RabbitMQ.'],
    ['skip', ['Gone.', 'Gone.', 'Gone.'], 'Gone.'],
    ['unknown', ['It is missing.'], 'This broker could not be evaluated: It is missing.'],
    ['unknown', ['A.', 'B.', 'A.'], 'This broker could not be evaluated: A. B.'],
  ])('tells of %s with the details %j', (verdict, details, annotation) => {
    expect(annotate(foldResults(results(verdict, ...details)))).toBe(annotation);
  });

  test('never cuts what the three checks together find wrong', () => {
    const texts = [true, false].flatMap((pendingGeneralLogging) =>
      ['SINGLE_INSTANCE', 'ACTIVE_STANDBY_MULTI_AZ'].map((deploymentMode) => {
        const facts = { engineType: 'RABBITMQ', publiclyAccessible: true, generalLogging: false };
        const broker = readBroker({}, { ...facts, deploymentMode, pendingGeneralLogging }, 'the source');
        return annotate(foldResults(evaluateBroker(broker, THREE_CHECKS)));
      }),
    );

    expect(new Set(texts).size).toBe(4);
    for (const text of texts)
      expect(text.replace(` ${guideUrl()}`, '')).toMatch(/Only a new broker fixes all of this\.$/);
  });

  test('has the whole URL of the guide where there is room for it, and nothing of it elsewhere', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200, size: 'max' });
    fc.assert(
      fc.property(fc.subarray([...CHECKS], { minLength: 1 }), text, text, (checks, detail, remediation) => {
        const failed = checks.map((check) => ({ check, verdict: 'fail' as const, detail, remediation }));
        const url = guideUrl(failed.length === 1 ? checks[0] : undefined);
        const annotation = annotate(foldResults(failed));
        const rest = annotation.replace(` ${url}`, '');
        expect(rest).not.toContain('https:');
        expect(annotation).toBe(rest.length + 1 + url.length <= 256 ? `${rest} ${url}` : rest);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [256, 'the URL of the guide'],
    [257, 'no URL'],
  ])('of %i units with the URL of the guide has %s', (length) => {
    const url = guideUrl(CLUSTER);
    const detail = 'a'.repeat(length - ` x ${url}`.length);
    const failed = { check: CLUSTER, verdict: 'fail', detail, remediation: 'x' } as const;
    expect(annotate(foldResults([failed]))).toBe(`${detail} x${length === 256 ? ` ${url}` : ''}`);
  });

  test('is one line of 1 to 256 units of valid text that needs no escaping in JSON, whatever the broker has', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 300, size: 'max' }),
      fc.string({
        unit: fc.constantFrom('😀', 'é', '"', '\\', '\n', '\u2028', '\u0085', '\ud83d', ' '),
        maxLength: 300,
        size: 'max',
      }),
    );
    const value = fc.oneof(text, fc.constantFrom<unknown>('RABBITMQ', true, false, null, undefined, {}));
    const raw = fc.record({
      ...Object.fromEntries(FACT_IDS.map((fact) => [fact, fc.oneof(value, fc.array(value), fc.object())])),
      engineType: fc.oneof(value, fc.constant('RABBITMQ')),
      ingressRules: value,
      pendingGeneralLogging: value,
    });
    fc.assert(
      fc.property(raw, text, fc.subarray([...CONFIGURED_CHECKS], { minLength: 1 }), (facts, source, checks) => {
        const annotation = annotate(foldResults(evaluateBroker(readBroker({}, facts, source), checks)));
        expect(annotation.trim()).not.toBe('');
        expect(annotation.length).toBeLessThanOrEqual(256);
        expect(annotation).not.toMatch(LONE_SURROGATE);
        expect(annotation).not.toMatch(LINE_BREAK);
        expect(JSON.stringify(annotation)).toBe(`"${annotation}"`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('oneLine', () => {
  const fits = 'a'.repeat(256);

  test.each<readonly [string, string, string]>([
    ['leaves 256 characters as they are', fits, fits],
    ['cuts 257 characters and shows it', `${fits}a`, `${'a'.repeat(255)}…`],
    ['leaves a character of two units at the end of 256', `${'a'.repeat(254)}😀`, `${'a'.repeat(254)}😀`],
    ['keeps a character of two units that just fits before the cut', `${'a'.repeat(253)}😀bb`, `${'a'.repeat(253)}😀…`],
    ['drops a character of two units that the cut would split', `${'a'.repeat(254)}😀b`, `${'a'.repeat(254)}…`],
    ['makes one blank of line breaks, tabs and runs of blanks', 'a\r\n\tb \u2028 c\u0085d', 'a b c d'],
    ['takes control characters out', 'a\u0000b\u001b[31mc\u007fd\u009be', 'a b [31mc d e'],
    ['replaces quotation marks', 'a "b" c', "a 'b' c"],
    ['replaces quotation marks that are escaped', '"a\\"b" c', "'a'b' c"],
    ['replaces backslashes', 'a\\b', 'a/b'],
    ['replaces halves of characters', 'a\ud83db\ude00c', 'a\ufffdb\ufffdc'],
    ['leaves other alphabets as they are', 'Größe 東京 😀', 'Größe 東京 😀'],
  ])('%s', (_sentence, text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  test('makes one line of 256 units of valid text of any', () => {
    const unit = fc.constantFrom('😀', '\ud83d', '\ude00', 'a', '"', '\\', '\n', '\u0085', '\u2029');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 600, size: 'max' }), (text) => {
        const line = oneLine(text);
        expect(line.length).toBeLessThanOrEqual(256);
        expect(line).not.toMatch(LONE_SURROGATE);
        expect(line).not.toMatch(LINE_BREAK);
        expect(JSON.stringify(line)).toBe(`"${line}"`);
      }),
      { numRuns: 300 },
    );
  });
});
