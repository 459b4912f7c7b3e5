import type { AwsState } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { deletePack, findPack } from './packs.ts';

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DeleteConformancePack.html */
export function deleteAccountPack({ state }: Simulation, input: Call['input'], place: Place): unknown {
  const name = String(input.ConformancePackName);
  if (!findPack(state, place, name)) {
    throw new AwsError(400, 'NoSuchConformancePackException', `There is no conformance pack ${name}.`);
  }
  // How AWS Config refuses that is not known.
  if (name.startsWith('OrgConformsPack-')) {
    throw new AwsError(400, 'ResourceInUseException', `${name} belongs to the organization.`);
  }
  deletePack(state, place, name);
  return {};
}

/** The ARN of a pack, or the beginning of what it would be. */
export function packArn(state: AwsState, place: Place, name: string): string {
  const { accountId, region } = place;
  return (
    findPack(state, place, name)?.arn ??
    `arn:${state.partition}:config:${region}:${accountId}:conformance-pack/${name}/`
  );
}
