import { isObject } from '../../../checks/json.ts';
import { hasMark, markOf } from './attribute.ts';
import type { JsonObject } from './resources.ts';

type Names = Readonly<Record<string, string>>;

const TEXTS: Names = {
  EngineVersion: 'engine_version',
  HostInstanceType: 'host_instance_type',
  AutoMinorVersionUpgrade: 'auto_minor_version_upgrade',
  AuthenticationStrategy: 'authentication_strategy',
};
const LISTS: Names = { SubnetIds: 'subnet_ids', SecurityGroups: 'security_groups' };
const BLOCKS: Readonly<Record<string, { readonly block: string; readonly names: Names }>> = {
  MaintenanceWindowStartTime: {
    block: 'maintenance_window_start_time',
    names: { DayOfWeek: 'day_of_week', TimeOfDay: 'time_of_day', TimeZone: 'time_zone' },
  },
  Configuration: { block: 'configuration', names: { Id: 'id', Revision: 'revision' } },
  EncryptionOptions: {
    block: 'encryption_options',
    names: { UseAwsOwnedKey: 'use_aws_owned_key', KmsKeyId: 'kms_key_id' },
  },
};

/**
 * The attributes of an `aws_mq_broker`, as `DescribeBroker` names them. In place of a text that is known only after apply
 * are words that say so. A list or the tags are left out if not all of them are known.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker
 * @param marks what is known only after apply, marked with `true`
 */
export function describeAttributes(values: JsonObject, marks: unknown): JsonObject {
  const whole = (name: string) => (hasMark(markOf(marks, name)) ? undefined : values[name]);
  return {
    ...texts(TEXTS, values, marks),
    ...Object.fromEntries(Object.entries(LISTS).map(([property, name]) => [property, whole(name)])),
    ...Object.fromEntries(
      Object.entries(BLOCKS).map(([property, { block, names }]) => {
        const blocks = values[block];
        const first: unknown = Array.isArray(blocks) ? blocks[0] : undefined;
        return [property, isObject(first) ? texts(names, first, markOf(markOf(marks, block), 0)) : undefined];
      }),
    ),
    // Those with the default tags of the provider.
    Tags: whole('tags_all') ?? whole('tags'),
  };
}

function texts(names: Names, values: JsonObject, marks: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(names).map(([property, name]) => [
      property,
      hasMark(markOf(marks, name)) ? '(known after apply)' : values[name],
    ]),
  );
}
