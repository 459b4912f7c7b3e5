import { readFileSync } from 'node:fs';
import { readObject } from '../../checks/json.ts';
import { readYaml } from '../../cli/sources/cloudformation/any-yaml.ts';
import type { PolicyDocument } from '../../simulator/aws/iam.ts';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties of any resource
  readonly Properties: any;
}

const template = readYaml(readFileSync('examples/monthly-evidence.yaml', 'utf8'))?.value;

/** The resources of the example that makes evidence each month. */
export const RESOURCES = readObject(template).Resources as Readonly<Record<string, Resource>>;

/** What functions in policies of the example become. */
const RESOLVED: Readonly<Record<string, string>> = {
  '{"Fn::GetAtt":"Log.Arn"}': '"arn:aws:logs:eu-west-1:111122223333:log-group:evidence:*"',
  '{"Fn::GetAtt":"Project.Arn"}': '"arn:aws:codebuild:eu-west-1:111122223333:project/evidence"',
  '{"Fn::Sub":"arn:${AWS::Partition}:config:*:${AWS::AccountId}:config-aggregator/*"}':
    '"arn:aws:config:*:111122223333:config-aggregator/*"',
  '{"Fn::Sub":"arn:${AWS::Partition}:config:*:${AWS::AccountId}:config-rule/*"}':
    '"arn:aws:config:*:111122223333:config-rule/*"',
  '{"Fn::Sub":"${Bucket.Arn}/*"}': '"arn:aws:s3:::evidence/*"',
  '{"Fn::Sub":"arn:${AWS::Partition}:iam::*:role/${RoleName}"}': '"arn:aws:iam::*:role/audit"',
};

/** The policies of the roles of the example. @throws Error if a function is not known here */
export function evidencePolicies(): readonly PolicyDocument[] {
  const documents = Object.values(RESOURCES).flatMap(({ Type, Properties }) => {
    if (Type === 'AWS::IAM::RolePolicy') return [Properties.PolicyDocument];
    if (Type !== 'AWS::IAM::Role') return [];
    return Properties.Policies.map(({ PolicyDocument: document }: { PolicyDocument: unknown }) => document);
  });
  let text = JSON.stringify(documents);
  for (const [from, to] of Object.entries(RESOLVED)) text = text.replaceAll(from, to);
  if (text.includes('Fn::')) throw new Error(`A function has no value: ${text}`);
  return JSON.parse(text);
}
