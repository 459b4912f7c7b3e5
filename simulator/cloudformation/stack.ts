import type { AwsState } from '../aws/aws-state.ts';
import { orRollBack } from '../aws/aws-state.ts';
import { refuseOtherProperties, refuseOthers } from '../aws/properties.ts';
import type { Scope } from './intrinsics.ts';
import { resolve, UnsupportedTemplateError } from './intrinsics.ts';
import type { CreatedResource } from './resources.ts';
import { RESOURCE_TYPES } from './resources.ts';

/** Where a stack is deployed, and what it may use. */
export interface StackPlace {
  readonly state: AwsState;
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  /** The folder of the cloud assembly, for the code of functions. */
  readonly assembly: string;
  /** A folder for files that are made of templates. */
  readonly workFolder: string;
  /** What stacks of the same account and region export, by name. */
  readonly exports: Map<string, unknown>;
}

export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown; readonly AllowedPattern?: string }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Resources: Readonly<Record<string, ResourceTemplate>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

interface ResourceTemplate {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DependsOn?: string | readonly string[];
}

const SECTIONS = ['Description', 'Parameters', 'Rules', 'Mappings', 'Resources', 'Outputs'];
const PARAMETER_ATTRIBUTES = ['Type', 'Description', 'Default', 'AllowedPattern'];
const OUTPUT_ATTRIBUTES = ['Description', 'Value', 'Export'];
const ATTRIBUTES = ['Type', 'Properties', 'DependsOn', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'];

/**
 * Deploys a template, each resource after those that it refers to or depends on, and takes all back if one fails.
 * @returns the outputs
 * @throws UnsupportedTemplateError for whatever the simulation does not know, and any error of a resource
 */
export function deployStack(
  place: StackPlace,
  template: Template,
  parameters: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return orRollBack(place.state, () => createResources(place, template, parameters), place.exports);
}

function createResources(
  place: StackPlace,
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  refuseOthers(Object.keys(template), SECTIONS, 'section');
  checkParameters(template, parameters);
  const created = new Map<string, CreatedResource | 'under way'>();

  const create = (logicalId: string): CreatedResource => {
    const known = created.get(logicalId);
    if (known === 'under way') throw new UnsupportedTemplateError(`${logicalId} depends on itself.`);
    if (known) return known;
    const resource = template.Resources[logicalId];
    if (!resource) throw new UnsupportedTemplateError(`The template has no resource ${logicalId}.`);
    refuseOthers(Object.keys(resource), ATTRIBUTES, 'attribute');
    const type = RESOURCE_TYPES[resource.Type];
    if (!type) throw new UnsupportedTemplateError(`${resource.Type} is not known to the simulation.`);
    created.set(logicalId, 'under way');
    for (const other of [resource.DependsOn ?? []].flat()) create(other);
    const properties = resolve(resource.Properties ?? {}, scope) as Readonly<Record<string, unknown>>;
    refuseOtherProperties(properties, type.properties, `of ${resource.Type}`);
    const result = type.create(place, logicalId, properties);
    created.set(logicalId, result);
    return result;
  };

  const scope = scopeOf(place, template, parameters, create);
  for (const logicalId of Object.keys(template.Resources)) create(logicalId);
  return Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([name, output]) => {
      refuseOthers(Object.keys(output), OUTPUT_ATTRIBUTES, 'attribute');
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

function checkParameters({ Parameters = {} }: Template, given: Readonly<Record<string, unknown>>): void {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(Parameters, name));
  if (stranger !== undefined) throw new Error(`Parameters: [${stranger}] do not exist in the template`);
  for (const [name, { AllowedPattern = '.*', ...parameter }] of Object.entries(Parameters)) {
    refuseOthers(Object.keys(parameter), PARAMETER_ATTRIBUTES, 'attribute');
    const value = given[name] ?? parameter.Default;
    if (value === undefined) throw new Error(`Parameters: [${name}] must have values`);
    if (!new RegExp(`^(?:${AllowedPattern})$`, 's').test(String(value))) {
      throw new Error(`Parameter ${name} failed to satisfy constraint: it must match pattern ${AllowedPattern}`);
    }
  }
}

function scopeOf(
  place: StackPlace,
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
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
