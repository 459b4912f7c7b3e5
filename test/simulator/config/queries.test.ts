import {
  ConfigServiceClient,
  paginateDescribeConfigurationAggregatorSourcesStatus,
  SelectAggregateResourceConfigCommand,
  SelectResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { applyQuery, parseQuery } from '../../../simulator/config/query.ts';
import { putBroker } from '../../../simulator/config/recorder.ts';
import { ADMINISTRATOR, brokerIdOf, makeBroker, ORDERS, OUTSIDER, PAYMENTS, withWorld } from '../support.ts';

const REGION = 'eu-west-1';
const NAME = { ConfigurationAggregatorName: 'rabbitmq-conformance' };

test('the stored queries find the brokers, and those that a rule found NON_COMPLIANT', async () => {
  const queries = new Map<string, string>();
  await withWorld(
    'organization',
    {
      patch({ Resources }) {
        for (const { Type, Properties } of Object.values(Resources)) {
          if (Type === 'AWS::Config::StoredQuery')
            queries.set(Properties.QueryName ?? '', Properties.QueryExpression ?? '');
        }
      },
    },
    async ({ simulation, deliver, clientConfig }) => {
      const brokers = [
        [PAYMENTS, 1, {}],
        [ORDERS, 2, { publiclyAccessible: true }],
        [ORDERS, 3, { engineType: 'ACTIVEMQ' }],
        [OUTSIDER, 4, {}],
      ] as const;
      for (const [accountId, number, differences] of brokers) {
        const place = { accountId, region: REGION };
        await deliver(putBroker(simulation, place, makeBroker(place, number, differences)));
      }
      const client = new ConfigServiceClient(clientConfig(ADMINISTRATOR));
      const find = async (name: string) => {
        const Expression = queries.get(name);
        const { Results = [] } = await client.send(new SelectAggregateResourceConfigCommand({ ...NAME, Expression }));
        return Results.map((result): unknown => JSON.parse(result));
      };
      expect(await find('rabbitmq-conformance-brokers')).toEqual([
        {
          ...{ accountId: PAYMENTS, awsRegion: REGION, resourceId: brokerIdOf(1) },
          configuration: {
            ...{ BrokerName: 'broker-1', EngineType: 'RABBITMQ', DeploymentMode: 'CLUSTER_MULTI_AZ' },
            ...{ PubliclyAccessible: false, Logs: { General: true } },
          },
        },
        expect.objectContaining({ accountId: ORDERS, resourceId: brokerIdOf(2) }),
      ]);
      expect(await find('rabbitmq-conformance-non-compliant-brokers')).toEqual([
        {
          ...{ accountId: ORDERS, awsRegion: REGION },
          configuration: {
            targetResourceId: brokerIdOf(2),
            configRuleList: expect.arrayContaining([
              expect.objectContaining({ complianceType: 'NON_COMPLIANT', configRuleName: expect.any(String) }),
            ]),
          },
        },
      ]);
    },
  );
});

test('an aggregator collects from every account and region, an account has only its own', async () => {
  await withWorld('organization', {}, async ({ clientConfig }) => {
    const client = new ConfigServiceClient(clientConfig(ADMINISTRATOR));
    const sources = [];
    const pages = paginateDescribeConfigurationAggregatorSourcesStatus({ client, pageSize: 50 }, { ...NAME });
    for await (const { AggregatedSourceStatusList = [] } of pages) sources.push(...AggregatedSourceStatusList);
    expect(sources).toContainEqual(
      expect.objectContaining({ SourceId: PAYMENTS, AwsRegion: REGION, LastUpdateStatus: 'SUCCEEDED' }),
    );
    expect(sources.filter(({ SourceId }) => SourceId === OUTSIDER)).toEqual([]);

    const Expression =
      "SELECT accountId, configuration.Recording WHERE resourceType = 'AWS::Config::ConfigurationRecorder'";
    const all = await client.send(new SelectAggregateResourceConfigCommand({ ...NAME, Expression, Limit: 3 }));
    expect([all.Results?.length, all.NextToken]).toEqual([3, '3']);
    const own = await client.send(new SelectResourceConfigCommand({ Expression }));
    expect(own.Results).toEqual([JSON.stringify({ accountId: ADMINISTRATOR, configuration: { Recording: true } })]);
  });
});

test.each([
  ["SELECT * WHERE resourceType = 'a'", '*'],
  ['SELECT COUNT(*)', 'COUNT'],
  ["SELECT arn WHERE resourceType LIKE 'AWS::%'", 'LIKE'],
  ["SELECT arn WHERE resourceType = 'a' OR arn = 'b'", 'OR'],
  ["SELECT arn WHERE tags.key = 'a'", 'tags.key'],
  ["SELECT arn WHERE resourceType = 'a' ORDER BY arn", 'ORDER'],
  ['SELECT arn WHERE resourceType = 1', '1'],
  ['SELECT arn WHERE', 'a query that ends here'],
  ['SELECT configuration.RecordingGroup.ResourceTypes.x', 'configuration.RecordingGroup.ResourceTypes.x'],
])('a query is refused by what is not simulated of it: %s', (expression, part) => {
  const item = { configuration: { RecordingGroup: { ResourceTypes: [] } } };
  expect(() => applyQuery(parseQuery(expression), item)).toThrow(
    expect.objectContaining({
      code: 'InvalidExpressionException',
      message: expect.stringContaining(`does not support ${part}`),
    }),
  );
});
