import { authorize } from '../aws/authorization.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import type { Place } from '../aws/place.ts';
import type { Session, Simulation } from '../aws/simulation.ts';
import { accountSettings } from './account-settings.ts';
import { deleteResourcePolicy } from './function-policy.ts';

/** Answers a call to Lambda. @throws AwsError as the service would */
export function lambdaService(simulation: Simulation, call: Call, place: Place, session: Session): unknown {
  switch (call.operation) {
    case 'GetAccountSettings':
      authorize(simulation, session, { action: 'lambda:GetAccountSettings', resource: '*' });
      return accountSettings(simulation, place);
    case 'DeleteResourcePolicy':
      return removePolicy(simulation, call, place, session);
    default:
      throw unknownOperation(call);
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteResourcePolicy.html */
function removePolicy(simulation: Simulation, call: Call, { region }: Place, session: Session): undefined {
  const { ResourceArn, ...others } = call.input;
  // A revision that the policy has to have.
  if (Object.keys(others).length > 0) throw unknownOperation(call);
  const resource = String(ResourceArn);
  // https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html#access-control-resource-based-permissions
  for (const action of ['lambda:DeleteResourcePolicy', 'lambda:RemovePermission']) {
    authorize(simulation, session, { action, resource });
  }
  const { functions } = simulation.state;
  const lambda = functions.get(resource);
  if (lambda?.region !== region || lambda.accountId !== session.accountId || !lambda.policy) {
    throw new AwsError(404, 'ResourceNotFoundException', `There is no resource policy of ${resource}.`);
  }
  deleteResourcePolicy(simulation.state, resource);
  return undefined;
}
