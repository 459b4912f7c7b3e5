import { Document, visit } from 'yaml';
import type { ExplainedResult } from '../../../../cli/report/results.ts';
import { evaluate } from '../../../../cli/report/results.ts';
import { readYaml } from '../../../../cli/sources/cloudformation/any-yaml.ts';
import { asTemplate, contentOf } from '../../../../cli/sources/cloudformation/parse.ts';
import { readPlainYaml } from '../../../../cli/sources/cloudformation/plain-yaml.ts';
import type { TemplateOptions } from '../../../../cli/sources/cloudformation/template.ts';
import { NO_TEMPLATE, outermost, readResources, unseen } from '../../../../cli/sources/cloudformation/template.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import type { Findings } from '../../../../cli/sources/reading.ts';
import { THREE_CHECKS } from '../../../support/checks.ts';
import { noticesIn } from '../../support.ts';

export type Json = Readonly<Record<string, unknown>>;

/** In the order of the checks: cluster, no public access, general logging. */
export type Verdicts = readonly [cluster: string, access: string, logging: string];

export const PASS: Verdicts = ['pass', 'pass', 'pass'];
export const UNKNOWN: Verdicts = ['unknown', 'unknown', 'unknown'];
export const SKIP: Verdicts = ['skip', 'skip', 'skip'];

/** The properties of a broker that passes every check. */
export const GOOD = {
  BrokerName: 'orders',
  EngineType: 'RABBITMQ',
  DeploymentMode: 'CLUSTER_MULTI_AZ',
  PubliclyAccessible: false,
  Logs: { General: true },
} as const;

export const LOGICAL_ID = 'Broker';

/** The properties of a broker in a {@link stackOf} that passes all checks, the opt-in ones too. */
export const BEST = {
  ...GOOD,
  EngineVersion: '4.2',
  HostInstanceType: 'mq.m7g.large',
  SubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
  SecurityGroups: [{ Ref: 'Group' }],
  EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  Users: [{ Username: 'admin', Password: { Ref: 'Password' } }],
  Tags: [
    { Key: 'team', Value: 'orders' },
    { Key: 'stage', Value: 'test' },
  ],
} as const;

/** A template with one broker and all that it may refer to. @param resources besides those, or in place of them */
export function stackOf(properties: unknown, resources: Json = {}, { Parameters, ...sections }: Json = {}): Json {
  const ingress = { IpProtocol: 'tcp', FromPort: 5671, ToPort: 5671, CidrIp: '10.0.0.0/16' };
  const text = { Type: 'String' };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: {
      ...{ One: text, Two: text, Three: text, List: { Type: 'List<AWS::EC2::Subnet::Id>' } },
      Set: { Type: 'CommaDelimitedList', Default: 'a,b, c' },
      Version: { Type: 'String', Default: '3.13' },
      Password: { Type: 'String', NoEcho: true },
      ...(Parameters as Json | undefined),
    },
    Conditions: { Unknown: { 'Fn::Equals': [{ Ref: 'One' }, 'x'] }, Never: { 'Fn::Equals': ['x', 'y'] } },
    ...sections,
    Resources: {
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { GroupDescription: 'x', SecurityGroupIngress: [ingress] },
      },
      Key: { Type: 'AWS::KMS::Key' },
      Alias: { Type: 'AWS::KMS::Alias' },
      ...{ SubnetA: { Type: 'AWS::EC2::Subnet' }, SubnetB: { Type: 'AWS::EC2::Subnet' } },
      SubnetC: { Type: 'AWS::EC2::Subnet' },
      ...resources,
      [LOGICAL_ID]: { Type: 'AWS::AmazonMQ::Broker', Properties: properties },
    },
  };
}

/** A template with one broker. @param sections others than `Resources` */
export function templateOf(properties: unknown, sections: Json = {}, resource: Json = {}): Json {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    ...sections,
    Resources: { [LOGICAL_ID]: { Type: 'AWS::AmazonMQ::Broker', Properties: properties, ...resource } },
  };
}

export const toJson = (template: unknown): string => JSON.stringify(template, undefined, 2);
// YAML 1.2, of which the package is, has no need of quotes where YAML 1.1 has.
export function toYaml(template: unknown): string {
  const document = new Document(template, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (place, node) => {
      // Without quotes, it would merge objects.
      if (place === 'key' && node.value === '<<') node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}

/** What the checks say of what was found, broker after broker. */
export function resultsOf({ readings }: Findings): readonly ExplainedResult[] {
  return readings.flatMap((reading) => evaluate('-', reading, THREE_CHECKS));
}

/** Reads the text of a template whose nested stacks are nowhere, without waiting for a parser to be loaded. */
export function readTemplate(text: string, options: TemplateOptions): Findings {
  const content = contentOf(text);
  const template = asTemplate(readPlainYaml(content) ?? readYaml(content));
  if (!template) throw new InputError(NO_TEMPLATE);
  const { nestedStacks, readings, ...findings } = readResources(template, outermost(options));
  return { ...findings, readings: [...readings, ...nestedStacks.map((stack) => unseen(stack.logicalId, stack))] };
}

/** What the checks say of the brokers of a template. */
export function judge(text: string, parameters: TemplateOptions['parameters'] = {}) {
  const findings = readTemplate(text, { parameters });
  const results = resultsOf(findings);
  return {
    ...findings,
    notices: noticesIn(findings),
    verdicts: results.map(({ verdict }) => verdict),
    details: results.map(({ detail }) => detail),
  };
}

/** The message with which a text is refused. */
export function refusalOf(text: string): string {
  try {
    readTemplate(text, { parameters: {} });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'not refused';
}
