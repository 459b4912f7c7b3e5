import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange } from '../aws/change-set-record.ts';
import type { Stack, StackContent, StackResource } from '../aws/stack-record.ts';
import { exportedValue } from '../stacks/exports.ts';
import type { CreatedResource, Properties, ResourcePlace } from '../stacks/resource-type.ts';
import { scopeOf } from '../stacks/scope.ts';
import { resolve } from '../template/intrinsics.ts';
import type { ResourceTemplate } from '../template/stack-template.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

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
  const { template } = content;
  const changes: ResourceChange[] = [];
  const visited = new Map<string, CreatedResource | 'in progress'>();

  const visit = (logicalId: string): CreatedResource => {
    const known = visited.get(logicalId);
    if (known === 'in progress') throw new UnsupportedTemplateError(`a circular dependency of ${logicalId}`);
    if (known) return known;
    const definition = template.Resources[logicalId];
    if (!definition) throw new UnsupportedTemplateError(`a reference to ${logicalId}, which is not in the template`);
    visited.set(logicalId, 'in progress');
    const properties = resolve(definition.Properties ?? {}, scope) as Properties;
    const before = stack.resources.get(logicalId);
    const change = changeOf(place, logicalId, definition, properties, before);
    if (change) changes.push(change);
    const isNew = !before || change?.Replacement === 'True' || change?.Replacement === 'Conditional';
    const resource = isNew ? UNKNOWN_RESOURCE : before;
    visited.set(logicalId, resource);
    return resource;
  };

  const importValue = (name: string) => exportedValue(place.state, stack, name);
  const scope = scopeOf({ place, stackId: stack.id, content, resource: visit, importValue });
  for (const logicalId of Object.keys(template.Resources)) visit(logicalId);
  const removed = [...stack.resources.values()].filter(
    ({ logicalId }) => !Object.hasOwn(template.Resources, logicalId),
  );
  return [...changes, ...removed.map(removal)];
}

function removal({ logicalId, ref, type, deletionPolicy }: StackResource): ResourceChange {
  return {
    ...{ Action: 'Remove', PolicyAction: deletionPolicy === 'Delete' ? 'Delete' : 'Retain' },
    ...{ LogicalResourceId: logicalId, PhysicalResourceId: ref, ResourceType: type, Scope: [], Details: [] },
  };
}

function changeOf(
  { types }: ResourcePlace,
  logicalId: string,
  { Type, UpdateReplacePolicy = 'Delete' }: ResourceTemplate,
  properties: Properties,
  before: StackResource | undefined,
): ResourceChange | undefined {
  const type = Object.hasOwn(types, Type) ? types[Type] : undefined;
  if (!type) throw new UnsupportedTemplateError(`the resource type ${Type}`);
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
