import { kindOfSource } from './ingress.ts';
import type { Network, Replacement } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS } from './replacement.ts';

export type Json = Readonly<Record<string, unknown>>;

const ROLES = [
  { role: 'Client', from: 'AMQP clients connect from', ports: [AMQP_PORT], known: 'clientSources' },
  {
    role: 'Administrator',
    from: 'administrators use the web console and the management API from',
    ports: CONSOLE_PORTS,
    known: 'administratorSources',
  },
] as const;

/** The kinds of source that a parameter can be. CloudFormation makes no rules from a list, so there is one of each. */
const KINDS = [
  {
    kind: 'SecurityGroupId',
    rule: 'SourceSecurityGroupId',
    what: 'The security group',
    pattern: '^(sg-([0-9a-f]{8}|[0-9a-f]{17}))?$',
    constraint: 'must be the ID of a security group, or empty',
  },
  {
    kind: 'PrefixListId',
    rule: 'SourcePrefixListId',
    what: 'The prefix list',
    pattern: '^(pl-([0-9a-f]{8}|[0-9a-f]{17}))?$',
    constraint: 'must be the ID of a prefix list, or empty',
  },
  {
    kind: 'Cidr',
    rule: 'CidrIp',
    what: 'The CIDR block',
    pattern: '^(\\d{1,3}(\\.\\d{1,3}){3}/([1-9]|[12]\\d|3[0-2]))?$',
    constraint: 'must be an IPv4 CIDR block such as 10.0.0.0/16, and not 0.0.0.0/0, which lets everyone in, or empty',
  },
] as const;

/** What whoever deploys the template must provide. CloudFormation cannot see the zones of subnets. */
export function parametersOf(network: Network): Json {
  const { subnetIds, securityGroups, vpcId } = network;
  return {
    ...(subnetIds
      ? {}
      : {
          SubnetIds: {
            Type: 'List<AWS::EC2::Subnet::Id>',
            Description:
              'Private subnets in three Availability Zones, in a VPC that your account owns. CloudFormation does not check the zones, and you cannot change them later.',
          },
        }),
    ...(securityGroups
      ? {}
      : {
          VpcId: {
            Type: 'AWS::EC2::VPC::Id',
            Description: 'The VPC of the subnets.',
            ...(vpcId === undefined ? {} : { Default: vpcId }),
          },
        }),
    ...Object.fromEntries(
      asked(network).flatMap(({ role, from }) =>
        KINDS.map(({ kind, what, pattern, constraint }) => [
          `${role}${kind}`,
          {
            Type: 'String',
            Default: '',
            AllowedPattern: pattern,
            ConstraintDescription: constraint,
            Description: `${what} that ${from}.`,
          },
        ]),
      ),
    ),
  };
}

/** The parameters that provide what is missing, to fill in. */
export function cloudFormationInputs(network: Network): readonly string[] {
  const { subnetIds, securityGroups, vpcId } = network;
  return [
    ...(subnetIds ? [] : ['SubnetIds=subnet-…,subnet-…,subnet-…']),
    ...(securityGroups || vpcId !== undefined ? [] : ['VpcId=vpc-…']),
    ...asked(network).map(({ role }) => `${role}Cidr=…`),
  ];
}

/** Whose sources the parameters ask for. */
function asked(network: Network): readonly (typeof ROLES)[number][] {
  return network.securityGroups ? [] : ROLES.filter(({ known }) => network[known] === undefined);
}

function isEmpty(parameter: string): Json {
  return { 'Fn::Equals': [{ Ref: parameter }, ''] };
}

/** At least one source of each role, and a rule for each that is given. */
export function ingressSections(network: Network): Json {
  const roles = asked(network);
  if (roles.length === 0) return {};
  return {
    Rules: Object.fromEntries(
      roles.map(({ role, from }) => [
        `${role}Source`,
        {
          Assertions: [
            {
              Assert: { 'Fn::Not': [{ 'Fn::And': KINDS.map(({ kind }) => isEmpty(`${role}${kind}`)) }] },
              AssertDescription: `Set at least one parameter that begins with ${role}: what ${from}.`,
            },
          ],
        },
      ]),
    ),
    Conditions: Object.fromEntries(
      roles.flatMap(({ role }) =>
        KINDS.map(({ kind }) => [`Has${role}${kind}`, { 'Fn::Not': [isEmpty(`${role}${kind}`)] }]),
      ),
    ),
  };
}

/**
 * The endpoint of a private broker only answers, so nothing needs to go out. Without a rule, CloudFormation would let
 * everything out.
 */
const NO_EGRESS = [{ IpProtocol: '-1', CidrIp: '127.0.0.1/32', Description: 'Nothing goes out' }];

export function securityGroup(replacement: Replacement, tags: Json): Json {
  return {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: `Clients and administrators of the broker ${replacement.name}`,
      VpcId: { Ref: 'VpcId' },
      SecurityGroupIngress: ROLES.flatMap(({ role, ports, known }) =>
        ports.flatMap((port) => rulesOf(role, port, replacement[known])),
      ),
      SecurityGroupEgress: NO_EGRESS,
      ...tags,
    },
  };
}

function rulesOf(role: string, port: number, sources: readonly string[] | undefined): readonly Json[] {
  const rule = (member: string, source: unknown) => ({
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    [member]: source,
  });
  if (sources) {
    return sources.flatMap((source) => {
      const kind = kindOfSource(source);
      return kind === undefined ? [] : [rule(kind, source)];
    });
  }
  return KINDS.map(({ kind, rule: member }) => ({
    'Fn::If': [`Has${role}${kind}`, rule(member, { Ref: `${role}${kind}` }), { Ref: 'AWS::NoValue' }],
  }));
}
