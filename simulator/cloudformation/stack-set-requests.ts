import { AwsError } from '../aws/call.ts';
import type { StackSet } from '../aws/stack-set-record.ts';
import type { Request } from './requests.ts';
import { orRefuse, text } from './requests.ts';
import { findStackSet, removeStackSet, requireAdministrator } from './stack-sets.ts';

/** The StackSet that a call is about, for who may use it. @throws AwsError */
export function requireStackSet(request: Request): StackSet {
  const { simulation, place } = request;
  const name = text(request, 'StackSetName') ?? '';
  orRefuse(() => requireAdministrator(simulation.state, place, text(request, 'CallAs') ?? 'SELF'));
  const set = findStackSet(simulation.state, place, name);
  if (!set) throw new AwsError(404, 'StackSetNotFoundException', `StackSet ${name} not found`);
  return set;
}

/** Of the StackSet: its stacks are gone before. @throws AwsError */
export function deleteStackSet(request: Request) {
  const set = requireStackSet(request);
  if (set.instances.size > 0) throw new AwsError(409, 'StackSetNotEmptyException', 'StackSet is not empty');
  removeStackSet(request.simulation.state, set);
  return {};
}
