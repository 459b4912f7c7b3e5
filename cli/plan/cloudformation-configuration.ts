import { descriptionOf, hasOwnConfiguration, limitLines } from './limits-configuration.ts';
import type { Replacement } from './replacement.ts';

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
