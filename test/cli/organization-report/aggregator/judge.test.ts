import type { Verdict } from '../../../../checks/check.ts';
import { GENERAL_LOGGING } from '../../../../checks/general-logging.ts';
import { judge } from '../../../../cli/organization-report/aggregator/judge.ts';
import type { OwnResult } from '../../../../cli/organization-report/aggregator/own-rules.ts';
import { toOwnRule } from '../../../../cli/organization-report/aggregator/own-rules.ts';

const NOW = new Date('2026-06-15T12:00:00Z');
const CHECK = GENERAL_LOGGING.id;
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

function verdict(results: readonly OwnResult[], proven?: Verdict): Verdict | undefined {
  const recorded = proven && { check: GENERAL_LOGGING, verdict: proven, detail: 'What is recorded.' };
  return judge(CHECK, results, { recorded, now: NOW })?.verdict;
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
  // Whatever is recorded: AWS Config has the last word.
  for (const proven of ['pass', 'fail', undefined] as const) {
    expect(verdict([result(CHECK, compliance, annotation)], proven)).toBe(expected);
  }
});

test.each<readonly [string, string, Verdict | undefined, Verdict]>([
  ['COMPLIANT', 'Good.', 'pass', 'pass'],
  // The rule may leave this check out, or may not have seen the last change.
  ['COMPLIANT', 'Good.', 'fail', 'unknown'],
  ['COMPLIANT', 'Good.', 'unknown', 'unknown'],
  ['COMPLIANT', 'Good.', undefined, 'unknown'],
  ['NON_COMPLIANT', 'Bad.', 'fail', 'fail'],
  ['NON_COMPLIANT', 'Bad.', 'pass', 'pass'],
  ['NON_COMPLIANT', 'Bad.', 'unknown', 'unknown'],
  ['NON_COMPLIANT', 'Bad.', undefined, 'unknown'],
  ['NOT_APPLICABLE', EXEMPT, 'pass', 'pass'],
  ['NOT_APPLICABLE', EXEMPT, 'fail', 'exempt'],
  ['NOT_APPLICABLE', UNKNOWN, 'pass', 'pass'],
  ['NOT_APPLICABLE', UNKNOWN, 'unknown', 'unknown'],
])(
  'a rule for all checks that says %s (%s) where the configuration says %s',
  (compliance, annotation, proven, expected) => {
    expect(verdict([result('rabbitmq-conformance', compliance, annotation)], proven)).toBe(expected);
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
  const { exemption } = judge(CHECK, [result(CHECK, 'NOT_APPLICABLE', annotation)], { now: NOW }) ?? {};
  expect(exemption).toMatchObject({ daysLeft, reason: annotation.slice('Exempt until 2026-06-15: '.length) });
});

test.each(['Exempt until 2026-13-45: Never.', 'Exempt until further notice'])(
  '%s is exempt, without a day',
  (annotation) => {
    expect(judge(CHECK, [result(CHECK, 'NOT_APPLICABLE', annotation)], { now: NOW })).toEqual({
      ...{ check: CHECK, verdict: 'exempt', detail: annotation },
      evaluatedAt: NOW.toISOString(),
    });
  },
);

test.each([
  'rabbitmq-general-logging',
  'my-rabbitmq-general-logging-conformance-pack-abcdefghi',
  'rabbitmq-general-logging-2-conformance-pack-x',
])('%s is no rule of this project', (name) => {
  expect(toOwnRule({ name, accountId: '111122223333', region: 'eu-west-1' })).toEqual([]);
});
