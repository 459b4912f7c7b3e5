import { orRollBack } from '../aws/roll-back.ts';
import type { Scope } from '../template/intrinsics.ts';
import { resolve } from '../template/intrinsics.ts';
import { refuseUnknown, UnsupportedTemplateError } from '../template/unsupported.ts';
import { refuseUnknownProperties } from './properties.ts';
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
  const created = new Map<string, CreatedResource | 'under way'>();

  const create = (logicalId: string): CreatedResource => {
    const known = created.get(logicalId);
    if (known === 'under way') throw new UnsupportedTemplateError(`${logicalId} depends on itself.`);
    if (known) return known;
    const resource = template.Resources[logicalId];
    if (!resource) throw new UnsupportedTemplateError(`The template has no resource ${logicalId}.`);
    refuseUnknown(Object.keys(resource), ATTRIBUTES, 'attribute');
    const type = RESOURCE_TYPES[resource.Type];
    if (!type) throw new UnsupportedTemplateError(`${resource.Type} is not known to the simulation.`);
    created.set(logicalId, 'under way');
    for (const other of [resource.DependsOn ?? []].flat()) create(other);
    const properties = resolve(resource.Properties ?? {}, scope) as Properties;
    refuseUnknownProperties(properties, type.properties, `of ${resource.Type}`);
    const result = type.create(place, logicalId, properties, deployStack);
    created.set(logicalId, result);
    return result;
  };

  const scope = scopeOf(place, template, parameters, create);
  for (const logicalId of Object.keys(template.Resources)) create(logicalId);
  return Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([name, output]) => {
      refuseUnknown(Object.keys(output), OUTPUT_ATTRIBUTES, 'attribute');
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
      if (value === undefined)
        throw new UnsupportedTemplateError(`${logicalId}.${attribute} is not known to the simulation.`);
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
