import { CloudFormationClient, paginateListStackInstances } from '@aws-sdk/client-cloudformation';
import {
  DescribeConformancePackStatusCommand,
  DescribeOrganizationConformancePackStatusesCommand,
  paginateGetOrganizationConformancePackDetailedStatus,
  paginateSelectAggregateResourceConfig,
  paginateSelectResourceConfig,
} from '@aws-sdk/client-config-service';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { BROKER_RESOURCE_TYPE } from '../../checks/configuration-item.ts';
import { isObject } from '../../checks/json.ts';
import { connectAws } from '../organization/aws.ts';
import type { ClientConfigs } from '../organization/clients.ts';
import { configClients } from '../organization/clients.ts';
import { complianceCalls } from '../organization/compliance-calls.ts';
import { listAll } from '../scan/pages.ts';
import type { RecordedBroker, StatusAws, StatusCalls } from './port.ts';

/** The calls over the AWS SDK. */
export function connectStatus(configs: ClientConfigs): StatusAws {
  return { ...connectAws(configs), ...statusCalls(configs) };
}

function statusCalls({ at }: ClientConfigs): StatusCalls {
  const config = configClients({ at });

  return {
    ...complianceCalls(config),

    stackInstances: (StackSetName, region, CallAs) =>
      orUndefined(
        'StackSetNotFoundException',
        listAll(
          paginateListStackInstances(
            { client: new CloudFormationClient(at({ region })), pageSize: 100 },
            { StackSetName, CallAs },
          ),
          ({ Summaries }) =>
            Summaries?.map(({ Account, Region, StackInstanceStatus, StatusReason, StackId }) => ({
              accountId: Account ?? '',
              region: Region ?? '',
              status: StackInstanceStatus?.DetailedStatus,
              reason: StatusReason,
              stackId: StackId,
            })),
        ),
      ),

    organizationPack: (name, region) =>
      orUndefined('NoSuchOrganizationConformancePackException', async () => {
        const command = new DescribeOrganizationConformancePackStatusesCommand({
          OrganizationConformancePackNames: [name],
        });
        const { OrganizationConformancePackStatuses: [pack] = [] } = await config({ region }).send(command);
        return pack && { status: pack.Status, reason: reasonOf(pack) };
      }),

    organizationPackMembers: (OrganizationConformancePackName, region) =>
      listAll(
        paginateGetOrganizationConformancePackDetailedStatus(
          { client: config({ region }), pageSize: 100 },
          { OrganizationConformancePackName },
        ),
        ({ OrganizationConformancePackDetailedStatuses }) =>
          OrganizationConformancePackDetailedStatuses?.map((member) => ({
            accountId: member.AccountId ?? '',
            status: member.Status,
            reason: reasonOf(member),
          })),
      ),

    pack: (name, place) =>
      orUndefined('NoSuchConformancePackException', async () => {
        const command = new DescribeConformancePackStatusCommand({ ConformancePackNames: [name] });
        const { ConformancePackStatusDetails: [pack] = [] } = await config(place).send(command);
        return pack && { status: pack.ConformancePackState, reason: pack.ConformancePackStatusReason };
      }),

    async hasRole(RoleName, place) {
      const found = await orUndefined('NoSuchEntityException', () =>
        new IAMClient(at(place)).send(new GetRoleCommand({ RoleName })),
      );
      return found !== undefined;
    },

    brokers: (accountId, place) =>
      listAll(
        paginateSelectResourceConfig(
          { client: config(place), pageSize: 100 },
          { Expression: `SELECT resourceId, configuration.EngineType ${OF_BROKERS}` },
        ),
        ({ Results }) => Results?.map((json) => toBroker(JSON.parse(json), { accountId, region: place.region })),
      ),

    aggregatedBrokers: (ConfigurationAggregatorName, region) =>
      listAll(
        paginateSelectAggregateResourceConfig(
          { client: config({ region }) },
          {
            ConfigurationAggregatorName,
            Expression: `SELECT accountId, awsRegion, resourceId, configuration.EngineType ${OF_BROKERS}`,
            Limit: 100,
          },
        ),
        ({ Results }) => Results?.map((json) => toBroker(JSON.parse(json))),
      ),
  };
}

const OF_BROKERS = `WHERE resourceType = '${BROKER_RESOURCE_TYPE}'`;

/** The answer, or `undefined` for the one error that says that there is none. */
async function orUndefined<T>(name: string, answer: Promise<T> | (() => Promise<T>)): Promise<T | undefined> {
  try {
    return await (typeof answer === 'function' ? answer() : answer);
  } catch (error) {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  }
}

function reasonOf({ ErrorCode, ErrorMessage }: { ErrorCode?: string | undefined; ErrorMessage?: string | undefined }) {
  return [ErrorCode, ErrorMessage].filter((part) => part).join(': ') || undefined;
}

function toBroker(item: unknown, place?: { readonly accountId: string; readonly region: string }): RecordedBroker {
  const { accountId, awsRegion, resourceId, configuration } = isObject(item) ? item : {};
  const engine = isObject(configuration) ? configuration.EngineType : undefined;
  return {
    accountId: place?.accountId ?? String(accountId),
    region: place?.region ?? String(awsRegion),
    resourceId: String(resourceId),
    engine: typeof engine === 'string' ? engine : undefined,
  };
}
