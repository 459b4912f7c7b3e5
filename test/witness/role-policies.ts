import type { PolicyDocument } from '../../simulator/aws/iam.ts';
import type { Context, TemplateJson } from '../support/cdk.ts';
import {
  ADMINISTRATOR_ACCOUNT,
  innerTemplates,
  propertiesOf,
  REMEDIATED,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
} from '../support/cdk.ts';

/** Where the roles are. */
export const ACCOUNT = '777788889999';
export const LOG_GROUP = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:evaluator`;

export interface RolePolicies {
  readonly description: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
}

/** The roles in the templates of all shapes, with and without the remediation of logs, each once, as they are in {@link ACCOUNT}. */
export function rolePolicies(): readonly RolePolicies[] {
  const contexts: readonly Context[] = [...SHAPE_NAMES.map((shape) => SHAPES[shape]), ...Object.values(REMEDIATED)];
  const roles = contexts.flatMap(synthesize).flatMap(({ json }) => {
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
      .replaceAll(/<EvaluatorLogs\w+\.Arn>/g, `${LOG_GROUP}:*`),
  );
  return [...new Set(texts)].map((text) => JSON.parse(text));
}
