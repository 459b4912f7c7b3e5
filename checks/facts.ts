import type { IngressRule } from './ingress.ts';
import { readBoolean, readName, readTags, readText, readTexts } from './json.ts';

/**
 * How a template says who knows a password. `readable`: it is not in the file, but whoever may read the stack can read it.
 * `hidden`: the source is no template, so it does not say.
 */
export type PasswordSource = 'none' | 'literal' | 'readable' | 'reference' | 'hidden';

/** The key that Amazon MQ uses if it is told not to use its own, and not which. */
export const AWS_MANAGED_KEY = 'alias/aws/mq';

/** What a template has as a value that exists only after it is deployed: the key that it creates itself, or the value of a tag. */
export const COMPUTED = '(known after deployment)';

/**
 * The facts about a broker that checks read: where AWS Config, CloudFormation and the AWS CLI have it, and how to read it.
 * `read` returns `undefined` for what it cannot read.
 */
export const FACTS = {
  engineType: { name: 'EngineType', read: readName },
  deploymentMode: { name: 'DeploymentMode', read: readName },
  publiclyAccessible: { name: 'PubliclyAccessible', read: readBoolean },
  generalLogging: { name: 'Logs.General', read: readBoolean },
  subnetIds: { name: 'SubnetIds', read: readTexts },
  engineVersion: { name: 'EngineVersion', read: readText },
  hostInstanceType: { name: 'HostInstanceType', read: readText },
  securityGroups: { name: 'SecurityGroups', read: readTexts },
  /** Of all its security groups. Only EC2 and templates have it. */
  ingressRules: { name: 'SecurityGroupIngress', read: readIngressRules },
  useAwsOwnedKey: { name: 'EncryptionOptions.UseAwsOwnedKey', read: readBoolean },
  kmsKeyId: { name: 'EncryptionOptions.KmsKeyId', read: readText },
  tags: { name: 'Tags', read: readTags },
  password: { name: 'Users.Password', read: readPassword },
} as const;

export type Fact = keyof typeof FACTS;

export const FACT_IDS = Object.keys(FACTS) as readonly Fact[];

/** A fact that is `undefined` is *not known*. It never means "off". */
export type Facts = { readonly [F in Fact]?: ReturnType<(typeof FACTS)[F]['read']> };

// A reader of EC2's answers or of templates made them, so they are not read again.
function readIngressRules(value: unknown): readonly IngressRule[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function readPassword(value: unknown): PasswordSource | undefined {
  const sources: readonly PasswordSource[] = ['none', 'literal', 'readable', 'reference', 'hidden'];
  return sources.find((source) => source === value);
}
