import type {
  ConfigServiceClient,
  ConfigurationAggregator,
  ConfigurationRecorder,
  ConfigurationRecorderStatus,
} from '@aws-sdk/client-config-service';
import {
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
} from '@aws-sdk/client-config-service';
import type { AggregatedRecorder, Aggregator, Recorder } from './port.ts';

export function toAggregator({
  ConfigurationAggregatorName: name,
  OrganizationAggregationSource: organization,
  AccountAggregationSources: [accounts] = [],
}: ConfigurationAggregator): readonly Aggregator[] {
  if (name === undefined) return [];
  const source = organization ?? accounts;
  const regions = source?.AllAwsRegions ? 'all' : (source?.AwsRegions ?? []);
  return [{ name, isOfOrganization: organization !== undefined, regions }];
}

/** Reads the recorders that the account manages. Without names in the request, AWS Config returns no others. */
export async function readRecorders(config: ConfigServiceClient): Promise<readonly Recorder[]> {
  const { ConfigurationRecorders } = await config.send(new DescribeConfigurationRecordersCommand({}));
  if (ConfigurationRecorders === undefined) throw new Error('the response from AWS has no list');
  const own = ConfigurationRecorders.filter(({ name }) => !isServiceLinked(name));
  if (own.length === 0) return [];
  const { ConfigurationRecordersStatus = [] } = await config.send(new DescribeConfigurationRecorderStatusCommand({}));
  return own.map((recorder) => toRecorder(recorder, ConfigurationRecordersStatus));
}

function toRecorder(
  { name, arn, recordingGroup, recordingMode }: ConfigurationRecorder,
  statuses: readonly ConfigurationRecorderStatus[],
): Recorder {
  const status = statuses.find((candidate) => candidate.name === name);
  return {
    name,
    arn,
    isRecording: status?.recording,
    lastStatus: status?.lastStatus,
    lastError: status?.lastErrorCode,
    group: recordingGroup && {
      allSupported: recordingGroup.allSupported,
      strategy: recordingGroup.recordingStrategy?.useOnly,
      included: recordingGroup.resourceTypes,
      excluded: recordingGroup.exclusionByResourceTypes?.resourceTypes,
    },
    mode: recordingMode && {
      frequency: recordingMode.recordingFrequency,
      overrides: (recordingMode.recordingModeOverrides ?? []).map(({ resourceTypes, recordingFrequency }) => ({
        types: resourceTypes ?? [],
        frequency: recordingFrequency,
      })),
    },
  };
}

/** The query for an aggregator. https://docs.aws.amazon.com/config/latest/developerguide/query-components.html */
export const RECORDERS_QUERY = `SELECT accountId, awsRegion, arn, resourceName, ${[
  'Name',
  'Recording',
  'RecordingGroup.AllSupported',
  'RecordingGroup.ResourceTypes',
  'RecordingGroup.ExclusionByResourceTypes.ResourceTypes',
  'RecordingGroup.RecordingStrategy.UseOnly',
  'RecordingMode.RecordingFrequency',
]
  .map((property) => `configuration.${property}`)
  .join(', ')} WHERE resourceType = 'AWS::Config::ConfigurationRecorder'`;

/** A recorder from a JSON result of the aggregator query; none if it belongs to a service. */
export function toAggregatedRecorder(json: string): readonly AggregatedRecorder[] {
  const item: unknown = JSON.parse(json);
  const accountId = textOf(member(item, 'accountId'));
  const region = textOf(member(item, 'awsRegion'));
  const configuration = member(item, 'configuration');
  const name = textOf(member(configuration, 'Name')) ?? textOf(member(item, 'resourceName'));
  if (accountId === undefined || region === undefined || isServiceLinked(name)) return [];
  const group = member(configuration, 'RecordingGroup');
  const recorder: Recorder = {
    name,
    arn: textOf(member(item, 'arn')),
    isRecording: flagOf(member(configuration, 'Recording')),
    group: {
      allSupported: flagOf(member(group, 'AllSupported')),
      strategy: textOf(member(member(group, 'RecordingStrategy'), 'UseOnly')),
      included: textsOf(member(group, 'ResourceTypes')),
      excluded: textsOf(member(member(group, 'ExclusionByResourceTypes'), 'ResourceTypes')),
    },
    mode: { frequency: textOf(member(member(configuration, 'RecordingMode'), 'RecordingFrequency')) },
  };
  return [{ accountId, region, recorder }];
}

// https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
function isServiceLinked(name: string | undefined): boolean {
  return name?.startsWith('AWSConfigurationRecorderFor') ?? false;
}

/** A member by its name in any case, because the case differs between the API and configuration items. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const wanted = name.toLowerCase();
  return Object.entries(value).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((element) => typeof element === 'string') : undefined;
}

function flagOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}
