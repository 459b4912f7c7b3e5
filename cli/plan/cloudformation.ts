import { stringify } from 'yaml';
import { cloudFormationConfiguration, cloudFormationReference } from './cloudformation-configuration.ts';
import type { Json } from './cloudformation-network.ts';
import { parametersOf, rulesAndConditions, securityGroup, subnetsOf } from './cloudformation-network.ts';
import { comments } from './comments.ts';
import { escapeInvisible } from './escape.ts';
import type { Rendered } from './rendered.ts';
import type { Replacement } from './replacement.ts';

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amazonmq-broker.html
const SWITCHED_OUTSIDE =
  'Never add AuthenticationStrategy to the template, not even after the switch: CloudFormation would replace the broker.';

/** An edit that replaces the broker keeps the first one. Deleting the stack, as the runbook does to undo, deletes it. */
const KEPT_IF_REPLACED = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' } as const;

/**
 * The new broker as a template in YAML. Secrets Manager generates the password; the template never contains it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amazonmq-broker.html
 */
export function renderCloudFormation(replacement: Replacement): Rendered {
  const { name, securityGroups } = replacement;
  const { tags, notices: left } = tagsOf(replacement);
  const notices = replacement.switchAuthentication ? [...left, SWITCHED_OUTSIDE] : left;
  const parameters = parametersOf(replacement);
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `The RabbitMQ cluster ${name}`,
    ...(Object.keys(parameters).length > 0 ? { Parameters: parameters } : {}),
    ...rulesAndConditions(replacement),
    Resources: {
      Administrator: {
        Type: 'AWS::SecretsManager::Secret',
        ...KEPT_IF_REPLACED,
        Properties: {
          Description: `The administrator of the broker ${name}`,
          GenerateSecretString: {
            SecretStringTemplate: JSON.stringify({ username: replacement.administrator }),
            GenerateStringKey: 'password',
            PasswordLength: 32,
            // Amazon MQ does not accept commas, colons or equals signs.
            ExcludePunctuation: true,
          },
          ...tags,
        },
      },
      ...(securityGroups ? {} : { SecurityGroup: securityGroup(replacement, tags) }),
      ...cloudFormationConfiguration(replacement, tags),
      Broker: { Type: 'AWS::AmazonMQ::Broker', ...KEPT_IF_REPLACED, Properties: { ...broker(replacement), ...tags } },
    },
    Outputs: {
      BrokerId: { Value: { Ref: 'Broker' } },
      AdministratorSecret: { Value: { Ref: 'Administrator' } },
    },
  };
  // CloudFormation reads YAML 1.1, in which an unquoted 22:00 is a number and an unquoted off is false.
  const yaml = stringify(template, {
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    aliasDuplicateObjects: false,
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return { text: `${comments('#', [...replacement.notices, ...notices])}${escapeInvisible(yaml)}`, notices };
}

function broker(replacement: Replacement): Json {
  const { maintenanceWindow, customKey } = replacement;
  return {
    BrokerName: replacement.name,
    EngineType: 'RABBITMQ',
    EngineVersion: replacement.engineVersion,
    HostInstanceType: replacement.hostInstanceType,
    DeploymentMode: 'CLUSTER_MULTI_AZ',
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: true,
    SubnetIds: subnetsOf(replacement),
    SecurityGroups: replacement.securityGroups ?? [{ 'Fn::GetAtt': ['SecurityGroup', 'GroupId'] }],
    Logs: { General: true },
    ...cloudFormationReference(replacement),
    ...(customKey
      ? {
          EncryptionOptions: {
            UseAwsOwnedKey: false,
            ...(customKey.kmsKeyArn ? { KmsKeyId: customKey.kmsKeyArn } : {}),
          },
        }
      : {}),
    ...(maintenanceWindow
      ? {
          MaintenanceWindowStartTime: {
            DayOfWeek: maintenanceWindow.dayOfWeek,
            TimeOfDay: maintenanceWindow.timeOfDay,
            TimeZone: maintenanceWindow.timeZone,
          },
        }
      : {}),
    Users: [
      {
        Username: replacement.administrator,
        Password: { 'Fn::Sub': `{{resolve:secretsmanager:\${Administrator}:SecretString:password}}` },
      },
    ],
  };
}

/** The tags, except those that CloudFormation would change: it has no way to write `{{resolve:` literally. */
function tagsOf({ tags }: Replacement): { readonly tags: Json; readonly notices: readonly string[] } {
  const isReference = (text: string) => text.includes('{{resolve:');
  const kept = [...tags].filter(([key, value]) => !isReference(key) && !isReference(value));
  const left = tags.size - kept.length;
  return {
    tags: kept.length > 0 ? { Tags: kept.map(([Key, Value]) => ({ Key, Value })) } : {},
    notices:
      left === 0
        ? []
        : [
            left === 1
              ? '1 tag is left out: CloudFormation would read it as a dynamic reference.'
              : `${left} tags are left out: CloudFormation would read them as dynamic references.`,
          ],
  };
}
