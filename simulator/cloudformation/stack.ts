import { orRollBack } from '../aws/roll-back.ts';
import type { Scope } from '../template/intrinsics.ts';
import { resolve } from '../template/intrinsics.ts';
import { refuseUnsupported, UnsupportedTemplateError } from '../template/unsupported.ts';
import { refuseUnsupportedProperties } from './properties.ts';
import type { CreatedResource, Properties, StackPlace } from './resource-type.ts';
import { RESOURCE_TYPES } from './resources.ts';
import type { StackTemplate } from './stack-template.ts';
import { checkTemplate } from './stack-template.ts';

const OUTPUT_ATTRIBUTES = ['Description', 'Value', 'Export'];
const ATTRIBUTES = ['Type', 'Properties', 'DependsOn', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'];

/**
 * Deploys a template, each resource after those that it refers to or depends on, and takes all back if one fails.
 * @returns the outputs
 * @throws UnsupportedTemplateError for whatever the simulation does not know, and any error of a resource
 */
export function deployStack(place: StackPlace, template: StackTemplate, parameters: Properties = {}): Properties {
  return orRollBack(place.state, () => createResources(place, template, parameters), place.exports);
}

function createResources(place: StackPlace, template: StackTemplate, parameters: Properties): Properties {
  checkTemplate(template, parameters);
  const created = new Map<string, CreatedResource | 'in progress'>();

  const create = (logicalId: string): CreatedResource => {
    const known = created.get(logicalId);
    if (known === 'in progress') throw new UnsupportedTemplateError(`a circular dependency of ${logicalId}`);
    if (known) return known;
    const resource = template.Resources[logicalId];
    if (!resource) throw new UnsupportedTemplateError(`a reference to ${logicalId}, which is not in the template`);
    refuseUnsupported(Object.keys(resource), ATTRIBUTES, 'attribute');
    const type = RESOURCE_TYPES[resource.Type];
    if (!type) throw new UnsupportedTemplateError(`the resource type ${resource.Type}`);
    created.set(logicalId, 'in progress');
    for (const other of [resource.DependsOn ?? []].flat()) create(other);
    const properties = resolve(resource.Properties ?? {}, scope) as Properties;
    refuseUnsupportedProperties(properties, type.properties, resource.Type);
    const result = type.create(place, logicalId, properties, deployStack);
    created.set(logicalId, result);
    return result;
  };

  const scope = scopeOf(place, template, parameters, create);
  for (const logicalId of Object.keys(template.Resources)) create(logicalId);
  return Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([name, output]) => {
      refuseUnsupported(Object.keys(output), OUTPUT_ATTRIBUTES, 'attribute');
      const value = resolve(output.Value, scope);
      if (output.Export) addExport(place.exports, String(resolve(output.Export.Name, scope)), value);
      return [name, value];
    }),
  );
}

// Names are unique in an account and region:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
function addExport(exports: StackPlace['exports'], name: string, value: unknown): void {
  if (exports.has(name)) throw new Error(`Export with name ${name} is already exported.`);
  exports.set(name, value);
}

function scopeOf(
  place: StackPlace,
  template: StackTemplate,
  parameters: Properties,
  create: (logicalId: string) => CreatedResource,
): Scope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': place.accountId,
    'AWS::Region': place.region,
    'AWS::Partition': place.state.partition,
    'AWS::StackName': place.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return {
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters?.[name];
      if (!parameter) return create(name).ref;
      return parameters[name] ?? parameter.Default;
    },
    getAtt(logicalId, attribute) {
      const value = create(logicalId).attributes[attribute];
      if (value === undefined) throw new UnsupportedTemplateError(`the attribute ${attribute} of ${logicalId}`);
      return value;
    },
    findInMap(map, top, second) {
      const value = template.Mappings?.[map]?.[top]?.[second];
      if (value === undefined) throw new Error(`The mapping ${map} has no ${top}.${second}.`);
      return value;
    },
    importValue(name) {
      if (!place.exports.has(name)) throw new Error(`No export named ${name} found.`);
      return place.exports.get(name);
    },
  };
}
