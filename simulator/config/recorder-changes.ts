import { RECORDS_ALL } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { accountOf } from '../aws/organization.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { RECORDER_NAME } from './recorder-reads.ts';

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
