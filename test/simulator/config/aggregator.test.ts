import type { AggregateEvaluationResult } from '@aws-sdk/client-config-service';
import {
  ConfigServiceClient,
  DescribeAggregateComplianceByConfigRulesCommand,
  DescribeAggregateComplianceByConformancePacksCommand,
  DescribeComplianceByConfigRuleCommand,
  DescribeComplianceByResourceCommand,
  DescribeConfigurationAggregatorsCommand,
  DescribeConformancePackComplianceCommand,
  GetAggregateComplianceDetailsByConfigRuleCommand,
  paginateGetAggregateComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';
import type { Broker } from '../../../simulator/aws/simulation.ts';
import { putBroker } from '../../../simulator/config/recorder.ts';
import type { World } from '../support.ts';
import {
  ADMINISTRATOR,
  brokerIdOf,
  keyOf,
  MANAGEMENT,
  makeBroker,
  ORDERS,
  OUTSIDER,
  PAYMENTS,
  problemsOf,
  SETTINGS,
  verdictsOf,
  withWorld,
} from '../support.ts';

const REGION = 'eu-west-1';
const NAME = { ConfigurationAggregatorName: 'rabbitmq-conformance' };

const BROKERS: readonly (readonly [accountId: string, number: number, differences: Partial<Broker>])[] = [
  [PAYMENTS, 1, {}],
  [PAYMENTS, 2, { publiclyAccessible: true }],
  [PAYMENTS, 3, { publiclyAccessible: true, logs: {} }],
  [ADMINISTRATOR, 4, {}],
  [ORDERS, 5, { engineType: 'ACTIVEMQ', deploymentMode: 'SINGLE_INSTANCE' }],
  [MANAGEMENT, 6, { publiclyAccessible: true }],
  [OUTSIDER, 7, { publiclyAccessible: true }],
];

/** What conformance packs append to the names of rules and packs. */
const plain = (name: string | undefined) => name?.replace(/-conformance-pack-\w+$|^OrgConformsPack-|-\w{8}$/g, '');

/** Lets rules evaluate the brokers, those of the outsider too, who has rules of its own. */
async function evaluateAll({ simulation, deliver, deploy }: World): Promise<void> {
  expect(problemsOf(deploy(SETTINGS.account, OUTSIDER))).toEqual({});
  for (const [accountId, number, differences] of BROKERS) {
    const place = { accountId, region: REGION };
    for (const { error } of await deliver(putBroker(simulation, place, makeBroker(place, number, differences)))) {
      if (error) throw new Error(error.message);
    }
  }
}

describe.each(['organization', 'stack-set'] as const)('Deployed as %s', (shape) => {
  test('the aggregator shows COMPLIANT and NON_COMPLIANT results of all accounts with rules, and no others', async () => {
    await withWorld(shape, {}, async (world) => {
      await evaluateAll(world);
      expect(verdictsOf(world.simulation)[keyOf({ accountId: OUTSIDER, region: REGION }, 7)]).toBe('pass fail pass');
      const client = new ConfigServiceClient(world.clientConfig(ADMINISTRATOR));

      const { ConfigurationAggregators } = await client.send(new DescribeConfigurationAggregatorsCommand({}));
      expect(ConfigurationAggregators).toEqual([
        expect.objectContaining({
          ...NAME,
          OrganizationAggregationSource: expect.objectContaining({ AllAwsRegions: true }),
        }),
      ]);

      const rules = await client.send(new DescribeAggregateComplianceByConfigRulesCommand(NAME));
      expect(
        rules.AggregateComplianceByConfigRules?.map(({ AccountId, ConfigRuleName, Compliance }) => [
          AccountId,
          plain(ConfigRuleName),
          Compliance?.ComplianceType,
          Compliance?.ComplianceContributorCount?.CappedCount,
        ]).toSorted(),
      ).toEqual([
        [ADMINISTRATOR, 'rabbitmq-cluster-deployment', 'COMPLIANT', 1],
        [ADMINISTRATOR, 'rabbitmq-general-logging', 'COMPLIANT', 1],
        [ADMINISTRATOR, 'rabbitmq-no-public-access', 'COMPLIANT', 1],
        [PAYMENTS, 'rabbitmq-cluster-deployment', 'COMPLIANT', 3],
        [PAYMENTS, 'rabbitmq-general-logging', 'NON_COMPLIANT', 1],
        [PAYMENTS, 'rabbitmq-no-public-access', 'NON_COMPLIANT', 2],
      ]);

      // ORDERS has a broker of ActiveMQ only: its pack has rules, but nothing that an aggregator shows.
      const packs = await client.send(
        new DescribeAggregateComplianceByConformancePacksCommand({ ...NAME, Filters: { AwsRegion: REGION } }),
      );
      expect(
        packs.AggregateComplianceByConformancePacks?.map(({ AccountId, ConformancePackName, Compliance }) => [
          AccountId,
          plain(ConformancePackName),
          ...Object.values(Compliance ?? {}),
        ]).toSorted(),
      ).toEqual([
        [ADMINISTRATOR, 'rabbitmq-conformance', 'COMPLIANT', 3, 0, 3],
        [PAYMENTS, 'rabbitmq-conformance', 'NON_COMPLIANT', 1, 2, 3],
        [ORDERS, 'rabbitmq-conformance', 'INSUFFICIENT_DATA', 0, 0, 3],
      ]);

      const publicRule = rules.AggregateComplianceByConfigRules?.find(
        ({ AccountId, ConfigRuleName }) =>
          AccountId === PAYMENTS && plain(ConfigRuleName) === 'rabbitmq-no-public-access',
      );
      const results: AggregateEvaluationResult[] = [];
      for await (const page of paginateGetAggregateComplianceDetailsByConfigRule(
        { client, pageSize: 1 },
        {
          ...NAME,
          ConfigRuleName: publicRule?.ConfigRuleName,
          AccountId: PAYMENTS,
          AwsRegion: REGION,
          ComplianceType: 'NON_COMPLIANT',
        },
      )) {
        results.push(...(page.AggregateEvaluationResults ?? []));
      }
      expect(
        results.map((result) => [
          result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId,
          result.Annotation,
        ]),
      ).toEqual([
        [brokerIdOf(2), expect.stringMatching(/^The broker is publicly accessible\./)],
        [brokerIdOf(3), expect.stringMatching(/^The broker is publicly accessible\./)],
      ]);
    });
  });

  test('an account shows the compliance of its own rules, pack and brokers', async () => {
    await withWorld(shape, {}, async (world) => {
      await evaluateAll(world);
      const compliances: unknown[] = [];
      for (const accountId of [PAYMENTS, ORDERS]) {
        const client = new ConfigServiceClient(world.clientConfig(accountId));
        const byRule = await client.send(new DescribeComplianceByConfigRuleCommand({}));
        const byBroker = await client.send(new DescribeComplianceByResourceCommand({}));
        const rule = [...world.simulation.state.rules.values()].find((one) => one.accountId === accountId);
        const pack = await client.send(
          new DescribeConformancePackComplianceCommand({ ConformancePackName: rule?.packName }),
        );
        expect(pack.ConformancePackRuleComplianceList?.map(({ ComplianceType }) => ComplianceType)).toEqual(
          byRule.ComplianceByConfigRules?.map(({ Compliance }) => Compliance?.ComplianceType),
        );
        compliances.push([
          byRule.ComplianceByConfigRules?.map(({ Compliance }) => Compliance?.ComplianceType),
          byBroker.ComplianceByResources?.map(({ ResourceId, Compliance }) => [ResourceId, Compliance?.ComplianceType]),
        ]);
      }
      expect(compliances).toEqual([
        [
          ['COMPLIANT', 'NON_COMPLIANT', 'NON_COMPLIANT'],
          [
            [brokerIdOf(1), 'COMPLIANT'],
            [brokerIdOf(2), 'NON_COMPLIANT'],
            [brokerIdOf(3), 'NON_COMPLIANT'],
          ],
        ],
        [['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'INSUFFICIENT_DATA'], []],
      ]);
    });
  });
});

test.each([
  ['in another account', PAYMENTS, NAME.ConfigurationAggregatorName],
  ['of another name', ADMINISTRATOR, 'other'],
])('an aggregator %s is not there', async (_, accountId, ConfigurationAggregatorName) => {
  await withWorld('organization', {}, async ({ clientConfig }) => {
    const client = new ConfigServiceClient(clientConfig(accountId));
    await expect(
      client.send(new DescribeAggregateComplianceByConfigRulesCommand({ ConfigurationAggregatorName })),
    ).rejects.toMatchObject({ name: 'NoSuchConfigurationAggregatorException' });
  });
});

test('an aggregator does not tell what a rule of an account outside of the organization found', async () => {
  await withWorld('organization', {}, async (world) => {
    await evaluateAll(world);
    const rules = [...world.simulation.state.rules.values()];
    const client = new ConfigServiceClient(world.clientConfig(ADMINISTRATOR));
    for (const [accountId, count] of [
      [PAYMENTS, 3],
      [OUTSIDER, 0],
    ] as const) {
      const rule = rules.find(
        (one) =>
          one.accountId === accountId && one.region === REGION && plain(one.name) === 'rabbitmq-no-public-access',
      );
      const { AggregateEvaluationResults } = await client.send(
        new GetAggregateComplianceDetailsByConfigRuleCommand({
          ...NAME,
          ConfigRuleName: rule?.name,
          AccountId: accountId,
          AwsRegion: REGION,
        }),
      );
      expect(AggregateEvaluationResults).toHaveLength(count);
    }
  });
});

test('the shape account has no aggregator', async () => {
  await withWorld('account', {}, ({ simulation }) => expect(simulation.state.aggregators.size).toBe(0));
});
