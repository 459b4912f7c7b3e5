import { quote } from 'shlex';
import { comments } from './comments.ts';
import { hasOwnConfiguration } from './limits-configuration.ts';
import type { Rendered } from './rendered.ts';
import type { Replacement } from './replacement.ts';
import { scriptConfiguration, scriptReference } from './script-configuration.ts';
import { checkSources, checkSubnets, makeSecurityGroup, requirements } from './script-network.ts';
import { shellCommand, shellJson, tagList } from './shell.ts';

/**
 * The new broker as a bash script with the AWS CLI. The password comes from Secrets Manager, and reaches the commands
 * through pipes, so no process list shows it.
 * @param region where the broker is; `undefined` leaves it to the profile
 */
export function renderScript(replacement: Replacement, region: string | undefined): Rendered {
  const { name, securityGroups } = replacement;
  const parts = [
    `#!/usr/bin/env bash\n${comments('#', replacement.notices)}set -euo pipefail`,
    regionLine(region),
    ...requirements(replacement),
    ...(securityGroups ? [] : [checkSources()]),
    checkSubnets(replacement),
    `name=${quote(name)}\nadministrator=${quote(replacement.administrator)}\nsecret="amazon-mq/$name"`,
    trap(replacement),
    ...(securityGroups ? [] : [makeSecurityGroup(replacement)]),
    ...scriptConfiguration(replacement),
    makeSecret(replacement),
    `broker_id=$(printf '[{"Username":"%s","Password":"%s"}]' "$administrator" "$password" |\n${createBroker(replacement)})`,
    'unset password',
    `# Only the ID goes to standard output.\nprintf 'Amazon MQ is creating the broker. The secret %s contains the password of its administrator.\\n' "$secret" >&2\nprintf '%s\\n' "$broker_id"`,
  ];
  return { text: `${parts.join('\n\n')}\n`, notices: [] };
}

/** Sets the variables that versions 1 and 2 of the AWS CLI read the region from. */
export function regionLine(region: string | undefined): string {
  return region === undefined
    ? `: "\${AWS_DEFAULT_REGION:?set it to the region of the broker}"\nexport AWS_DEFAULT_REGION AWS_REGION="$AWS_DEFAULT_REGION"`
    : `export AWS_REGION=${quote(region)} AWS_DEFAULT_REGION=${quote(region)}`;
}

/** Prints the commands that undo a script that stopped halfway. If it is not forced, a deleted secret keeps its name for 30 days. */
function trap(replacement: Replacement): string {
  const { securityGroups } = replacement;
  const isConfigured = hasOwnConfiguration(replacement);
  return [
    `${securityGroups ? '' : 'security_group= '}${isConfigured ? 'configuration_id= ' : ''}secret_arn=`,
    'undo() {',
    '  echo "Stopped. To clean up before you run it again:"',
    ...(securityGroups
      ? []
      : ['  if [[ $security_group ]]; then echo "aws ec2 delete-security-group --group-id $security_group"; fi']),
    ...(isConfigured
      ? [
          '  if [[ $configuration_id ]]; then echo "aws mq delete-configuration --configuration-id $configuration_id"; fi',
        ]
      : []),
    '  if [[ $secret_arn ]]; then echo "aws secretsmanager delete-secret --force-delete-without-recovery --secret-id $secret_arn"; fi',
    '}',
    "trap 'undo >&2' ERR",
  ].join('\n');
}

function makeSecret({ name, tags }: Replacement): string {
  const generate = shellCommand('aws secretsmanager get-random-password', [
    // Amazon MQ does not accept commas, colons or equals signs.
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
      ...(tags.size > 0 ? [`--tags ${shellJson(tagList(tags))}`] : []),
      '--secret-string file:///dev/stdin',
      '--query ARN',
      '--output text',
    ],
    '  ',
  );
  return `password=$(${generate})\nsecret_arn=$(printf '{"username":"%s","password":"%s"}' "$administrator" "$password" |\n${keep})`;
}

function createBroker(replacement: Replacement): string {
  const { securityGroups, maintenanceWindow, customKey, tags } = replacement;
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
      `--logs ${shellJson({ General: true })}`,
      `--subnet-ids "\${subnets[@]}"`,
      `--security-groups ${securityGroups ? words(securityGroups) : '"$security_group"'}`,
      ...scriptReference(replacement),
      ...(customKey
        ? [
            `--encryption-options ${shellJson({
              UseAwsOwnedKey: false,
              ...(customKey.kmsKeyArn ? { KmsKeyId: customKey.kmsKeyArn } : {}),
            })}`,
          ]
        : []),
      ...(maintenanceWindow
        ? [
            `--maintenance-window-start-time ${shellJson({
              DayOfWeek: maintenanceWindow.dayOfWeek,
              TimeOfDay: maintenanceWindow.timeOfDay,
              TimeZone: maintenanceWindow.timeZone,
            })}`,
          ]
        : []),
      ...(tags.size > 0 ? [`--tags ${shellJson(Object.fromEntries(tags))}`] : []),
      '--users file:///dev/stdin',
      '--query BrokerId',
      '--output text',
    ],
    '  ',
  );
}
