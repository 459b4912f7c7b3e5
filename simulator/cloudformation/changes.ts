import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange } from '../aws/change-set-record.ts';
import type { Stack, StackContent, StackResource } from '../aws/stack-record.ts';
import { exportedValue } from '../stacks/exports.ts';
import type { WantedResource } from '../stacks/resolve-template.ts';
import { resolveTemplate } from '../stacks/resolve-template.ts';
import type { CreatedResource, ResourcePlace } from '../stacks/resource-type.ts';

/** What CloudFormation shows for a value that only the deployment makes. */
const UNKNOWN = '{{changeSet:KNOWN_AFTER_APPLY}}';

const UNKNOWN_RESOURCE: CreatedResource = {
  ref: UNKNOWN,
  attributes: new Proxy({}, { get: () => UNKNOWN }),
};

/**
 * What a stack would become with other content.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
 * @throws Error if the content cannot be deployed
 */
export function changesOf(place: ResourcePlace, stack: Stack, content: StackContent): readonly ResourceChange[] {
  const changes: ResourceChange[] = [];
  const plan = (wanted: WantedResource): CreatedResource => {
    const change = changeOf(wanted);
    if (change) changes.push(change);
    const isNew = change?.Replacement === 'True' || change?.Replacement === 'Conditional';
    return isNew ? UNKNOWN_RESOURCE : (wanted.before ?? UNKNOWN_RESOURCE);
  };
  const importValue = (name: string) => exportedValue(place.state, stack, name);
  const { order } = resolveTemplate(place, stack, content, importValue, plan);
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !order.includes(logicalId));
  return [...changes, ...removed.map(removal)];
}

function removal({ logicalId, ref, type, deletionPolicy }: StackResource): ResourceChange {
  return {
    ...{ Action: 'Remove', PolicyAction: deletionPolicy === 'Delete' ? 'Delete' : 'Retain' },
    ...{ LogicalResourceId: logicalId, PhysicalResourceId: ref, ResourceType: type, Scope: [], Details: [] },
  };
}

function changeOf({ logicalId, definition, type, properties, before }: WantedResource): ResourceChange | undefined {
  const { Type, UpdateReplacePolicy = 'Delete' } = definition;
  const resource = { LogicalResourceId: logicalId, ResourceType: Type };
  if (!before) return { Action: 'Add', ...resource, Scope: [], Details: [] };
  const names = new Set([...Object.keys(before.properties), ...Object.keys(properties)]);
  const changed = [...names].filter((name) => !isDeepStrictEqual(before.properties[name], properties[name]));
  if (changed.length === 0) return undefined;
  const details = changed.map((name) => {
    const isDynamic = JSON.stringify(properties[name])?.includes(UNKNOWN) ?? false;
    const recreation = isDynamic ? 'Conditionally' : 'Always';
    const RequiresRecreation = type.createOnly.includes(name) ? recreation : 'Never';
    const Evaluation = isDynamic ? 'Dynamic' : 'Static';
    return { Target: { Attribute: 'Properties', Name: name, RequiresRecreation }, Evaluation };
  });
  const needs = (recreation: string) => details.some(({ Target }) => Target.RequiresRecreation === recreation);
  const Replacement = needs('Always') ? 'True' : needs('Conditionally') ? 'Conditional' : 'False';
  const PolicyAction = UpdateReplacePolicy === 'Delete' ? 'ReplaceAndDelete' : 'ReplaceAndRetain';
  return {
    ...{ Action: 'Modify', ...resource, PhysicalResourceId: before.ref, Replacement },
    ...(Replacement === 'True' ? { PolicyAction } : {}),
    ...{ Scope: ['Properties'], Details: details },
  };
}

/** Whether a stack is already what it is to become. One that failed is deployed once more. */
export function hasNoChanges({ status, content: { template, parameters, tags } }: Stack, next: StackContent): boolean {
  if (!status.endsWith('_COMPLETE')) return false;
  return isDeepStrictEqual([template, parameters, tags], [next.template, next.parameters, next.tags]);
}
