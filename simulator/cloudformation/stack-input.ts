import { denialOf } from '../aws/authorization.ts';
import { AwsError } from '../aws/call.ts';
import { commonError } from '../aws/common-errors.ts';
import { isServiceTrusted } from '../aws/iam.ts';
import type { Stack, StackContent } from '../aws/stack-record.ts';
import { readObject } from '../s3/s3.ts';
import { contentOf } from '../stacks/stacks.ts';
import { parameterArn } from '../systems-manager/parameters.ts';
import { missingCapabilities } from '../template/capabilities.ts';
import { deploymentOrder } from '../template/dependencies.ts';
import type { StackTemplate } from '../template/stack-template.ts';
import { checkTemplate, parseTemplate } from '../template/stack-template.ts';
import { requireTemplateBody } from '../template/template-body.ts';
import type { Request } from './requests.ts';
import { flag, orRefuse, pairs, text, texts, validationError } from './requests.ts';
import { readTemplateUrl } from './template-url.ts';

/**
 * The template, parameters and tags that a stack is to have.
 * @param stack as it is now
 * @throws AwsError if CloudFormation would refuse them at once
 */
export function readContent(request: Request, stack: Stack | undefined): StackContent {
  const templateBody = readTemplateBody(request, stack);
  const template = orRefuse(() => parseTemplate(templateBody));
  const given = readParameters(request, template, stack);
  const storeNames = Object.fromEntries(
    Object.entries(template.Parameters ?? {})
      .filter(([, { Type = 'String' }]) => Type.startsWith('AWS::SSM::Parameter::Value<'))
      .map(([name, { Default }]) => [name, given[name] ?? String(Default)]),
  );
  const parameters = { ...given, ...readStore(request, storeNames) };
  orRefuse(() => {
    checkTemplate(template, parameters);
    deploymentOrder(template);
  });
  const tags = request.input.Tags === undefined && stack ? stack.content.tags : readTags(request);
  return { ...contentOf(templateBody, parameters, tags), storeNames };
}

/** The text of the template of a request. @throws AwsError */
export function readTemplateBody(request: Request, stack: Stack | undefined): string {
  if (flag(request, 'UsePreviousTemplate') && stack) return stack.content.templateBody;
  const body = text(request, 'TemplateBody');
  if (body !== undefined) return orRefuse(() => requireTemplateBody(request.input));
  const url = text(request, 'TemplateURL');
  if (url === undefined) throw validationError('Either Template URL or Template Body must be specified.');
  const { simulation, session } = request;
  return orRefuse(() => readTemplateUrl(url, (bucket, key) => readObject(simulation.state, session, bucket, key)));
}

function readParameters(
  request: Request,
  template: StackTemplate,
  stack: Stack | undefined,
): StackContent['parameters'] {
  const values: Record<string, string> = {};
  for (const { ParameterKey = '', ParameterValue, UsePreviousValue } of pairs(request, 'Parameters')) {
    if (UsePreviousValue !== 'true') {
      values[ParameterKey] = ParameterValue ?? '';
      continue;
    }
    const before = stack?.content.storeNames?.[ParameterKey] ?? stack?.content.parameters[ParameterKey];
    const value = before ?? stack?.content.template.Parameters?.[ParameterKey]?.Default;
    if (value === undefined) {
      throw validationError(
        `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    if (Object.hasOwn(template.Parameters ?? {}, ParameterKey)) values[ParameterKey] = String(value);
  }
  return values;
}

/** Reads from the Parameter Store, as whoever calls. @throws AwsError for parameters that are not there */
function readStore({ simulation, session, place }: Request, names: Readonly<Record<string, string>>) {
  const { state } = simulation;
  const found = Object.entries(names).map(([parameter, name]) => {
    const resource = parameterArn(state, place, name);
    const problem = denialOf(simulation, session, { action: 'ssm:GetParameters', resource });
    if (problem !== undefined) throw validationError(problem);
    return { parameter, name, value: state.parameters.get(resource) };
  });
  const missing = found.filter(({ value }) => value === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    throw validationError(`Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`);
  }
  return Object.fromEntries(found.map(({ parameter, value }) => [parameter, value ?? '']));
}

function readTags(request: Request): StackContent['tags'] {
  return Object.fromEntries(pairs(request, 'Tags').map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** @returns the capabilities that are given @throws AwsError if a template needs others */
export function readCapabilities(request: Request, template: StackTemplate): readonly string[] {
  const given = texts(request, 'Capabilities');
  const problem = missingCapabilities(template, given);
  if (problem !== undefined) throw new AwsError(400, 'InsufficientCapabilitiesException', problem);
  return given;
}

/** @returns the ARN of the role that CloudFormation is to act with @throws AwsError if it cannot */
export function readRole(request: Request): string | undefined {
  const { simulation, session } = request;
  const roleArn = text(request, 'RoleARN');
  if (roleArn === undefined) return undefined;
  const problem = denialOf(simulation, session, { action: 'iam:PassRole', resource: roleArn });
  if (problem !== undefined) throw commonError('cloudformation', 'denied', problem);
  const trust = simulation.state.roles.get(roleArn)?.trust;
  const access = { action: 'sts:AssumeRole', resource: roleArn, context: {} };
  if (trust && isServiceTrusted(trust, 'cloudformation.amazonaws.com', access)) return roleArn;
  throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
}
