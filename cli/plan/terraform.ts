import { comments } from './comments.ts';
import type { HclBlock, HclBody, HclValue } from './hcl.ts';
import { expression, writeHcl } from './hcl.ts';
import type { Rendered } from './rendered.ts';
import type { Replacement } from './replacement.ts';
import { terraformConfiguration, terraformReference } from './terraform-configuration.ts';
import { networkVariables, securityGroup, subnetData, zonesPrecondition } from './terraform-network.ts';

const PROVIDERS = new Map<string, HclValue>([
  [
    'aws',
    new Map([
      ['source', 'hashicorp/aws'],
      ['version', '>= 6.0'],
    ]),
  ],
  [
    'random',
    new Map([
      ['source', 'hashicorp/random'],
      ['version', '>= 3.5'],
    ]),
  ],
]);

// The provider has no password argument that stays out of the state:
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker
const STATE_NOTICE =
  'Terraform keeps the generated password in its state. Encrypt the state and limit who can read it, or change the ' +
  'password in RabbitMQ afterwards: Terraform does not change it back.';

/**
 * The new broker as a Terraform configuration in HCL, for a folder of its own.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker
 */
export function renderTerraform(replacement: Replacement): Rendered {
  const notices = [STATE_NOTICE];
  const blocks = [
    {
      type: 'terraform',
      body: [['required_version', '>= 1.3'], { type: 'required_providers', body: [...PROVIDERS] }],
    } as const,
    ...networkVariables(replacement),
    ...(replacement.tags.size > 0 ? [{ type: 'locals', body: [['tags', replacement.tags]] } as const] : []),
    subnetData(replacement),
    ...secret(replacement),
    ...(replacement.securityGroups ? [] : securityGroup(replacement, tagsOf(replacement))),
    ...terraformConfiguration(replacement, tagsOf(replacement)),
    resource('aws_mq_broker', broker(replacement)),
    output('broker_id', 'aws_mq_broker.replacement.id'),
    output('amqp_endpoint', 'aws_mq_broker.replacement.instances[0].endpoints[0]'),
    output('password_secret_arn', 'aws_secretsmanager_secret.replacement.arn'),
  ];
  return { text: `${comments('#', [...replacement.notices, ...notices])}\n${writeHcl(blocks)}`, notices };
}

function resource(type: string, body: HclBody): HclBlock {
  return { type: 'resource', labels: [type, 'replacement'], body };
}

function output(name: string, value: string): HclBlock {
  return { type: 'output', labels: [name], body: [['value', expression(value)]] };
}

function tagsOf({ tags }: Replacement): HclBody {
  return tags.size > 0 ? [['tags', expression('local.tags')]] : [];
}

function secret(replacement: Replacement): readonly HclBlock[] {
  const { name, administrator } = replacement;
  return [
    // Only letters and digits: Amazon MQ does not accept commas, colons or equals signs.
    resource('random_password', [
      ['length', 32],
      ['special', false],
    ]),
    resource('aws_secretsmanager_secret', [
      ['name_prefix', `amazon-mq/${name}-`],
      ['description', `The administrator of the broker ${name}`],
      ...tagsOf(replacement),
    ]),
    resource('aws_secretsmanager_secret_version', [
      ['secret_id', expression('aws_secretsmanager_secret.replacement.id')],
      [
        'secret_string',
        expression(`jsonencode({ username = "${administrator}", password = random_password.replacement.result })`),
      ],
    ]),
  ];
}

function broker(replacement: Replacement): HclBody {
  const { subnetIds, securityGroups, maintenanceWindow, customKey } = replacement;
  return [
    ['broker_name', replacement.name],
    ['engine_type', 'RabbitMQ'],
    ['engine_version', replacement.engineVersion],
    ['host_instance_type', replacement.hostInstanceType],
    ['deployment_mode', 'CLUSTER_MULTI_AZ'],
    ['publicly_accessible', false],
    ['auto_minor_version_upgrade', true],
    ['subnet_ids', subnetIds ?? expression('var.subnet_ids')],
    ['security_groups', securityGroups ?? [expression('aws_security_group.replacement.id')]],
    { type: 'logs', body: [['general', true]] },
    ...terraformReference(replacement),
    ...(customKey
      ? [
          {
            type: 'encryption_options',
            body: [
              ['use_aws_owned_key', false],
              ...(customKey.kmsKeyArn ? [['kms_key_id', customKey.kmsKeyArn] as const] : []),
            ],
          } as const,
        ]
      : []),
    ...(maintenanceWindow
      ? [
          {
            type: 'maintenance_window_start_time',
            body: [
              ['day_of_week', maintenanceWindow.dayOfWeek],
              ['time_of_day', maintenanceWindow.timeOfDay],
              ['time_zone', maintenanceWindow.timeZone],
            ],
          } as const,
        ]
      : []),
    {
      type: 'user',
      body: [
        ['username', replacement.administrator],
        ['password', expression('random_password.replacement.result')],
      ],
    },
    ...tagsOf(replacement),
    zonesPrecondition(replacement),
  ];
}
