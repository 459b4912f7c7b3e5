import type { AwsState, Recorder } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { accountOf } from '../aws/organization.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';

/** The name of every recorder, as the console chooses it. */
export const RECORDER_NAME = 'default';

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationRecorders.html */
export function describeRecorders({ state }: Simulation, _: Call['input'], place: Place) {
  const recorder = recorderIn(state, place);
  if (!recorder) return { ConfigurationRecorders: [] };
  const { allTypes, resourceTypes, strategy } = groupOf(recorder);
  return {
    ConfigurationRecorders: [
      {
        name: RECORDER_NAME,
        arn: recorderArn(state, place),
        roleARN: roleOf(state, place),
        recordingGroup: {
          ...{ allSupported: allTypes, includeGlobalResourceTypes: false, resourceTypes },
          recordingStrategy: { useOnly: strategy },
        },
        recordingMode: { recordingFrequency: 'CONTINUOUS' },
        recordingScope: 'PAID',
      },
    ],
  };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationRecorderStatus.html */
export function describeRecorderStatus({ state }: Simulation, _: Call['input'], place: Place) {
  const recorder = recorderIn(state, place);
  if (!recorder) return { ConfigurationRecordersStatus: [] };
  const status = {
    name: RECORDER_NAME,
    arn: recorderArn(state, place),
    recording: recorder.isRecording,
    lastStatus: 'SUCCESS',
  };
  return { ConfigurationRecordersStatus: [status] };
}

/**
 * The configuration item of a recorder.
 * https://github.com/awslabs/aws-config-resource-schema, AWS::Config::ConfigurationRecorder
 */
export function recorderItem(state: AwsState, place: Place, recorder: Recorder): unknown {
  const { allTypes, resourceTypes, strategy } = groupOf(recorder);
  return {
    ...{ accountId: place.accountId, awsRegion: place.region, arn: recorderArn(state, place) },
    ...{ resourceId: RECORDER_NAME, resourceName: RECORDER_NAME, resourceType: 'AWS::Config::ConfigurationRecorder' },
    configuration: {
      Name: RECORDER_NAME,
      RoleARN: roleOf(state, place),
      Recording: recorder.isRecording,
      RecordingGroup: {
        ...{ AllSupported: allTypes, IncludeGlobalResourceTypes: false, ResourceTypes: resourceTypes },
        RecordingStrategy: { UseOnly: strategy },
      },
      RecordingMode: { RecordingFrequency: 'CONTINUOUS' },
    },
  };
}

function recorderIn(state: AwsState, { accountId, region }: Place): Recorder | undefined {
  return accountOf(state, accountId).recorders.get(region);
}

function groupOf({ resourceTypes }: Recorder) {
  if (resourceTypes === 'all') return { allTypes: true, resourceTypes: [], strategy: 'ALL_SUPPORTED_RESOURCE_TYPES' };
  return { allTypes: false, resourceTypes, strategy: 'INCLUSION_BY_RESOURCE_TYPES' };
}

/** The ARN of the recorder of an account and region. */
export function recorderArn({ partition }: AwsState, { accountId, region }: Place): string {
  return `arn:${partition}:config:${region}:${accountId}:configuration-recorder/${RECORDER_NAME}/${accountId}`;
}

function roleOf({ partition }: AwsState, { accountId }: Place): string {
  return `arn:${partition}:iam::${accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
}
