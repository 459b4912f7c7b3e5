import type { Verdict } from '../../../../checks/check.ts';
import { GENERAL_LOGGING } from '../../../../checks/general-logging.ts';
import { NO_PUBLIC_ACCESS } from '../../../../checks/no-public-access.ts';
import { judge } from '../../../../cli/organization-report/aggregator/judge.ts';
import type { OwnResult } from '../../../../cli/organization-report/aggregator/own-rules.ts';
import { toOwnRule } from '../../../../cli/organization-report/aggregator/own-rules.ts';

const NOW = new Date('2026-06-15T12:00:00Z');
const CHECK = GENERAL_LOGGING.id;
const BAD = 'What is recorded. What else is recorded. Turn it off.';
const UNKNOWN = 'This broker could not be evaluated: Logs.General is not known.';
const EXEMPT = 'Exempt until 2026-06-20: Holds no data.';

function result(base: string, compliance: string | undefined, annotation?: string): OwnResult {
  const [rule] = toOwnRule({
    name: `${base}-conformance-pack-abcdefghi`,
    accountId: '111122223333',
    region: 'eu-west-1',
  });
  if (!rule) throw new Error(`${base} is no rule of this project.`);
  return { rule, resourceId: 'b-1', compliance, annotation, time: NOW };
}

/** @param other what the recorded configuration says of another check */
function verdict(results: readonly OwnResult[], proven?: Verdict, other: Verdict = 'pass'): Verdict | undefined {
  const recorded = proven && [
    { check: GENERAL_LOGGING, verdict: proven, detail: 'What is recorded.' },
    { check: NO_PUBLIC_ACCESS, verdict: other, detail: 'What else is recorded.' },
  ];
  return judge(GENERAL_LOGGING, results, { recorded, now: NOW })?.verdict;
}

test.each<readonly [string, string | undefined, string, Verdict | undefined]>([
  ['COMPLIANT', 'COMPLIANT', 'Good.', 'pass'],
  ['NON_COMPLIANT', 'NON_COMPLIANT', 'Bad.', 'fail'],
  ['NOT_APPLICABLE', 'NOT_APPLICABLE', 'The engine is ACTIVEMQ, not RabbitMQ.', 'skip'],
  ['NOT_APPLICABLE of what could not be evaluated', 'NOT_APPLICABLE', UNKNOWN, 'unknown'],
  ['NOT_APPLICABLE of what is exempt', 'NOT_APPLICABLE', EXEMPT, 'exempt'],
  ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', '', undefined],
  ['a word that is not known', 'ERROR', '', 'unknown'],
  ['no word', undefined, '', 'unknown'],
])('a rule for one check that says %s', (_, compliance, annotation, expected) => {
  // Whatever is recorded: AWS Config has the last word, but never for a pass that its record contradicts.
  for (const proven of ['pass', 'fail', undefined] as const) {
    const isContradicted = expected === 'pass' && proven === 'fail';
    expect(verdict([result(CHECK, compliance, annotation)], proven)).toBe(isContradicted ? 'unknown' : expected);
  }
});

test.each<readonly [string, string, Verdict | undefined, Verdict, Verdict?]>([
  ['COMPLIANT', 'Good.', 'pass', 'pass'],
  // The rule may leave this check out, or may not have seen the last change.
  ['COMPLIANT', 'Good.', 'fail', 'unknown'],
  ['COMPLIANT', 'Good.', 'unknown', 'unknown'],
  ['COMPLIANT', 'Good.', undefined, 'unknown'],
  ['NON_COMPLIANT', BAD, 'fail', 'fail'],
  ['NON_COMPLIANT', BAD, 'pass', 'pass', 'fail'],
  // The rule has seen something that AWS Config has not recorded.
  ['NON_COMPLIANT', BAD, 'pass', 'unknown', 'pass'],
  ['NON_COMPLIANT', BAD, 'pass', 'unknown', 'unknown'],
  // The rule speaks of another failure than the one that AWS Config has recorded.
  ['NON_COMPLIANT', 'Another thing.', 'fail', 'unknown'],
  ['NON_COMPLIANT', 'What else is recorded. Turn it off.', 'fail', 'unknown', 'fail'],
  ['NON_COMPLIANT', 'Another thing.', 'pass', 'unknown', 'fail'],
  // An annotation that is cut off cannot say all failures.
  ['NON_COMPLIANT', 'What else is recorded. What is…', 'fail', 'fail', 'fail'],
  ['NON_COMPLIANT', 'Another thing, which is lo…', 'fail', 'unknown', 'fail'],
  ['NON_COMPLIANT', BAD, 'unknown', 'unknown'],
  ['NON_COMPLIANT', BAD, undefined, 'unknown'],
  ['NOT_APPLICABLE', EXEMPT, 'pass', 'pass', 'fail'],
  ['NOT_APPLICABLE', EXEMPT, 'pass', 'exempt', 'pass'],
  ['NOT_APPLICABLE', EXEMPT, 'fail', 'exempt'],
  ['NOT_APPLICABLE', UNKNOWN, 'pass', 'pass', 'unknown'],
  ['NOT_APPLICABLE', UNKNOWN, 'pass', 'unknown', 'pass'],
  ['NOT_APPLICABLE', UNKNOWN, 'pass', 'unknown', 'fail'],
  ['NOT_APPLICABLE', 'The broker is being deleted.', 'pass', 'skip', 'fail'],
  ['NOT_APPLICABLE', UNKNOWN, 'unknown', 'unknown'],
])(
  'a rule for all checks that says %s (%s) where the configuration says %s: %s, beside another check with %s',
  (...[compliance = '', annotation = '', proven, expected, other]) => {
    const results = [result('rabbitmq-conformance', compliance, annotation)];
    expect(verdict(results, proven as Verdict | undefined, other as Verdict | undefined)).toBe(expected);
  },
);

test('of several results, the gravest counts, and other rules do not', () => {
  const good = result(CHECK, 'COMPLIANT');
  const bad = result(CHECK, 'NON_COMPLIANT');
  expect(verdict([good, bad])).toBe('fail');
  expect(verdict([result(CHECK, 'NOT_APPLICABLE', EXEMPT), good])).toBe('exempt');
  expect(verdict([result('rabbitmq-no-public-access', 'NON_COMPLIANT')])).toBeUndefined();
  expect(verdict([])).toBeUndefined();
});

test.each([
  ['the last day', 'Exempt until 2026-06-15: Two reasons / of which one has a ticket (OPS-1)', 0],
  ['a later day', EXEMPT, 5],
])('the exemption of an annotation has the days left: %s', (_, annotation, daysLeft) => {
  const { exemption } = judge(GENERAL_LOGGING, [result(CHECK, 'NOT_APPLICABLE', annotation)], { now: NOW }) ?? {};
  expect(exemption).toMatchObject({ daysLeft, reason: annotation.slice('Exempt until 2026-06-15: '.length) });
});

test.each([
  ['2026-06-14: Moves.', 'The exemption ended on 2026-06-14, and AWS Config has no result since.'],
  ['2026-13-45: Never.', 'AWS Config says "Exempt until 2026-13-45: Never.", in which there is no last day.'],
  ['further notice', 'AWS Config says "Exempt until further notice", in which there is no last day.'],
])('an exemption that has ended, or whose last day cannot be read, is unknown: %s', (text, detail) => {
  for (const base of [CHECK, 'rabbitmq-conformance']) {
    const judged = judge(GENERAL_LOGGING, [result(base, 'NOT_APPLICABLE', `Exempt until ${text}`)], { now: NOW });
    expect(judged).toEqual({ check: CHECK, verdict: 'unknown', detail, evaluatedAt: NOW.toISOString() });
  }
});

test.each([
  'rabbitmq-general-logging',
  'my-rabbitmq-general-logging-conformance-pack-abcdefghi',
  'rabbitmq-general-logging-2-conformance-pack-x',
])('%s is no rule of this project', (name) => {
  expect(toOwnRule({ name, accountId: '111122223333', region: 'eu-west-1' })).toEqual([]);
});
