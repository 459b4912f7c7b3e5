import type { BrokerChange } from '../../checks/change-checks.ts';
import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { RuleParametersError } from '../../checks/parameters.ts';
import { CHECKS, RULE_CHECKS } from '../../checks/registry.ts';
import { parseRuleParameters } from '../../checks/rule-parameters.ts';

const REPLACEMENT = 'rabbitmq-no-replacement';
const DELETION = 'rabbitmq-no-deletion';

/** What is found, by check. */
function findings(change: Omit<BrokerChange, 'engineType'> & Partial<BrokerChange>) {
  return CHANGE_CHECKS.flatMap(({ id, judgeChange }) => {
    const finding = judgeChange({ engineType: 'RABBITMQ', ...change });
    return finding ? [[id, finding.verdict, finding.detail]] : [];
  });
}

test.each<[string, Partial<BrokerChange>, string]>([
  [
    'in an order that is not known',
    {},
    'The change replaces the broker. Its messages, queues, users and endpoint are lost.',
  ],
  [
    'with the deletion first',
    { isCreatedFirst: false, why: 'deployment_mode cannot be updated' },
    'The change replaces the broker, because deployment_mode cannot be updated. It deletes this broker, then creates the ' +
      'new one. Its messages, queues, users and endpoint are lost.',
  ],
  [
    'with the creation first',
    { isCreatedFirst: true },
    'The change replaces the broker. It creates the new broker, then deletes this one. Its messages, queues, users and ' +
      'endpoint are lost.',
  ],
  [
    'while the old broker stays',
    { isCreatedFirst: true, isKept: true },
    'The change replaces the broker. The old broker stays in AWS, but the new one is empty and has another endpoint.',
  ],
])('a replacement %s fails', (_, change, detail) => {
  expect(findings({ effect: 'replace', ...change })).toEqual([[REPLACEMENT, 'fail', detail]]);
});

test('a deletion fails', () => {
  const detail =
    'The change deletes the broker, because it is no longer in the configuration. Its messages, queues, users and endpoint are lost.';
  expect(findings({ effect: 'delete', why: 'it is no longer in the configuration' })).toEqual([
    [DELETION, 'fail', detail],
  ]);
});

test('what may replace a broker is unknown', () => {
  expect(findings({ effect: 'may-replace', why: 'BrokerName depends on a parameter' })).toEqual([
    [REPLACEMENT, 'unknown', 'The change may replace the broker, because BrokerName depends on a parameter.'],
  ]);
});

test('what cannot be told is unknown to both', () => {
  const detail = 'The change may delete or replace the broker, because its actions cannot be read.';
  expect(findings({ effect: 'unclear', why: 'its actions cannot be read' })).toEqual([
    [REPLACEMENT, 'unknown', detail],
    [DELETION, 'unknown', detail],
  ]);
});

describe.each<BrokerChange['effect']>(['replace', 'delete', 'may-replace', 'unclear'])('%s', (effect) => {
  it('is not reported for ActiveMQ', () => {
    expect(findings({ effect, engineType: 'ACTIVEMQ' })).toEqual([]);
  });

  it.each<[string | undefined, string]>([
    [undefined, 'whose engine is not known'],
    ['RABBIT', 'whose engine type "RABBIT" is unknown'],
  ])('is unknown for the engine %p', (engineType, expected) => {
    const found = findings({ effect, engineType });
    expect(found.length).toBeGreaterThan(0);
    for (const [, verdict, detail] of found) {
      expect(verdict).toBe('unknown');
      expect(detail).toMatch(
        new RegExp(`^The change (may )?(replaces?|deletes?|delete or replace) a broker ${expected}`),
      );
    }
  });
});

test.each(CHANGE_CHECKS)('$id is no rule of AWS Config', ({ id }) => {
  expect(CHECKS.map((check): string => check.id)).not.toContain(id);
  expect(() => parseRuleParameters(JSON.stringify({ checks: id }), RULE_CHECKS)).toThrow(RuleParametersError);
});

test.each(CHANGE_CHECKS)('$id is named as checks are', ({ id, title }) => {
  expect(id).toMatch(/^rabbitmq(-[a-z]+)+$/);
  expect(id.length).toBeLessThanOrEqual(37);
  expect(title).toMatch(/^RabbitMQ broker is not /);
});
