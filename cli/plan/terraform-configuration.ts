import type { HclBlock, HclBody } from './hcl.ts';
import { expression } from './hcl.ts';
import { descriptionOf, hasOwnConfiguration, limitLines } from './limits-configuration.ts';
import type { Replacement } from './replacement.ts';

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
