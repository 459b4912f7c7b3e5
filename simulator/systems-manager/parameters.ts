import { authorize } from '../aws/authorization.ts';
import type { AwsState } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import type { Place } from '../aws/place.ts';
import type { Session, Simulation } from '../aws/simulation.ts';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export function getParameter(simulation: Simulation, { input }: Call, place: Place, session: Session) {
  const { state } = simulation;
  const name = String(input.Name);
  authorize(simulation, session, { action: 'ssm:GetParameter', resource: parameterArn(state, place, name) });
  const Parameter = describe(state, place, name);
  if (!Parameter) throw new AwsError(400, 'ParameterNotFound', `Parameter ${name} not found.`);
  return { Parameter };
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export function getParameters(simulation: Simulation, { input }: Call, place: Place, session: Session) {
  const { state } = simulation;
  const names = input.Names as readonly string[];
  const action = 'ssm:GetParameters';
  for (const name of names) authorize(simulation, session, { action, resource: parameterArn(state, place, name) });
  return {
    Parameters: names.map((name) => describe(state, place, name)).filter((parameter) => parameter !== undefined),
    InvalidParameters: names.filter((name) => !state.parameters.has(parameterArn(state, place, name))),
  };
}

/** @param name may begin with a slash, which the ARN does not repeat */
export function parameterArn({ partition }: AwsState, { accountId, region }: Place, name: string): string {
  return `arn:${partition}:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
}

function describe(state: AwsState, place: Place, name: string) {
  const ARN = parameterArn(state, place, name);
  const Value = state.parameters.get(ARN);
  return Value === undefined ? undefined : { Name: name, Type: 'String', Value, Version: 1, ARN, DataType: 'text' };
}
