import { quote } from 'shlex';
import type { Limits } from '../rabbitmq/limits.ts';
import { LIMIT_KEYS } from '../rabbitmq/limits.ts';
import { printableJson } from '../text/printable.ts';
import type { HclBlock, HclBody } from './hcl.ts';
import { expression } from './hcl.ts';
import type { Replacement } from './replacement.ts';
import { shellCommand } from './shell.ts';

/** Limits as lines of `rabbitmq.conf`. */
export function limitLines(limits: Limits): readonly string[] {
  return LIMIT_KEYS.flatMap((key) => (limits[key] === undefined ? [] : [`${key} = ${limits[key]}`]));
}

/** Whether the plan creates a configuration for the new broker. */
export function hasOwnConfiguration({ limits }: Replacement): boolean {
  return Object.keys(limits).length > 0;
}

function descriptionOf({ name }: Replacement): string {
  return `The limits of the broker ${name}`;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_configuration */
export function terraformConfiguration(replacement: Replacement, tags: HclBody): readonly HclBlock[] {
  if (!hasOwnConfiguration(replacement)) return [];
  const body: HclBody = [
    ['name', replacement.name],
    ['description', descriptionOf(replacement)],
    ['engine_type', 'RabbitMQ'],
    ['engine_version', replacement.engineVersion],
    ['data', `${limitLines(replacement.limits).join('\n')}\n`],
    ...tags,
  ];
  return [{ type: 'resource', labels: ['aws_mq_configuration', 'replacement'], body }];
}

/** The block in the broker, for a configuration of the plan or one that exists. */
export function terraformReference(replacement: Replacement): readonly HclBlock[] {
  const { configuration } = replacement;
  const [id, revision] = hasOwnConfiguration(replacement)
    ? [
        expression('aws_mq_configuration.replacement.id'),
        expression('aws_mq_configuration.replacement.latest_revision'),
      ]
    : [configuration?.id, configuration?.revision];
  if (id === undefined || revision === undefined) return [];
  return [
    {
      type: 'configuration',
      body: [
        ['id', id],
        ['revision', revision],
      ],
    },
  ];
}

type Json = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amazonmq-configuration.html */
export function cloudFormationConfiguration(replacement: Replacement, tags: Json): Json {
  if (!hasOwnConfiguration(replacement)) return {};
  return {
    Configuration: {
      Type: 'AWS::AmazonMQ::Configuration',
      Properties: {
        Name: replacement.name,
        Description: descriptionOf(replacement),
        EngineType: 'RABBITMQ',
        EngineVersion: replacement.engineVersion,
        Data: { 'Fn::Base64': `${limitLines(replacement.limits).join('\n')}\n` },
        ...tags,
      },
    },
  };
}

/** The property of the broker, for a configuration of the plan or one that exists. */
export function cloudFormationReference(replacement: Replacement): Json {
  const { configuration } = replacement;
  if (hasOwnConfiguration(replacement)) {
    return {
      Configuration: { Id: { Ref: 'Configuration' }, Revision: { 'Fn::GetAtt': ['Configuration', 'Revision'] } },
    };
  }
  return configuration ? { Configuration: { Id: configuration.id, Revision: configuration.revision } } : {};
}

/** Commands that create a configuration and leave its ID and revision in variables. */
export function scriptConfiguration(replacement: Replacement): readonly string[] {
  if (!hasOwnConfiguration(replacement)) return [];
  const { engineVersion, limits, tags } = replacement;
  const create = shellCommand('aws mq create-configuration', [
    '--name "$name"',
    '--engine-type RABBITMQ',
    `--engine-version ${quote(engineVersion)}`,
    ...(tags.size > 0 ? [`--tags ${quote(printableJson(JSON.stringify(Object.fromEntries(tags))))}`] : []),
    '--query Id',
    '--output text',
  ]);
  const update = shellCommand('aws mq update-configuration', [
    '--configuration-id "$configuration_id"',
    `--description ${quote(descriptionOf(replacement))}`,
    `--data "$(printf '%s\\n' ${limitLines(limits).map(quote).join(' ')} | base64 | tr -d '\\n')"`,
    '--query LatestRevision.Revision',
    '--output text',
  ]);
  return [`configuration_id=$(${create})\nconfiguration_revision=$(${update})`];
}

/** The words of `aws mq create-broker`, for a configuration of the plan or one that exists. */
export function scriptReference(replacement: Replacement): readonly string[] {
  if (hasOwnConfiguration(replacement))
    return ['--configuration "Id=$configuration_id,Revision=$configuration_revision"'];
  const { configuration } = replacement;
  if (!configuration) return [];
  return [`--configuration ${quote(JSON.stringify({ Id: configuration.id, Revision: configuration.revision }))}`];
}
