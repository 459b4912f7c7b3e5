import { fromBrokerSummary, fromDescribeBroker } from '../../checks/amazon-mq.ts';
import type { Broker } from '../../checks/broker.ts';
import type { Check } from '../../checks/check.ts';
import { fromConfigurationItem, parseConfigurationItem } from '../../checks/configuration-item.ts';
import { evaluateBroker } from '../../checks/evaluation.ts';
import type { IngressRule } from '../../checks/ingress.ts';
import { RULE_CHECKS } from '../../checks/registry.ts';
import { parseRuleParameters } from '../../checks/rule-parameters.ts';
import { readsUntil } from '../../lambda/deadline.ts';
import { evaluateWithLookUp } from '../../lambda/look-up.ts';
import type { AwsAccount } from '../../lambda/ports.ts';
import { RefusedError } from '../../lambda/ports.ts';
import type { BrokerAnswer } from '../support/brokers.ts';
import { brokerId, configurationItem, describeAnswer, listEntry } from '../support/brokers.ts';
import { createFakeAccount } from '../support/fake-account.ts';

const DESCRIBE = `DescribeBroker ${brokerId(1)}`;
const GROUPS = 'DescribeSecurityGroups sg-1 sg-2';

const GOOD = describeAnswer(1, {
  ...{ engineVersion: '4.2', hostInstanceType: 'mq.m7g.large', tags: { team: 'payments' } },
  ...{ subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'], securityGroups: ['sg-1', 'sg-2'] },
  encryptionOptions: {
    useAwsOwnedKey: false,
    kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  },
});

/** The checks of a rule, the required tags of which are those of the team. */
function checksOf(checks: string): readonly Check[] {
  const needsTags = checks === 'all' || checks.includes('rabbitmq-tags');
  return parseRuleParameters(JSON.stringify({ checks, ...(needsTags ? { requiredTags: 'team' } : {}) }), RULE_CHECKS);
}

const fromItem = (broker: BrokerAnswer) => fromConfigurationItem(parseConfigurationItem(configurationItem(broker)));
const fromList = (broker: BrokerAnswer) => fromBrokerSummary(listEntry(broker));

async function evaluate(broker: Broker, checks: string, overrides: Partial<AwsAccount> = {}) {
  const account = createFakeAccount({ brokers: [GOOD] }, overrides);
  const reads = readsUntil(new AbortController().signal, account);
  const selected = checksOf(checks);
  const { verdict, results } = await evaluateWithLookUp(broker, (one) => evaluateBroker(one, selected), reads);
  return { verdict, details: results.map(({ detail }) => detail), calls: account.calls };
}

const SOURCES = 'rabbitmq-security-group-sources';
const IN_LIST: readonly string[] = ['rabbitmq-cluster-deployment', 'rabbitmq-instance-type'];

describe.each(RULE_CHECKS.map(({ id }) => id))('%s', (id) => {
  test('takes no more calls for a complete configuration item than it needs', async () => {
    const calls = id === SOURCES ? [GROUPS] : [];
    expect(await evaluate(fromItem(GOOD), id)).toMatchObject({ verdict: 'pass', calls });
  });

  test('takes no more calls in a sweep than it needs', async () => {
    const described = IN_LIST.includes(id) ? [] : [DESCRIBE];
    const calls = id === SOURCES ? [DESCRIBE, GROUPS] : described;
    expect(await evaluate(fromList(GOOD), id)).toMatchObject({ verdict: 'pass', calls });
  });

  test('takes no call for a broker of another engine', async () => {
    expect(await evaluate(fromList(describeAnswer(1, { engineType: 'ACTIVEMQ' })), id)).toMatchObject({
      ...{ verdict: 'skip', calls: [] },
    });
  });
});

test('all checks together take one call to Amazon MQ and one to Amazon EC2', async () => {
  expect(await evaluate(fromList(GOOD), 'all')).toMatchObject({ verdict: 'pass', calls: [DESCRIBE, GROUPS] });
  expect(await evaluate(fromItem(GOOD), 'all')).toMatchObject({ verdict: 'pass', calls: [GROUPS] });
});

test.each([
  ['has them', { team: 'payments' }, 'pass'],
  ['has none', {}, 'fail'],
])('an item without tags says nothing: a broker is asked, which %s', async (_, tags, verdict) => {
  const untagged = fromItem({ ...GOOD, tags: {} });
  const describeBroker = async () => fromDescribeBroker({ ...GOOD, tags });
  expect(await evaluate(untagged, 'rabbitmq-tags', { describeBroker })).toMatchObject({ verdict, calls: [DESCRIBE] });
});

test('the groups of a public broker are not asked for', async () => {
  const open = describeAnswer(1, { publiclyAccessible: true, securityGroups: ['sg-1'] });
  expect(await evaluate(fromItem(open), SOURCES)).toMatchObject({ verdict: 'skip', calls: [] });
});

test.each<[what: string, differences: Partial<BrokerAnswer>]>([
  ['does not say', { securityGroups: undefined as never }],
  ['has none', { securityGroups: [] }],
])('no group is asked for where Amazon MQ %s which a broker has', async (_, differences) => {
  const describeBroker = async () => fromItem({ ...GOOD, ...differences });
  const found = await evaluate(fromList(GOOD), SOURCES, { describeBroker });
  expect(found).toMatchObject({ verdict: 'unknown', calls: [DESCRIBE] });
});

test('the groups of the item are asked for if DescribeBroker is refused for other facts', async () => {
  const refused = async () => {
    throw new RefusedError('DescribeBroker', 'AccessDeniedException');
  };
  const item = fromItem({ ...GOOD, logs: undefined as never });
  const checks = `rabbitmq-general-logging,${SOURCES}`;
  expect(await evaluate(item, checks, { describeBroker: refused })).toEqual({
    verdict: 'unknown',
    details: ['Logs.General is missing from the configuration item. DescribeBroker failed (AccessDeniedException).'],
    calls: [DESCRIBE, GROUPS],
  });
});

const RULE = { group: 'sg-1', protocol: 'tcp', fromPort: 5671, toPort: 5671 };
const REFUSED: IngressRule = {
  ...RULE,
  source: { kind: 'unknown', why: 'DescribeSecurityGroups failed for sg-1 (X).' },
};
const WIDE: IngressRule = { ...RULE, group: 'sg-2', source: { kind: 'range', cidr: '0.0.0.0/0' } };

test.each([
  ['a wide range', [WIDE], 'fail', 'lets in 0.0.0.0/0'],
  ['a refusal', [REFUSED], 'unknown', 'DescribeSecurityGroups failed for sg-1 (X).'],
  ['a refusal and a wide range', [REFUSED, WIDE], 'fail', 'lets in 0.0.0.0/0'],
  ['no rule', [], 'pass', 'no wide address range'],
])('the verdict on %s of Amazon EC2 says which', async (_, rules, verdict, detail) => {
  const found = await evaluate(fromItem(GOOD), SOURCES, { ingressRules: async () => rules });
  expect(found).toMatchObject({ verdict, details: [expect.stringContaining(detail)] });
});

test('a failure of Amazon EC2 that passes is thrown', async () => {
  const ingressRules = async () => {
    throw new Error('TimeoutError');
  };
  await expect(evaluate(fromItem(GOOD), SOURCES, { ingressRules })).rejects.toThrow('TimeoutError');
});
