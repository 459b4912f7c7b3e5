import { quote } from 'shlex';
import { printableJson } from '../text/printable.ts';
import { comments } from './comments.ts';
import type { Rendered } from './rendered.ts';
import type { Replacement } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS } from './replacement.ts';
import { shellCommand } from './shell.ts';

/**
 * A replacement as a script for bash with the AWS CLI. The password comes from Secrets Manager, and goes to the commands
 * through pipes, so that no list of processes shows it.
 * @param region where the broker is; `undefined` leaves it to the profile
 */
export function renderScript(replacement: Replacement, region: string | undefined): Rendered {
  const { name, subnetIds, securityGroups } = replacement;
  const parts = [
    `#!/usr/bin/env bash\n${comments('#', replacement.notices)}set -euo pipefail`,
    regionLine(region),
    ...(subnetIds && securityGroups ? [] : [requirements(replacement)]),
    `name=${quote(name)}\nadministrator=${quote(replacement.administrator)}\nsecret="amazon-mq/$name"`,
    trap(replacement),
    ...(securityGroups ? [] : [makeSecurityGroup(replacement)]),
    makeSecret(replacement),
    `broker_id=$(printf '[{"Username":"%s","Password":"%s"}]' "$administrator" "$password" |\n${createBroker(replacement)})`,
    'unset password',
    `# The id alone goes to standard output.\nprintf 'The broker is being created. The secret %s has the password of its administrator.\\n' "$secret" >&2\nprintf '%s\\n' "$broker_id"`,
  ];
  return { text: `${parts.join('\n\n')}\n`, notices: [] };
}

/** Makes the variable that the AWS CLI takes the region from, in both of its versions. */
export function regionLine(region: string | undefined): string {
  return region === undefined
    ? `: "\${AWS_DEFAULT_REGION:?give the region of the broker}"\nexport AWS_DEFAULT_REGION AWS_REGION="$AWS_DEFAULT_REGION"`
    : `export AWS_REGION=${quote(region)} AWS_DEFAULT_REGION=${quote(region)}`;
}

function requirements({ subnetIds, securityGroups }: Replacement): string {
  return [
    '# These have to be given in the environment.',
    ...(subnetIds
      ? []
      : [
          `: "\${SUBNET_IDS:?give private subnets in three Availability Zones, with commas between them}"`,
          `IFS=, read -r -a subnets <<<"$SUBNET_IDS"`,
        ]),
    ...(securityGroups
      ? []
      : [
          `: "\${VPC_ID:?give the VPC of the subnets}"`,
          `: "\${CLIENT_CIDR:?give the block of addresses that AMQP clients connect from}"`,
          `: "\${ADMINISTRATOR_CIDR:?give the block of addresses that the console is used from}"`,
          'for block in "$CLIENT_CIDR" "$ADMINISTRATOR_CIDR"; do',
          '  if [[ $block == */0 ]]; then',
          `    echo 'Name the addresses: a block of /0 is everybody.' >&2`,
          '    exit 1',
          '  fi',
          'done',
        ]),
  ].join('\n');
}

/** What undoes a script that stopped half-way, as commands: a secret that is deleted otherwise keeps its name for 30 days. */
function trap({ securityGroups }: Replacement): string {
  return [
    `${securityGroups ? '' : 'security_group= '}secret_arn=`,
    'undo() {',
    '  echo "Stopped. Before you run this again:"',
    ...(securityGroups
      ? []
      : ['  if [[ $security_group ]]; then echo "aws ec2 delete-security-group --group-id $security_group"; fi']),
    '  if [[ $secret_arn ]]; then echo "aws secretsmanager delete-secret --force-delete-without-recovery --secret-id $secret_arn"; fi',
    '}',
    "trap 'undo >&2' ERR",
  ].join('\n');
}

function json(value: unknown): string {
  return quote(printableJson(JSON.stringify(value)));
}

/** As the services beside Amazon MQ take them. */
function listOf(tags: Replacement['tags']): readonly { readonly Key: string; readonly Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function makeSecurityGroup({ name, tags }: Replacement): string {
  const rule = (port: string, block: string) =>
    shellCommand('aws ec2 authorize-security-group-ingress', [
      '--group-id "$security_group"',
      '--protocol tcp',
      `--port ${port}`,
      `--cidr "${block}" >/dev/null`,
    ]);
  const create = shellCommand('aws ec2 create-security-group', [
    '--group-name "amazon-mq-$name"',
    `--description ${quote(`Clients and administrators of the broker ${name}`)}`,
    '--vpc-id "$VPC_ID"',
    ...(tags.size > 0
      ? [`--tag-specifications ${json([{ ResourceType: 'security-group', Tags: listOf(tags) }])}`]
      : []),
    '--query GroupId',
    '--output text',
  ]);
  const ports = CONSOLE_PORTS.map((port) => rule(String(port), '$ADMINISTRATOR_CIDR'));
  return [`security_group=$(${create})`, rule(String(AMQP_PORT), '$CLIENT_CIDR'), ...ports].join('\n');
}

function makeSecret({ name, tags }: Replacement): string {
  const generate = shellCommand('aws secretsmanager get-random-password', [
    // Amazon MQ takes no commas, colons and equals signs.
    '--exclude-punctuation',
    '--password-length 32',
    '--query RandomPassword',
    '--output text',
  ]);
  const keep = shellCommand(
    'aws secretsmanager create-secret',
    [
      '--name "$secret"',
      `--description ${quote(`The administrator of the broker ${name}`)}`,
      ...(tags.size > 0 ? [`--tags ${json(listOf(tags))}`] : []),
      '--secret-string file:///dev/stdin',
      '--query ARN',
      '--output text',
    ],
    '  ',
  );
  return `password=$(${generate})\nsecret_arn=$(printf '{"username":"%s","password":"%s"}' "$administrator" "$password" |\n${keep})`;
}

function createBroker(replacement: Replacement): string {
  const { subnetIds, securityGroups, maintenanceWindow, configuration, customKey, tags } = replacement;
  const words = (list: readonly string[]) => list.map(quote).join(' ');
  return shellCommand(
    'aws mq create-broker',
    [
      '--broker-name "$name"',
      '--engine-type RABBITMQ',
      `--engine-version ${quote(replacement.engineVersion)}`,
      `--host-instance-type ${quote(replacement.hostInstanceType)}`,
      '--deployment-mode CLUSTER_MULTI_AZ',
      '--no-publicly-accessible',
      '--auto-minor-version-upgrade',
      `--logs ${json({ General: true })}`,
      `--subnet-ids ${subnetIds ? words(subnetIds) : `"\${subnets[@]}"`}`,
      `--security-groups ${securityGroups ? words(securityGroups) : '"$security_group"'}`,
      ...(replacement.authenticationStrategy
        ? [`--authentication-strategy ${replacement.authenticationStrategy}`]
        : []),
      ...(configuration ? [`--configuration ${json({ Id: configuration.id, Revision: configuration.revision })}`] : []),
      ...(customKey
        ? [
            `--encryption-options ${json({
              UseAwsOwnedKey: false,
              ...(customKey.kmsKeyArn ? { KmsKeyId: customKey.kmsKeyArn } : {}),
            })}`,
          ]
        : []),
      ...(maintenanceWindow
        ? [
            `--maintenance-window-start-time ${json({
              DayOfWeek: maintenanceWindow.dayOfWeek,
              TimeOfDay: maintenanceWindow.timeOfDay,
              TimeZone: maintenanceWindow.timeZone,
            })}`,
          ]
        : []),
      ...(tags.size > 0 ? [`--tags ${json(Object.fromEntries(tags))}`] : []),
      '--users file:///dev/stdin',
      '--query BrokerId',
      '--output text',
    ],
    '  ',
  );
}
