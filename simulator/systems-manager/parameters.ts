import { authorize } from '../aws/authorization.ts';
import type { AwsState } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import type { Place } from '../aws/place.ts';
import type { Session, Simulation } from '../aws/simulation.ts';

/** Answers a call to Systems Manager: reads parameters. @throws AwsError as the service would */
export function systemsManager(simulation: Simulation, call: Call, place: Place, session: Session): unknown {
  const { state } = simulation;
  const action = `ssm:${call.operation}`;
  switch (call.operation) {
    case 'GetParameter': {
      const name = String(call.input.Name);
      authorize(simulation, session, { action, resource: parameterArn(state, place, name) });
      const Parameter = describe(state, place, name);
      if (!Parameter) throw new AwsError(400, 'ParameterNotFound', `Parameter ${name} not found.`);
      return { Parameter };
    }
    case 'GetParameters': {
      const names = call.input.Names as readonly string[];
      for (const name of names) authorize(simulation, session, { action, resource: parameterArn(state, place, name) });
      return {
        Parameters: names.map((name) => describe(state, place, name)).filter((parameter) => parameter !== undefined),
        InvalidParameters: names.filter((name) => !state.parameters.has(parameterArn(state, place, name))),
      };
    }
    default:
      throw unknownOperation(call);
  }
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
