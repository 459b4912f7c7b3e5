import { authorize } from '../aws/authorization.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import type { Place } from '../aws/place.ts';
import type { Session, Simulation } from '../aws/simulation.ts';
import { documentArn, putDocument } from './documents.ts';
import { getParameter, getParameters } from './parameters.ts';

/** Answers a call to Systems Manager: reads parameters, changes and deletes runbooks. @throws AwsError as the service would */
export function systemsManager(simulation: Simulation, call: Call, place: Place, session: Session): unknown {
  switch (call.operation) {
    case 'GetParameter':
      return getParameter(simulation, call, place, session);
    case 'GetParameters':
      return getParameters(simulation, call, place, session);
    case 'DeleteDocument':
    case 'UpdateDocument':
      return changeDocument(simulation, call, place, session);
    default:
      throw unknownOperation(call);
  }
}

/**
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteDocument.html
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateDocument.html
 */
function changeDocument(simulation: Simulation, { operation, input }: Call, place: Place, session: Session) {
  const { state } = simulation;
  const resource = documentArn(state, place, String(input.Name));
  authorize(simulation, session, { action: `ssm:${operation}`, resource });
  if (!state.documents.has(resource)) {
    throw new AwsError(400, 'InvalidDocument', `Document with name ${input.Name} does not exist.`);
  }
  if (operation === 'DeleteDocument') state.documents.delete(resource);
  else {
    const Content = JSON.parse(String(input.Content));
    putDocument(state, place, { Name: input.Name, DocumentType: 'Automation', Content });
  }
  return {};
}
