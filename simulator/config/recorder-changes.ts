import { RECORDS_ALL } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { accountOf } from '../aws/organization.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { RECORDER_NAME, recorderArn } from './recorder-reads.ts';

type Input = Call['input'];

interface RecorderInput {
  readonly recordingGroup?: { readonly allSupported?: boolean; readonly resourceTypes?: readonly string[] };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationRecorder.html */
export function putRecorder({ state }: Simulation, input: Input, { accountId, region }: Place): undefined {
  const { recordingGroup } = (input.ConfigurationRecorder ?? {}) as RecorderInput;
  const { recorders } = accountOf(state, accountId);
  const isRecording = recorders.get(region)?.isRecording ?? false;
  const { allSupported = true, resourceTypes = [] } = recordingGroup ?? {};
  recorders.set(region, { isRecording, resourceTypes: allSupported ? RECORDS_ALL.resourceTypes : resourceTypes });
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_AssociateResourceTypes.html */
export function associateTypes({ state }: Simulation, input: Input, place: Place) {
  const { recorders } = accountOf(state, place.accountId);
  const recorder = recorders.get(place.region);
  const arn = recorderArn(state, place);
  if (!recorder || input.ConfigurationRecorderArn !== arn) {
    throw new AwsError(400, 'NoSuchConfigurationRecorderException', `There is no ${input.ConfigurationRecorderArn}.`);
  }
  const added = (input.ResourceTypes ?? []) as readonly string[];
  const { resourceTypes: known } = recorder;
  const resourceTypes = known === 'all' ? known : [...new Set([...known, ...added])];
  recorders.set(place.region, { ...recorder, resourceTypes });
  return { ConfigurationRecorder: { name: RECORDER_NAME, arn } };
}

/**
 * Where AWS Config delivers to has no effect here, but the bucket has to be there.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html
 */
export function putChannel({ state }: Simulation, input: Input, { accountId, region }: Place): undefined {
  const { s3BucketName } = (input.DeliveryChannel ?? {}) as { readonly s3BucketName?: string };
  if (!accountOf(state, accountId).recorders.has(region)) {
    throw new AwsError(400, 'NoAvailableConfigurationRecorderException', 'There is no configuration recorder.');
  }
  if (s3BucketName !== undefined && state.buckets.has(s3BucketName)) return;
  throw new AwsError(400, 'NoSuchBucketException', `Cannot find a S3 bucket with an empty or unknown name.`);
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html */
export function startRecorder(simulation: Simulation, input: Input, place: Place): undefined {
  setRecording(simulation, input, place, true);
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_StopConfigurationRecorder.html */
export function stopRecorder(simulation: Simulation, input: Input, place: Place): undefined {
  setRecording(simulation, input, place, false);
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DeleteConfigurationRecorder.html */
export function deleteRecorder(simulation: Simulation, input: Input, place: Place): undefined {
  requireRecorder(simulation, input, place);
  accountOf(simulation.state, place.accountId).recorders.delete(place.region);
}

function setRecording(simulation: Simulation, input: Input, place: Place, isRecording: boolean): void {
  const recorder = requireRecorder(simulation, input, place);
  accountOf(simulation.state, place.accountId).recorders.set(place.region, { ...recorder, isRecording });
}

function requireRecorder({ state }: Simulation, { ConfigurationRecorderName: name }: Input, place: Place) {
  const recorder = accountOf(state, place.accountId).recorders.get(place.region);
  if (recorder && name === RECORDER_NAME) return recorder;
  throw new AwsError(
    400,
    'NoSuchConfigurationRecorderException',
    `Cannot find configuration recorder with the specified name '${name}'.`,
  );
}
