import { quote } from 'shlex';
import type { Network, Replacement } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS, ENOUGH_ZONES, minimumZones, TOO_FEW_ZONES, WRONG_MINIMUM } from './replacement.ts';
import { shellCommand, shellJson, tagList } from './shell.ts';

/** The variables that whoever runs the script must set. */
export function requirements(network: Network): readonly string[] {
  const { subnetIds, securityGroups, clientSources, administratorSources } = network;
  const source = (name: string, known: readonly string[] | undefined, who: string) =>
    known
      ? `${name}=${quote(known.join(','))}`
      : `: "\${${name}:?set it to the security groups, prefix lists and CIDR blocks that ${who} connect from, separated by commas}"`;
  const lines = [
    ...(subnetIds
      ? []
      : [`: "\${SUBNET_IDS:?set it to the IDs of private subnets in three Availability Zones, separated by commas}"`]),
    ...(securityGroups
      ? []
      : [
          source('CLIENT_SOURCES', clientSources, 'AMQP clients'),
          source('ADMINISTRATOR_SOURCES', administratorSources, 'administrators'),
        ]),
  ];
  const isAsked = lines.some((line) => line.startsWith(':'));
  return lines.length === 0
    ? []
    : [[...(isAsked ? ['# Set these environment variables before you run the script.'] : []), ...lines].join('\n')];
}

/** The commands that provide what is missing, to fill in. */
export function scriptInputs({
  subnetIds,
  securityGroups,
  clientSources,
  administratorSources,
}: Network): readonly string[] {
  return [
    ...(subnetIds ? [] : [`export SUBNET_IDS='subnet-…,subnet-…,subnet-…'`]),
    ...(securityGroups || clientSources ? [] : [`export CLIENT_SOURCES='…'`]),
    ...(securityGroups || administratorSources ? [] : [`export ADMINISTRATOR_SOURCES='…'`]),
  ];
}

/** Reads the subnets, and stops where a zone that fails would take the broker with it. */
export function checkSubnets(network: Network): string {
  const { subnetIds } = network;
  const minimum = subnetIds
    ? `minimum_zones=${minimumZones(network)}`
    : [
        '# Set MINIMUM_ZONES=2 only if the region offers you no third Availability Zone.',
        `minimum_zones=\${MINIMUM_ZONES:-${ENOUGH_ZONES}}`,
        `if [[ $minimum_zones != [23] ]]; then`,
        `  echo ${quote(WRONG_MINIMUM)} >&2`,
        '  exit 1',
        'fi',
      ].join('\n');
  return [
    subnetIds ? `subnets=(${subnetIds.map(quote).join(' ')})` : 'IFS=, read -r -a subnets <<<"$SUBNET_IDS"',
    minimum,
    `zones_and_vpc=$(${shellCommand('aws ec2 describe-subnets', [
      `--subnet-ids "\${subnets[@]}"`,
      "--query 'Subnets[].[AvailabilityZoneId,VpcId]'",
      '--output text',
    ])})`,
    'zones=$(cut -f 1 <<<"$zones_and_vpc" | sort -u | wc -l)',
    `if ((zones < minimum_zones || zones < \${#subnets[@]})); then`,
    `  echo ${quote(TOO_FEW_ZONES)} >&2`,
    '  exit 1',
    'fi',
  ].join('\n');
}

/**
 * Splits the sources and checks them. A function makes the rule of one, in the form that
 * https://docs.aws.amazon.com/cli/latest/reference/ec2/authorize-security-group-ingress.html takes.
 */
export function checkSources(): string {
  return `IFS=, read -r -a clients <<<"$CLIENT_SOURCES"
IFS=, read -r -a administrators <<<"$ADMINISTRATOR_SOURCES"
for source in "\${clients[@]}" "\${administrators[@]}"; do
  if [[ $source =~ /0+$ ]]; then
    echo 'A /0 block lets everyone in: use a smaller one.' >&2
    exit 1
  elif [[ ! $source =~ ^((sg|pl)-[0-9a-f]+|[0-9A-Fa-f.:]+/[1-9][0-9]*)$ ]]; then
    printf '%s is not a security group, a prefix list or a CIDR block.\\n' "$source" >&2
    exit 1
  fi
done
rule() { # PORT SOURCE
  local range
  case $2 in
    sg-*) range='"UserIdGroupPairs": [{"GroupId": "%s"}]' ;;
    pl-*) range='"PrefixListIds": [{"PrefixListId": "%s"}]' ;;
    *:*) range='"Ipv6Ranges": [{"CidrIpv6": "%s"}]' ;;
    *) range='"IpRanges": [{"CidrIp": "%s"}]' ;;
  esac
  printf "[{\\"IpProtocol\\": \\"tcp\\", \\"FromPort\\": $1, \\"ToPort\\": $1, $range}]" "$2"
}`;
}

/** Makes the security group. The endpoint of a private broker only answers, so nothing needs to go out. */
export function makeSecurityGroup({ name, tags }: Replacement): string {
  const allow = (port: string, source: string) =>
    shellCommand(
      'aws ec2 authorize-security-group-ingress',
      ['--group-id "$security_group"', `--ip-permissions "$(rule ${port} "${source}")" >/dev/null`],
      '  ',
    );
  const specification = shellJson([{ ResourceType: 'security-group', Tags: tagList(tags) }]);
  const create = shellCommand('aws ec2 create-security-group', [
    '--group-name "amazon-mq-$name"',
    `--description ${quote(`Clients and administrators of the broker ${name}`)}`,
    '--vpc-id "$(cut -f 2 <<<"$zones_and_vpc" | head -n 1)"',
    ...(tags.size > 0 ? [`--tag-specifications ${specification}`] : []),
    '--query GroupId',
    '--output text',
  ]);
  const egress = shellCommand('aws ec2 describe-security-groups', [
    '--group-ids "$security_group"',
    "--query 'SecurityGroups[0].IpPermissionsEgress'",
    '--output json',
  ]);
  return [
    `security_group=$(${create})`,
    `egress=$(${egress})`,
    shellCommand('aws ec2 revoke-security-group-egress', [
      '--group-id "$security_group"',
      '--ip-permissions "$egress" >/dev/null',
    ]),
    `for source in "\${clients[@]}"; do`,
    allow(String(AMQP_PORT), '$source'),
    'done',
    `for source in "\${administrators[@]}"; do`,
    ...CONSOLE_PORTS.map((port) => allow(String(port), '$source')),
    'done',
  ].join('\n');
}
