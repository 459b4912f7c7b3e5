import type { StackContent } from '../aws/stack-record.ts';
import type { Scope } from '../template/intrinsics.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import type { CreatedResource, ResourcePlace } from './resource-type.ts';

/** Where a template finds what is not in it. */
export interface Surroundings {
  readonly place: ResourcePlace;
  readonly stackId: string;
  readonly content: StackContent;
  /** The resource with a logical id, deployed. */
  readonly resource: (logicalId: string) => CreatedResource;
  /** The value of the export of another stack. */
  readonly importValue: (name: string) => unknown;
}

/** What the functions of a template refer to. */
export function scopeOf({ place, stackId, content, resource, importValue }: Surroundings): Scope {
  const { template, parameters } = content;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': place.accountId,
    'AWS::Region': place.region,
    'AWS::Partition': place.state.partition,
    'AWS::StackName': place.stackName,
    'AWS::StackId': stackId,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return {
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters?.[name];
      return parameter ? (parameters[name] ?? parameter.Default) : resource(name).ref;
    },
    getAtt(logicalId, attribute) {
      const value = resource(logicalId).attributes[attribute];
      if (value === undefined) throw new UnsupportedTemplateError(`the attribute ${attribute} of ${logicalId}`);
      return value;
    },
    findInMap(map, top, second) {
      const value = template.Mappings?.[map]?.[top]?.[second];
      if (value === undefined) throw new Error(`The mapping ${map} has no ${top}.${second}.`);
      return value;
    },
    importValue,
  };
}
