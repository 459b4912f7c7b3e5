import type { Stack, StackContent, StackOutput, StackResource } from '../aws/stack-record.ts';
import { withoutFalseResources } from '../template/conditions.ts';
import { deploymentOrder } from '../template/dependencies.ts';
import { resolve } from '../template/intrinsics.ts';
import type { ResourceTemplate, StackTemplate } from '../template/stack-template.ts';
import { checkTemplate } from '../template/stack-template.ts';
import { refuseUnsupported, UnsupportedTemplateError } from '../template/unsupported.ts';
import { refuseUnsupportedProperties } from './properties.ts';
import type { CreatedResource, Properties, ResourcePlace, ResourceType, ResourceTypes } from './resource-type.ts';
import { scopeOf } from './scope.ts';

const OUTPUT_ATTRIBUTES = ['Description', 'Value', 'Export'];
const ATTRIBUTES = [
  ...['Type', 'Properties', 'Condition', 'DependsOn', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'],
];
const RETENTION_POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate'];

/** A resource as its template wants it. */
export interface WantedResource {
  readonly logicalId: string;
  readonly definition: ResourceTemplate;
  readonly type: ResourceType;
  /** Resolved. */
  readonly properties: Properties;
  /** As the stack has it. */
  readonly before: StackResource | undefined;
}

export interface Resolution {
  readonly outputs: readonly StackOutput[];
  /** The logical ids of the resources whose conditions are true, each after those that it needs. */
  readonly order: readonly string[];
}

/**
 * Resolves the resources of a template for a stack, each after those that it needs, and then the outputs.
 * @param importValue the value of the export of another stack
 * @param make makes each resource, so that others can refer to it
 * @throws UnsupportedTemplateError for whatever the simulation does not know, Error for what CloudFormation refuses
 */
export function resolveTemplate(
  place: ResourcePlace,
  stack: Stack,
  content: StackContent,
  importValue: (name: string) => unknown,
  make: (wanted: WantedResource) => CreatedResource,
): Resolution {
  checkTemplate(content.template, content.parameters);
  const made = new Map<string, CreatedResource>();
  const resource = (logicalId: string): CreatedResource => {
    const known = made.get(logicalId);
    if (!known) throw new UnsupportedTemplateError(`a reference to ${logicalId}`);
    return known;
  };
  const scope = scopeOf({ place, stackId: stack.id, content, resource, importValue });
  const template = withoutFalseResources(content.template, scope);
  const order = deploymentOrder(template);
  for (const logicalId of order) {
    const definition = template.Resources[logicalId] as ResourceTemplate;
    const type = typeOf(place.types, definition);
    const properties = resolve(definition.Properties ?? {}, scope) as Properties;
    refuseUnsupportedProperties(properties, type.properties, definition.Type);
    const before = stack.resources.get(logicalId);
    if (before && before.type !== definition.Type) {
      throw new Error(
        `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`,
      );
    }
    made.set(logicalId, make({ logicalId, definition, type, properties, before }));
  }
  return { outputs: outputsOf(template, (value) => resolve(value, scope)), order };
}

function typeOf(types: ResourceTypes, definition: ResourceTemplate): ResourceType {
  refuseUnsupported(Object.keys(definition), ATTRIBUTES, 'attribute');
  const { DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' } = definition;
  refuseUnsupported([DeletionPolicy, UpdateReplacePolicy], RETENTION_POLICIES, 'policy');
  const type = Object.hasOwn(types, definition.Type) ? types[definition.Type] : undefined;
  if (!type) throw new UnsupportedTemplateError(`the resource type ${definition.Type}`);
  return type;
}

function outputsOf({ Outputs = {} }: StackTemplate, resolved: (value: unknown) => unknown): readonly StackOutput[] {
  return Object.entries(Outputs).map(([key, output]) => {
    refuseUnsupported(Object.keys(output), OUTPUT_ATTRIBUTES, 'attribute');
    const exportName = output.Export && String(resolved(output.Export.Name));
    return { key, value: String(resolved(output.Value)), description: output.Description, exportName };
  });
}
