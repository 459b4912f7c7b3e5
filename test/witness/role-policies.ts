import type { PolicyDocument } from '../../simulator/aws/iam.ts';
import type { Context, TemplateJson } from '../support/cdk.ts';
import {
  ADMINISTRATOR_ACCOUNT,
  fullest,
  innerTemplates,
  propertiesOf,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
} from '../support/cdk.ts';

/** Where the roles are. */
export const ACCOUNT = '777788889999';
export const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:failed-events`;
export const BUS = `arn:aws:events:eu-west-1:${ADMINISTRATOR_ACCOUNT}:event-bus/rabbitmq-conformance`;
export const LOG_GROUP = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:evaluator`;

export interface RolePolicies {
  readonly description: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
}

/** The roles in the templates of all shapes, with few settings and with all, each once, as they are in {@link ACCOUNT}. */
export function rolePolicies(): readonly RolePolicies[] {
  const contexts: readonly Context[] = SHAPE_NAMES.flatMap((shape) => [SHAPES[shape], fullest(shape)]);
  const roles = contexts
    .flatMap((context) => synthesize(context))
    .flatMap(({ json }) => {
      const all = [json, ...innerTemplates(json).map((body): TemplateJson => JSON.parse(body))];
      return all.flatMap((template) => propertiesOf(template, 'AWS::IAM::Role'));
    });
  const texts = roles.map(({ Description, AssumeRolePolicyDocument, Policies = [] }) =>
    JSON.stringify({
      description: Description,
      trust: AssumeRolePolicyDocument,
      policies: Policies.map(({ PolicyDocument }: { PolicyDocument: PolicyDocument }) => PolicyDocument),
    })
      .replaceAll('<AWS::Partition>', 'aws')
      .replaceAll('<AWS::AccountId>', ACCOUNT)
      .replaceAll('<AdministratorAccount>', ADMINISTRATOR_ACCOUNT)
      .replaceAll(/<EvaluatorLogs\w+\.Arn>/g, `${LOG_GROUP}:*`)
      .replaceAll(/<Evaluator\w*Queue\w+\.Arn>/g, QUEUE)
      .replaceAll('<NotificationBus>', BUS)
      .replaceAll('<AWS::Region>', 'eu-west-1'),
  );
  return [...new Set(texts)].map((text) => JSON.parse(text));
}
