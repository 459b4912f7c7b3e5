import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import {
  CloudFormationClient,
  DescribeOrganizationsAccessCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  paginateDescribeConfigRules,
  paginateDescribeConfigurationAggregatorSourcesStatus,
  paginateDescribeConfigurationAggregators,
  paginateDescribeConformancePacks,
  paginateDescribeOrganizationConformancePacks,
  paginateSelectAggregateResourceConfig,
} from '@aws-sdk/client-config-service';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { listAll } from '../scan/pages.ts';
import type { ClientConfigs, Follow } from './clients.ts';
import { configClients } from './clients.ts';
import { RECORDERS_QUERY, readRecorders, toAggregatedRecorder, toAggregator } from './from-sdk.ts';
import { connectOrganizations } from './organizations.ts';
import type { Aws } from './port.ts';

/** The calls over the AWS SDK. @param follow is shown the clients of AWS Config, AWS Organizations and AWS STS */
export function connectAws({ own, region, at }: ClientConfigs, follow: Follow = () => {}): Aws {
  const sts = new STSClient(own);
  const config = configClients({ at }, follow);
  follow(sts);

  return {
    async callerIdentity() {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand());
      const [, partition] = Arn?.split(':') ?? [];
      if (!Account || !partition) throw new Error('The GetCallerIdentity response has no account.');
      return { accountId: Account, partition, region };
    },

    ...connectOrganizations(own, follow),

    async stackSetsAccess(region, CallAs) {
      const client = new CloudFormationClient(at({ region }));
      const { Status } = await client.send(new DescribeOrganizationsAccessCommand({ CallAs }));
      return Status;
    },

    async stack(StackName, region) {
      const client = new CloudFormationClient(at({ region }));
      try {
        const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
        if (stack === undefined) return undefined;
        const { StackStatus, Outputs = [] } = stack;
        return {
          status: StackStatus,
          outputs: Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue])),
        };
      } catch (error) {
        if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) {
          return undefined;
        }
        throw error;
      }
    },

    async bootstrapVersion(qualifier, region) {
      try {
        // https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
        const parameter = new GetParameterCommand({ Name: `/cdk-bootstrap/${qualifier}/version` });
        const { Parameter } = await new SSMClient(at({ region })).send(parameter);
        return Parameter?.Value ?? '';
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },

    async regions(place, AccountId) {
      const client = new AccountClient(at(place));
      const pages = paginateListRegions({ client, pageSize: 50 }, AccountId === undefined ? {} : { AccountId });
      return new Map(
        await listAll(pages, ({ Regions }) =>
          Regions?.map(({ RegionName = '', RegionOptStatus = '' }) => [RegionName, RegionOptStatus] as const),
        ),
      );
    },

    recorders: (place) => readRecorders(config(place)),

    aggregators: (region) =>
      listAll(
        paginateDescribeConfigurationAggregators({ client: config({ region }) }, {}),
        ({ ConfigurationAggregators }) => ConfigurationAggregators?.flatMap(toAggregator),
      ),

    aggregatorSources: (ConfigurationAggregatorName, region) =>
      listAll(
        paginateDescribeConfigurationAggregatorSourcesStatus(
          { client: config({ region }) },
          { ConfigurationAggregatorName },
        ),
        ({ AggregatedSourceStatusList }) =>
          AggregatedSourceStatusList?.map(
            ({ SourceType, SourceId, AwsRegion, LastUpdateStatus, LastErrorCode, LastErrorMessage }) => ({
              type: SourceType,
              id: SourceId,
              region: AwsRegion,
              status: LastUpdateStatus,
              ...(LastErrorCode === undefined ? {} : { error: `${LastErrorCode}: ${LastErrorMessage ?? ''}` }),
            }),
          ),
      ),

    aggregatedRecorders: (ConfigurationAggregatorName, region) =>
      listAll(
        paginateSelectAggregateResourceConfig(
          { client: config({ region }) },
          { ConfigurationAggregatorName, Expression: RECORDERS_QUERY, Limit: 100 },
        ),
        ({ Results }) => Results?.flatMap(toAggregatedRecorder),
      ),

    ruleNames: (place) =>
      listAll(paginateDescribeConfigRules({ client: config(place) }, {}), ({ ConfigRules }) =>
        ConfigRules?.map(({ ConfigRuleName = '' }) => ConfigRuleName),
      ),

    packNames: (place) =>
      listAll(paginateDescribeConformancePacks({ client: config(place) }, {}), ({ ConformancePackDetails }) =>
        ConformancePackDetails?.map(({ ConformancePackName = '' }) => ConformancePackName),
      ),

    organizationPackNames: (region) =>
      listAll(
        paginateDescribeOrganizationConformancePacks({ client: config({ region }) }, {}),
        ({ OrganizationConformancePacks }) =>
          OrganizationConformancePacks?.map(
            ({ OrganizationConformancePackName = '' }) => OrganizationConformancePackName,
          ),
      ),

    async unreservedConcurrency(place) {
      const { AccountLimit } = await new LambdaClient(at(place)).send(new GetAccountSettingsCommand());
      return AccountLimit?.UnreservedConcurrentExecutions;
    },
  };
}
