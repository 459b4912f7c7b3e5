import { paginate } from '../aws/pages.ts';
import { placeKey } from '../aws/place.ts';
import type { Stack } from '../aws/stack-record.ts';
import { capabilitiesOf } from '../template/capabilities.ts';
import { parseTemplate } from '../template/stack-template.ts';
import { requireChangeSet } from './change-sets.ts';
import { describeEvents, describeResource, describeStack, summarizeResource, summarizeStack } from './descriptions.ts';
import { finishPending } from './pending.ts';
import type { Request } from './requests.ts';
import { orRefuse, requireStack, stackOf, text, texts, validationError } from './requests.ts';
import { readTemplateBody } from './stack-input.ts';

const PAGE_SIZE = 100;

/** A page of a list, under a name. @throws AwsError */
export function pageOf<T>({ input }: Request, name: string, items: readonly T[]) {
  const codes = { size: 'ValidationError', token: 'ValidationError' };
  const size = Number(input.MaxResults ?? PAGE_SIZE);
  const { page, token } = paginate(items, input.NextToken, size, PAGE_SIZE, codes);
  return { [name]: page, NextToken: token };
}

function stacksIn({ simulation, place }: Request): readonly Stack[] {
  return [...simulation.state.stacks.values()].filter((stack) => placeKey(stack) === placeKey(place));
}

/** @throws AwsError */
export function describeStacks(request: Request) {
  const name = text(request, 'StackName');
  if (name === undefined) {
    const stacks = stacksIn(request).filter(({ status }) => status !== 'DELETE_COMPLETE');
    return pageOf(request, 'Stacks', stacks.map(describeStack));
  }
  const stack = stackOf(request);
  if (!stack) throw validationError(`Stack with id ${name} does not exist`);
  const described = describeStack(stack);
  finishPending(request.simulation.state);
  return { Stacks: [described] };
}

/** @throws AwsError */
export function listStacks(request: Request) {
  const statuses = texts(request, 'StackStatusFilter');
  const stacks = stacksIn(request).filter(({ status }) => statuses.length === 0 || statuses.includes(status));
  return pageOf(request, 'StackSummaries', stacks.map(summarizeStack));
}

/** @throws AwsError */
export function describeStackEvents(request: Request) {
  return pageOf(request, 'StackEvents', describeEvents(requireStack(request)));
}

/** @throws AwsError */
export function describeStackResources(request: Request) {
  const stack = stackOf(request);
  if (!stack) throw validationError(`Stack with id ${text(request, 'StackName')} does not exist`);
  const logicalId = text(request, 'LogicalResourceId');
  const resources = [...stack.resources.values()].filter(
    (one) => logicalId === undefined || one.logicalId === logicalId,
  );
  return { StackResources: resources.map((resource) => describeResource(stack, resource)) };
}

/** @throws AwsError */
export function listStackResources(request: Request) {
  const stack = requireStack(request);
  const resources = [...stack.resources.values()].map((resource) => summarizeResource(stack, resource));
  return pageOf(request, 'StackResourceSummaries', resources);
}

/** @throws AwsError */
export function getTemplate(request: Request) {
  const isOfStack = text(request, 'ChangeSetName') === undefined;
  // A stack that was never deployed has none: the CDK CLI shows all of its permissions, and asks.
  if (isOfStack && requireStack(request).status === 'REVIEW_IN_PROGRESS') return { StagesAvailable: [] };
  const { content } = isOfStack ? requireStack(request) : requireChangeSet(request);
  return { TemplateBody: content.templateBody, StagesAvailable: ['Original', 'Processed'] };
}

/** @throws AwsError */
export function getTemplateSummary(request: Request) {
  const stack = text(request, 'StackName') === undefined ? undefined : requireStack(request);
  const body = stack?.content.templateBody ?? readTemplateBody(request, undefined);
  const template = orRefuse(() => parseTemplate(body));
  const Capabilities = capabilitiesOf(template);
  const roles = Object.values(template.Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  const types = [...new Set(roles.map(({ Type }) => Type))];
  return {
    Parameters: Object.entries(template.Parameters ?? {}).map(([ParameterKey, { Type, Default, Description }]) => ({
      ...{ ParameterKey, ParameterType: Type, DefaultValue: Default, Description, NoEcho: false },
    })),
    Description: template.Description,
    ...(Capabilities.length === 0
      ? {}
      : { Capabilities, CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(', ')}]` }),
    ResourceTypes: Object.values(template.Resources).map(({ Type }) => Type),
  };
}
