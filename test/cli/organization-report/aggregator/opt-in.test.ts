import type { Check } from '../../../../checks/check.ts';
import { CLUSTER_DEPLOYMENT } from '../../../../checks/cluster-deployment.ts';
import { CLUSTER_SUBNETS } from '../../../../checks/cluster-subnets.ts';
import { ENGINE_VERSION } from '../../../../checks/engine-version.ts';
import { FACTS } from '../../../../checks/facts.ts';
import { GENERAL_LOGGING } from '../../../../checks/general-logging.ts';
import { INSTANCE_TYPE } from '../../../../checks/instance-type.ts';
import { CHECKS, COMBINED_RULE, DEFAULT_CHECKS } from '../../../../checks/registry.ts';
import { TAGS } from '../../../../checks/tags.ts';
import { findLacking } from '../../../../cli/organization-report/aggregator/assemble.ts';
import type { OwnResult } from '../../../../cli/organization-report/aggregator/own-rules.ts';
import { toOwnRule } from '../../../../cli/organization-report/aggregator/own-rules.ts';
import { brokersQuery, toBroker } from '../../../../cli/organization-report/aggregator/queries.ts';
import { toReported } from '../../../../cli/organization-report/aggregator/reported-brokers.ts';
import { createExemptions } from '../../../../cli/report/exemptions.ts';
import { CONFIGURED_CHECKS, configured } from '../../../support/checks.ts';

const NOW = new Date('2026-06-15T12:00:00Z');
const PLACE = { accountId: '111122223333', region: 'eu-west-1' };

/** A broker as the query finds it. */
function recorded(
  configuration: Readonly<Record<string, unknown>> = {},
  tags: unknown = [{ key: 'stage', value: 'test' }],
) {
  const [found] = toBroker(
    JSON.stringify({
      ...{ accountId: PLACE.accountId, awsRegion: PLACE.region, resourceId: 'b-1', tags },
      configuration: {
        ...{
          BrokerName: 'orders',
          EngineType: 'RABBITMQ',
          DeploymentMode: 'CLUSTER_MULTI_AZ',
          PubliclyAccessible: false,
        },
        ...{ Logs: { General: true }, EngineVersion: '3.13.7', HostInstanceType: 'mq.m5.large' },
        ...configuration,
      },
    }),
  );
  if (!found) throw new Error('There is no broker.');
  return found;
}

function says(base: string, compliance: string, annotation = 'An annotation.'): OwnResult {
  const [rule] = toOwnRule({ name: `${base}-conformance-pack-abcdefghi`, ...PLACE });
  if (!rule) throw new Error(`${base} is no rule of this project.`);
  return { rule, resourceId: 'b-1', compliance, annotation, time: NOW };
}

function resultOf(
  check: Check,
  results: readonly OwnResult[],
  broker = recorded(),
  exempt?: Parameters<typeof toReported>[0]['exempt'],
) {
  const knowledge = { rules: results.map(({ rule }) => rule), arePacksKnown: true, hasRole: false };
  return toReported({ checks: [check], exempt, now: NOW }, broker, results, { change: undefined, knowledge })
    .results[0];
}

const OLD = 'The engine version is 3.13.7, which is older than 4.2. Upgrade it.';
const EXEMPT = 'Exempt until 2026-06-20: Holds no data.';
const NEWER = configured(ENGINE_VERSION, { minimumVersion: '4.2' });

test.each<readonly [string, Check, OwnResult, string]>([
  ['its own rule', ENGINE_VERSION, says(ENGINE_VERSION.id, 'COMPLIANT'), 'pass'],
  ['its own rule', ENGINE_VERSION, says(ENGINE_VERSION.id, 'NON_COMPLIANT'), 'fail'],
  // Of another check, whose name begins alike or not.
  ['another rule', ENGINE_VERSION, says(INSTANCE_TYPE.id, 'COMPLIANT'), 'unknown'],
  // The rule may have other parameters than the defaults, so a record that they fail contradicts nothing.
  ['its own rule', INSTANCE_TYPE, says(INSTANCE_TYPE.id, 'COMPLIANT'), 'pass'],
  ['its own rule', TAGS, says(TAGS.id, 'COMPLIANT'), 'pass'],
  ['its own rule', TAGS, says(TAGS.id, 'NON_COMPLIANT'), 'fail'],
  // The values that somebody has set are those of the rule.
  ['its own rule', NEWER, says(ENGINE_VERSION.id, 'COMPLIANT'), 'unknown'],
  ['its own rule', configured(TAGS, { requiredTags: 'team' }), says(TAGS.id, 'COMPLIANT'), 'unknown'],
  // The rule for several may evaluate the check or not, and with whatever parameters.
  ['the rule for several', ENGINE_VERSION, says(COMBINED_RULE, 'COMPLIANT'), 'unknown'],
  ['the rule for several', TAGS, says(COMBINED_RULE, 'COMPLIANT'), 'unknown'],
  ['the rule for several', configured(ENGINE_VERSION), says(COMBINED_RULE, 'COMPLIANT'), 'pass'],
  [
    'the rule for several',
    configured(ENGINE_VERSION, { minimumVersion: '3.12' }),
    says(COMBINED_RULE, 'COMPLIANT'),
    'pass',
  ],
  ['the rule for several', NEWER, says(COMBINED_RULE, 'COMPLIANT'), 'unknown'],
  ['the rule for several', NEWER, says(COMBINED_RULE, 'NON_COMPLIANT', OLD), 'fail'],
  // It found something else.
  ['the rule for several', NEWER, says(COMBINED_RULE, 'NON_COMPLIANT'), 'unknown'],
  [
    'the rule for several',
    configured(TAGS, { requiredTags: 'team' }),
    says(COMBINED_RULE, 'NON_COMPLIANT', OLD),
    'unknown',
  ],
  // It exempts, or skips, a check of several, which need not be this one.
  ['the rule for several', TAGS, says(COMBINED_RULE, 'NOT_APPLICABLE', EXEMPT), 'unknown'],
  ['the rule for several', ENGINE_VERSION, says(COMBINED_RULE, 'NOT_APPLICABLE', EXEMPT), 'unknown'],
  ['the rule for several', NEWER, says(COMBINED_RULE, 'NOT_APPLICABLE', EXEMPT), 'exempt'],
  ['the rule for several', ENGINE_VERSION, says(COMBINED_RULE, 'NON_COMPLIANT'), 'unknown'],
])('with %s, %o and %o make the verdict %4$s', (_, check, result, verdict) => {
  expect(resultOf(check, [result], recorded({ HostInstanceType: 'mq.m5.large' }))?.verdict).toBe(verdict);
});

test('a record that fails with default parameters contradicts no rule', () => {
  const broker = recorded({ HostInstanceType: 'mq.t3.micro' });
  const result = says(INSTANCE_TYPE.id, 'COMPLIANT');
  expect(resultOf(INSTANCE_TYPE, [result], broker)?.verdict).toBe('pass');
  expect(resultOf(configured(INSTANCE_TYPE, { allowedInstanceTypes: 'mq.m7g.large' }), [result], broker)).toMatchObject(
    {
      verdict: 'unknown',
      detail: expect.stringContaining('AWS Config says COMPLIANT, but the configuration that it has recorded fails'),
    },
  );
});

test('a rule for several proves a failure with default parameters by its annotation', () => {
  const broker = recorded({ HostInstanceType: 'mq.t3.micro' });
  const own = 'The instance type is mq.t3.micro, which Amazon MQ recommends for tests only.';
  const result = says(COMBINED_RULE, 'NON_COMPLIANT', `${own} You can fix this in place.`);
  expect(resultOf(INSTANCE_TYPE, [result], broker)).toMatchObject({ verdict: 'fail', detail: own });
  // It explains what the rule says, so the record proves what passes beside it.
  expect(resultOf(GENERAL_LOGGING, [result], broker)?.verdict).toBe('pass');
  expect(resultOf(ENGINE_VERSION, [result], broker)).toMatchObject({
    verdict: 'unknown',
    detail: expect.stringContaining('and not whether for this one'),
  });
});

test('an opt-in check that does not apply makes a rule for several skip no other', () => {
  const broker = recorded({ DeploymentMode: 'SINGLE_INSTANCE' });
  const { detail = '' } = resultOf(configured(CLUSTER_SUBNETS), [], broker) ?? {};
  const result = says(COMBINED_RULE, 'NOT_APPLICABLE', detail);
  expect(resultOf(CLUSTER_SUBNETS, [result], broker)?.verdict).toBe('skip');
  expect(resultOf(CLUSTER_DEPLOYMENT, [result], broker)?.verdict).toBe('unknown');
  expect(resultOf(CLUSTER_SUBNETS, [says(COMBINED_RULE, 'COMPLIANT')], broker)?.verdict).toBe('skip');
});

test('the doubt about a rule that passes names the values that --set gives', () => {
  const doubt = (check: Check, configuration: Readonly<Record<string, unknown>> = {}) =>
    resultOf(check, [says(check.id, 'COMPLIANT')], recorded(configuration))?.detail;
  expect(doubt(NEWER)).toMatch(/compare --set with the parameters of the rule\.$/);
  expect(doubt(GENERAL_LOGGING, { Logs: { General: false } })).toMatch(/look at who made the rule\.$/);
});

test('an exemption accepts no failure of default parameters that no rule has found', () => {
  const exemption = { broker: '*', checks: [INSTANCE_TYPE.id], reason: 'Small.', until: '2026-07-01' };
  const file = { path: 'exemptions.json', entries: [{ exemption, line: 1 }] };
  const { exempt } = createExemptions(file, { now: NOW, maxDays: 366 });
  const broker = recorded({ HostInstanceType: 'mq.t3.micro' });
  expect(resultOf(INSTANCE_TYPE, [], broker, exempt)?.verdict).toBe('unknown');
  const strict = configured(INSTANCE_TYPE, { allowedInstanceTypes: 'mq.m7g.large' });
  expect(resultOf(strict, [], broker, exempt)?.verdict).toBe('exempt');
});

test('a check that does not apply is skipped, although an aggregator does not show that', () => {
  const broker = recorded({ DeploymentMode: 'SINGLE_INSTANCE' });
  expect(resultOf(configured(CLUSTER_SUBNETS), [], broker)).toEqual({
    check: CLUSTER_SUBNETS.id,
    verdict: 'skip',
    detail: 'The deployment mode is SINGLE_INSTANCE, so the broker is no cluster.',
  });
  expect(resultOf(configured(CLUSTER_SUBNETS), [], recorded())?.verdict).toBe('unknown');
});

test('without a rule for an opt-in check, the report says how to get one', () => {
  const detail = resultOf(configured(ENGINE_VERSION), [says(INSTANCE_TYPE.id, 'COMPLIANT')])?.detail;
  expect(detail).toMatch(/^The aggregator shows no rule for this check .* Select the check in the settings/);
});

test('of the check of passwords, no result is expected', () => {
  const password = CONFIGURED_CHECKS.find(({ id }) => id === 'rabbitmq-literal-password');
  if (!password) throw new Error('There is no check of passwords.');
  const unrecorded = { ...PLACE, resourceId: 'b-1' };
  for (const broker of [recorded(), unrecorded]) {
    const lacking = findLacking({ checks: [password], now: NOW }, [broker], () => [], {
      ...{ rules: new Map(), results: new Map(), failures: new Map(), problems: [] },
    });
    expect(lacking).toEqual([]);
  }
  expect(resultOf(password, [])?.verdict).toBe('skip');
  const knowledge = { rules: [], arePacksKnown: true, hasRole: false };
  const { results } = toReported({ checks: [password], now: NOW }, unrecorded, [], { change: undefined, knowledge });
  expect(results[0]?.verdict).toBe('skip');
});

test('the query asks for what the selected checks read, and for no more than the report shows', () => {
  expect(brokersQuery([ENGINE_VERSION])).toBe(brokersQuery(DEFAULT_CHECKS));
  for (const { reads } of CHECKS as readonly Check[]) {
    const query = brokersQuery(CHECKS.filter((check) => check.reads === reads));
    const facts = reads.filter((fact) => fact !== 'tags' && fact !== 'ingressRules' && fact !== 'password');
    for (const fact of facts) expect(query).toMatch(new RegExp(`configuration\\.${FACTS[fact].name}(,| WHERE)`));
    expect(query).not.toMatch(/SecurityGroupIngress|configuration\.Tags|Password/);
    expect(query.includes('SubnetIds')).toBe(facts.some((fact) => fact === 'subnetIds'));
  }
  // https://docs.aws.amazon.com/config/latest/APIReference/API_SelectAggregateResourceConfig.html
  expect(brokersQuery(CHECKS).length).toBeLessThan(4096);
});
