import { readText } from '../../../checks/json.ts';
import type { Place } from './attribute.ts';
import { readAttribute } from './attribute.ts';

/** The types of the resources that are rules of a security group. */
export const RULE_TYPES: readonly string[] = ['aws_security_group_rule', 'aws_vpc_security_group_ingress_rule'];

/** The types of the resources that decide who is let in. */
export const NETWORK_TYPES: readonly string[] = [
  ...['aws_security_group', 'aws_default_security_group', ...RULE_TYPES],
  ...['aws_ec2_managed_prefix_list', 'aws_ec2_managed_prefix_list_entry'],
];

/** A resource of one of the {@link NETWORK_TYPES}. */
export interface NetworkResource {
  readonly address: string;
  readonly type: string;
  readonly place: Place;
  /** The address of the resource whose ID an attribute has, if the attribute is not known but refers to one. */
  readonly refersTo?: (attribute: string) => string | undefined;
  /** Whether this may not be there although a group is. */
  readonly mayBeAbsent?: (group: NetworkResource) => boolean;
  /** Of a group in a plan: whether it does not exist yet, so nothing has its ID. */
  readonly isNew?: boolean;
  /** Of a group in a plan: whether it surely has no rules of its own in the configuration. */
  readonly hasNoInlineRules?: boolean;
}

/** Whether a type of resources is of security groups. */
export function isGroupType(type: string): boolean {
  return type === 'aws_security_group' || type === 'aws_default_security_group';
}

/** The ID of a resource, if it is known. */
export function idOf({ place }: NetworkResource): string | undefined {
  return readText(readAttribute(place, 'id', undefined).value);
}
