import type { HclBlock } from './hcl.ts';

/** What a resource of a Terraform provider takes, as far as the samples need it. */
export interface Schema {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly blocks: Readonly<Record<string, readonly string[]>>;
  /** What makes another resource when it changes. */
  readonly replaces: readonly string[];
}

const LIFECYCLE = { lifecycle: ['create_before_destroy', 'prevent_destroy', 'ignore_changes', 'replace_triggered_by'] };

/**
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/mq/broker.go
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker
 */
const MQ_BROKER: Schema = {
  required: ['broker_name', 'engine_type', 'engine_version', 'host_instance_type'],
  optional: [
    ...['apply_immediately', 'authentication_strategy', 'auto_minor_version_upgrade', 'data_replication_mode'],
    ...['data_replication_primary_broker_arn', 'deployment_mode', 'publicly_accessible', 'region'],
    ...['resource_share_arns', 'security_groups', 'storage_size', 'storage_type', 'subnet_ids', 'tags'],
  ],
  blocks: {
    ...LIFECYCLE,
    configuration: ['id', 'revision'],
    encryption_options: ['kms_key_id', 'use_aws_owned_key'],
    logs: ['audit', 'general'],
    maintenance_window_start_time: ['day_of_week', 'time_of_day', 'time_zone'],
    user: ['console_access', 'groups', 'password', 'replication_user', 'username'],
  },
  replaces: [
    ...['broker_name', 'data_replication_primary_broker_arn', 'deployment_mode', 'encryption_options', 'engine_type'],
    ...['ldap_server_metadata', 'publicly_accessible', 'subnet_ids'],
  ],
};

/** By the type of the resource. Each has its page at https://registry.terraform.io/providers/hashicorp. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  aws_mq_broker: MQ_BROKER,
  aws_secretsmanager_secret: {
    required: [],
    optional: ['description', 'force_overwrite_replica_secret', 'kms_key_id', 'name', 'name_prefix', 'policy', 'tags'],
    blocks: LIFECYCLE,
    replaces: ['name', 'name_prefix'],
  },
  aws_secretsmanager_secret_version: {
    required: ['secret_id'],
    optional: ['secret_binary', 'secret_string', 'secret_string_wo', 'secret_string_wo_version', 'version_stages'],
    blocks: LIFECYCLE,
    replaces: ['secret_id'],
  },
  aws_security_group: {
    required: [],
    optional: ['description', 'egress', 'ingress', 'name', 'name_prefix', 'revoke_rules_on_delete', 'tags', 'vpc_id'],
    blocks: LIFECYCLE,
    replaces: ['description', 'name', 'name_prefix', 'vpc_id'],
  },
  aws_mq_configuration: {
    required: ['data', 'engine_type', 'engine_version', 'name'],
    optional: ['authentication_strategy', 'description', 'region', 'tags'],
    blocks: LIFECYCLE,
    replaces: ['authentication_strategy', 'engine_type', 'engine_version', 'name'],
  },
  aws_vpc_security_group_ingress_rule: {
    required: ['ip_protocol', 'security_group_id'],
    optional: [
      ...['cidr_ipv4', 'cidr_ipv6', 'description', 'from_port', 'prefix_list_id', 'referenced_security_group_id'],
      ...['tags', 'to_port'],
    ],
    blocks: LIFECYCLE,
    replaces: ['security_group_id'],
  },
  random_password: {
    required: ['length'],
    optional: [
      ...['keepers', 'lower', 'min_lower', 'min_numeric', 'min_special', 'min_upper', 'numeric', 'override_special'],
      ...['special', 'upper'],
    ],
    blocks: LIFECYCLE,
    replaces: ['length', 'special'],
  },
};

// https://developer.hashicorp.com/terraform/language/meta-arguments
const META_ARGUMENTS = ['for_each', 'count', 'depends_on', 'provider'];

/** What a block of a resource lacks, and has although its type does not. */
export function complaints({ type, labels, attributes, blocks }: HclBlock): readonly string[] {
  if (type !== 'resource') return [];
  const address = labels.join('.');
  const schema = SCHEMAS[labels[0] ?? ''];
  if (schema === undefined) return [`${address} is of no known type.`];
  const lacking = schema.required.filter((name) => !attributes.has(name));
  const known = [...META_ARGUMENTS, ...schema.required, ...schema.optional];
  const strange = [
    ...[...attributes.keys()].filter((name) => !known.includes(name)),
    ...blocks.flatMap((block) => {
      const inner = schema.blocks[block.type];
      if (inner === undefined) return [block.type];
      return [...block.attributes.keys()]
        .filter((name) => !inner.includes(name))
        .map((name) => `${block.type}.${name}`);
    }),
  ];
  return [...lacking.map((name) => `${address} lacks ${name}.`), ...strange.map((name) => `${address} has ${name}.`)];
}
