import type { HclBlock, HclBody, HclValue } from './hcl.ts';
import { expression } from './hcl.ts';
import type { Network, Replacement } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS, ENOUGH_ZONES, minimumZones, TOO_FEW_ZONES, WRONG_MINIMUM } from './replacement.ts';

/** What whoever runs the plan must provide, and what can be provided in its place. */
export function networkVariables(network: Network): readonly HclBlock[] {
  const { subnetIds, securityGroups, clientSources, administratorSources } = network;
  return [
    ...(subnetIds
      ? []
      : [
          variable(
            'subnet_ids',
            'list(string)',
            'Private subnets in three Availability Zones, in a VPC that your account owns.',
          ),
          variable('minimum_zones', 'number', 'Set 2 only if the region offers you no third Availability Zone.', [
            ['default', ENOUGH_ZONES],
            validation('contains([2, 3], var.minimum_zones)', WRONG_MINIMUM),
          ]),
        ]),
    ...(securityGroups
      ? []
      : [
          sources('client_sources', 'What AMQP clients connect from', clientSources),
          sources(
            'administrator_sources',
            'From what administrators use the web console and the management API',
            administratorSources,
          ),
        ]),
  ];
}

function sources(name: string, what: string, known: readonly string[] | undefined): HclBlock {
  // A prefix length can have leading zeros for Terraform: /00 is /0.
  const isBlock = 'can(cidrhost(source, 0)) && can(regex("/[1-9]", source))';
  const isSource = `can(regex("^(sg|pl)-[0-9a-f]+$", source)) || (${isBlock})`;
  return variable(name, 'list(string)', `${what}: security groups, prefix lists and CIDR blocks.`, [
    ...(known ? [['default', known] as const] : []),
    validation(
      `length(var.${name}) > 0 && alltrue([for source in var.${name} : ${isSource}])`,
      'Expected at least one source. A /0 block lets everyone in: use a smaller one.',
    ),
  ]);
}

function validation(condition: string, message: string): HclBlock {
  return {
    type: 'validation',
    body: [
      ['condition', expression(condition)],
      ['error_message', message],
    ],
  };
}

function variable(name: string, type: string, description: string, rest: HclBody = []): HclBlock {
  return {
    type: 'variable',
    labels: [name],
    body: [['description', description], ['type', expression(type)], ...rest],
  };
}

/** The options of `terraform` that provide what is missing, to fill in. */
export function terraformInputs({
  subnetIds,
  securityGroups,
  clientSources,
  administratorSources,
}: Network): readonly string[] {
  return [
    ...(subnetIds ? [] : [`-var 'subnet_ids=["subnet-…","subnet-…","subnet-…"]'`]),
    ...(securityGroups || clientSources ? [] : [`-var 'client_sources=["…"]'`]),
    ...(securityGroups || administratorSources ? [] : [`-var 'administrator_sources=["…"]'`]),
  ];
}

/** Reads the subnets, which tell the zones and the VPC. */
export function subnetData({ subnetIds }: Network): HclBlock {
  return {
    type: 'data',
    labels: ['aws_subnet', 'replacement'],
    body: [
      [
        'for_each',
        subnetIds
          ? expression(`toset([${subnetIds.map((id) => `"${id}"`).join(', ')}])`)
          : expression('toset(var.subnet_ids)'),
      ],
      ['id', expression('each.value')],
    ],
  };
}

/** Stops where a zone that fails would take the broker with it. */
export function zonesPrecondition(network: Network): HclBlock {
  const zones = 'distinct([for subnet in data.aws_subnet.replacement : subnet.availability_zone_id])';
  const minimum = network.subnetIds ? minimumZones(network) : 'var.minimum_zones';
  return {
    type: 'lifecycle',
    body: [
      {
        type: 'precondition',
        body: [
          ['condition', expression(`length(${zones}) >= max(${minimum}, length(data.aws_subnet.replacement))`)],
          ['error_message', TOO_FEW_ZONES],
        ],
      },
    ],
  };
}

/**
 * A security group without egress: the endpoint of a private broker only answers.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/configuring-private-broker.html
 */
export function securityGroup({ name }: Replacement, tags: HclBody): readonly HclBlock[] {
  const rule = (label: string, forEach: string, fromPort: HclValue, source: string): HclBlock => ({
    type: 'resource',
    labels: ['aws_vpc_security_group_ingress_rule', label],
    body: [
      ['for_each', expression(forEach)],
      ['security_group_id', expression('aws_security_group.replacement.id')],
      ['ip_protocol', 'tcp'],
      ['from_port', fromPort],
      ['to_port', fromPort],
      ['referenced_security_group_id', expression(`startswith(${source}, "sg-") ? ${source} : null`)],
      ['prefix_list_id', expression(`startswith(${source}, "pl-") ? ${source} : null`)],
      ['cidr_ipv4', expression(`can(cidrnetmask(${source})) ? ${source} : null`)],
      ['cidr_ipv6', expression(`can(regex(":", ${source})) ? ${source} : null`)],
    ],
  });
  const pairs = `setproduct(var.administrator_sources, [${CONSOLE_PORTS.join(', ')}])`;
  return [
    {
      type: 'resource',
      labels: ['aws_security_group', 'replacement'],
      body: [
        ['name', `amazon-mq-${name}`],
        ['description', `Clients and administrators of the broker ${name}`],
        ['vpc_id', expression('values(data.aws_subnet.replacement)[0].vpc_id')],
        ...tags,
      ],
    },
    rule('clients', 'toset(var.client_sources)', AMQP_PORT, 'each.value'),
    rule(
      'administrators',
      `{ for pair in ${pairs} : "\${pair[0]} \${pair[1]}" => pair }`,
      expression('each.value[1]'),
      'each.value[0]',
    ),
  ];
}
