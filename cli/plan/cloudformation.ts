import { stringify } from 'yaml';
import { comments } from './comments.ts';
import { escapeInvisible } from './escape.ts';
import type { Rendered } from './rendered.ts';
import type { Replacement } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS } from './replacement.ts';

type Json = Readonly<Record<string, unknown>>;

const NOT_EVERYBODY = {
  Type: 'String',
  AllowedPattern: '^\\d{1,3}(\\.\\d{1,3}){3}/([1-9]|[12]\\d|3[0-2])$',
  ConstraintDescription: 'must be an IPv4 CIDR block such as 10.0.0.0/16, and not 0.0.0.0/0, which lets everyone in',
} as const;

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
      ...(securityGroups ? {} : { SecurityGroup: securityGroup(name, tags) }),
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

function parametersOf({ subnetIds, securityGroups }: Replacement): Json {
  return {
    ...(subnetIds
      ? {}
      : {
          SubnetIds: {
            Type: 'List<AWS::EC2::Subnet::Id>',
            Description: 'Private subnets in three Availability Zones.',
          },
        }),
    ...(securityGroups
      ? {}
      : {
          VpcId: { Type: 'AWS::EC2::VPC::Id', Description: 'The VPC of the subnets.' },
          ClientCidr: { ...NOT_EVERYBODY, Description: 'The CIDR block that AMQP clients connect from.' },
          AdministratorCidr: {
            ...NOT_EVERYBODY,
            Description: 'The CIDR block from which administrators use the web console and the management API.',
          },
        }),
  };
}

function securityGroup(name: string, tags: Json): Json {
  const rule = (port: number, parameter: string) => ({
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    CidrIp: { Ref: parameter },
  });
  return {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: `Clients and administrators of the broker ${name}`,
      VpcId: { Ref: 'VpcId' },
      SecurityGroupIngress: [
        rule(AMQP_PORT, 'ClientCidr'),
        ...CONSOLE_PORTS.map((port) => rule(port, 'AdministratorCidr')),
      ],
      ...tags,
    },
  };
}

function broker(replacement: Replacement): Json {
  const { maintenanceWindow, configuration, customKey } = replacement;
  return {
    BrokerName: replacement.name,
    EngineType: 'RABBITMQ',
    EngineVersion: replacement.engineVersion,
    HostInstanceType: replacement.hostInstanceType,
    DeploymentMode: 'CLUSTER_MULTI_AZ',
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: true,
    SubnetIds: replacement.subnetIds ?? { Ref: 'SubnetIds' },
    SecurityGroups: replacement.securityGroups ?? [{ 'Fn::GetAtt': ['SecurityGroup', 'GroupId'] }],
    Logs: { General: true },
    ...(configuration ? { Configuration: { Id: configuration.id, Revision: configuration.revision } } : {}),
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
