import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { AwsState } from '../../../simulator/aws/aws-state.ts';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { startAwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import type { Dial } from '../../../simulator/aws/faults.ts';
import { withFaults } from '../../../simulator/aws/faults.ts';
import type { Place } from '../../../simulator/aws/place.ts';
import { createAdministratorKey, createSimulation } from '../../../simulator/aws/simulation.ts';
import { bootstrap } from '../../../simulator/cloudformation/bootstrap.ts';
import { answer } from '../../../simulator/services.ts';
import { ACCOUNTS, PAYMENTS } from '../support.ts';

export const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };

export interface Desk {
  readonly state: AwsState;
  /** Of an administrator of the place, by default {@link HERE}, which is bootstrapped. */
  readonly client: CloudFormationClient;
  readonly dial: Dial;
}

/** Lets the AWS SDK use the simulated CloudFormation. */
export async function withCloudFormation<T>(use: (desk: Desk) => Promise<T>, place: Place = HERE): Promise<T> {
  const state = createAwsState(ACCOUNTS);
  const simulation = createSimulation(state, { order: 'by-arrival' });
  bootstrap(state, place);
  const dial: Dial = { latencyMs: 0, faults: [] };
  const endpoints = await startAwsEndpoints(withFaults((call) => answer(simulation, call), dial));
  const accessKeyId = createAdministratorKey(simulation, place.accountId);
  const credentials = { accessKeyId, secretAccessKey: 'secret' };
  const client = new CloudFormationClient({ endpoint: endpoints.url, region: place.region, credentials });
  try {
    return await use({ state, client, dial });
  } finally {
    client.destroy();
    await endpoints.close();
  }
}

/** A log group by its name, which cannot be changed, and its retention, which can. */
export function logGroup(properties: object) {
  return { Type: 'AWS::Logs::LogGroup', Properties: properties };
}

/** A role that trusts a principal: one that is not there makes its creation fail. */
export function role(principal: string) {
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } }];
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } } };
}

export const NOBODY = 'arn:aws:iam::222222222222:role/none';

/** The text of a template. */
export function template(Resources: object, others: object = {}): string {
  return JSON.stringify({ Resources, ...others });
}
