import { FORMS } from './forms.ts';
import { kindOfSource } from './ingress.ts';
import type { Network, Replacement } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS, TOO_FEW_ZONES } from './replacement.ts';

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
    pattern: `^(${FORMS.securityGroupId})?$`,
    constraint: 'must be the ID of a security group, or empty',
  },
  {
    kind: 'PrefixListId',
    rule: 'SourcePrefixListId',
    what: 'The prefix list',
    pattern: `^(${FORMS.prefixListId})?$`,
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

/** Of one subnet each: a rule can compare the zones of parameters, but not those in a list. */
const SUBNETS = ['SubnetId1', 'SubnetId2', 'SubnetId3'] as const;

/** The subnets of the broker: those of the plan, or those that its parameters ask for. */
export function subnetsOf({ subnetIds }: Network): readonly unknown[] {
  return subnetIds ?? SUBNETS.map((name) => ({ Ref: name }));
}

/** What whoever deploys the template must provide. */
export function parametersOf(network: Network): Json {
  const { subnetIds, securityGroups, vpcId } = network;
  return {
    ...(subnetIds
      ? {}
      : Object.fromEntries(
          SUBNETS.map((name) => [
            name,
            {
              Type: 'AWS::EC2::Subnet::Id',
              Description:
                'One of three private subnets, each in another Availability Zone, in a VPC that your account owns. You cannot change them later.',
            },
          ]),
        )),
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
    ...(subnetIds ? [] : SUBNETS.map((name) => `${name}=subnet-…`)),
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

/** What the parameters must be, and a condition for each source that can be given. */
export function rulesAndConditions(network: Network): Json {
  const roles = asked(network);
  const rules = {
    ...(network.subnetIds ? {} : { Subnets: { Assertions: subnetAssertions(network) } }),
    ...Object.fromEntries(
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
  };
  const conditions = roles.flatMap(({ role }) =>
    KINDS.map(({ kind }) => [`Has${role}${kind}`, { 'Fn::Not': [isEmpty(`${role}${kind}`)] }] as const),
  );
  return {
    ...(Object.keys(rules).length > 0 ? { Rules: rules } : {}),
    ...(conditions.length > 0 ? { Conditions: Object.fromEntries(conditions) } : {}),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html */
function subnetAssertions({ securityGroups }: Network): readonly Json[] {
  const attribute = (parameter: string, name: string) => ({ 'Fn::ValueOf': [parameter, name] });
  const [first, second, third] = SUBNETS.map((name) => attribute(name, 'AvailabilityZone'));
  const vpcs = SUBNETS.map((name) => attribute(name, 'VpcId'));
  return [
    {
      // Not Fn::Equals, in which cfn-lint does not accept Fn::ValueOf.
      Assert: {
        'Fn::Not': [
          { 'Fn::Or': [{ 'Fn::Contains': [[first], second] }, { 'Fn::Contains': [[first, second], third] }] },
        ],
      },
      AssertDescription: TOO_FEW_ZONES,
    },
    {
      Assert: { 'Fn::EachMemberEquals': [vpcs, securityGroups ? vpcs[0] : { Ref: 'VpcId' }] },
      AssertDescription: securityGroups ? 'Choose subnets of one VPC.' : 'Choose subnets of the VPC in VpcId.',
    },
  ];
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
