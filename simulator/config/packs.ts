import type { AwsState } from '../aws/aws-state.ts';
import { accountOf } from '../aws/organization.ts';
import type { Pack, PackContent } from '../aws/pack-record.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { StackContent } from '../aws/stack-record.ts';
import { deleteStack } from '../stacks/delete.ts';
import { deployStack } from '../stacks/deploy.ts';
import { addStack, contentOf, placeOf, problemOf } from '../stacks/stacks.ts';
import { updateProblem } from '../stacks/updatable.ts';
import { requireTemplateBody } from '../template/template-body.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { ConformancePackError, PACK_RESOURCES, packStackName } from './pack-resources.ts';

interface Input {
  readonly ParameterName: string;
  readonly ParameterValue: string;
}

/** The content of a pack by the properties of its resource, those of an account and those of an organization. */
export function packContent(properties: Readonly<Record<string, unknown>>): PackContent {
  const { ConformancePackInputParameters = [] } = properties;
  const inputs = (ConformancePackInputParameters as readonly Input[]).map(
    ({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue] as const,
  );
  return { templateBody: requireTemplateBody(properties), inputs: Object.fromEntries(inputs) };
}

/** A pack by its name. */
export function findPack({ packs }: AwsState, place: Place, name: string): Pack | undefined {
  return [...packs.values()].find((pack) => pack.name === name && placeKey(pack) === placeKey(place));
}

/**
 * Puts a pack in place in an account and region, or changes the one with its name. One that could not be created is
 * created again.
 * @throws ConformancePackError if that fails. The pack is there all the same, without a stack or as it was before.
 */
export function putPack(state: AwsState, place: Place, name: string, content: PackContent): void {
  requireActive(state, place.accountId);
  const stackContent = stackContentOf(content);
  const pack = findPack(state, place, name);
  if (pack?.status === 'CREATE_FAILED') state.packs.delete(pack.arn);
  const known = pack?.status === 'CREATE_FAILED' ? undefined : pack;
  const before = known && state.stacks.get(known.stackId);
  const problem = before && updateProblem(before);
  if (problem !== undefined) throw new ConformancePackError(problem);
  const stack = before ?? addStack(state, place, packStackName(name, state.unique(9)), stackContent);
  const id = `conformance-pack-${state.unique(9)}`;
  const arn =
    known?.arn ?? `arn:${state.partition}:config:${place.region}:${place.accountId}:conformance-pack/${name}/${id}`;
  deployStack(placeOf(state, stack, PACK_RESOURCES), stack, stackContent);
  const isDone = stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE';
  const reason = isDone ? undefined : problemOf(stack);
  if (!isDone && !known) deleteStack(placeOf(state, stack, PACK_RESOURCES), stack);
  const { accountId, region } = place;
  state.packs.set(arn, {
    ...{ arn, name, accountId, region, stackId: stack.id, reason },
    status: isDone || known ? 'CREATE_COMPLETE' : 'CREATE_FAILED',
  });
  if (reason !== undefined) throw new ConformancePackError(reason);
}

/** Takes a pack with its rules away. @throws ConformancePackError */
export function deletePack(state: AwsState, place: Place, name: string): void {
  requireActive(state, place.accountId);
  const pack = findPack(state, place, name);
  const stack = state.stacks.get(pack?.stackId ?? '');
  if (!pack || !stack) throw new ConformancePackError(`NoSuchConformancePackException: there is no pack ${name}.`);
  // That of one that could not be created is gone.
  if (stack.status !== 'DELETE_COMPLETE') deleteStack(placeOf(state, stack, PACK_RESOURCES), stack);
  state.packs.delete(pack.arn);
}

function requireActive(state: AwsState, accountId: string): void {
  if (accountOf(state, accountId).status === 'ACTIVE') return;
  throw new ConformancePackError(`AccessDeniedException: the account ${accountId} is suspended.`);
}

// Nothing but parameters is certain to work in a pack.
function stackContentOf({ templateBody, inputs }: PackContent): StackContent {
  const content = contentOf(templateBody, inputs);
  const { Resources } = content.template;
  const functions = JSON.stringify(Resources).match(/"Fn::\w+"/);
  if (functions) throw new UnsupportedTemplateError(`${functions[0]} in a conformance pack, other than Ref`);
  return content;
}
