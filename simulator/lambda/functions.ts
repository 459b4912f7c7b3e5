import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsState } from '../aws/aws-state.ts';
import { isServiceTrusted } from '../aws/iam.ts';
import type { Place } from '../aws/simulation.ts';
import { refuseUnsupported, UnsupportedTemplateError } from '../template/unsupported.ts';

type Properties = Readonly<Record<string, unknown>>;

/** The stack that functions are made for. */
export interface FunctionOwner extends Place {
  readonly state: AwsState;
  readonly stackName: string;
  /** A folder for the code. */
  readonly workFolder: string;
}

/** The code of a function: a folder or a text. */
export type FunctionCode = { readonly folder: string } | { readonly text: string };

/**
 * Makes a function.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 * @returns its ARN
 * @throws Error if Lambda would refuse it, UnsupportedTemplateError for what the simulator does not support
 */
export function createFunction(owner: FunctionOwner, name: string, properties: Properties, code: FunctionCode): string {
  const { state, accountId, region, stackName } = owner;
  const { Runtime, Handler, Environment, LoggingConfig, ReservedConcurrentExecutions } = properties;
  const arn = `arn:${state.partition}:lambda:${region}:${accountId}:function:${name}`;
  const roleArn = String(properties.Role);
  const trust = state.roles.get(roleArn)?.trust;
  const request = { action: 'sts:AssumeRole', resource: roleArn, context: {} };
  if (!trust || !isServiceTrusted(trust, 'lambda.amazonaws.com', request)) {
    throw new Error(`The role defined for the function cannot be assumed by Lambda: ${roleArn}.`);
  }
  // What the host of functions runs.
  refuseUnsupported([String(Runtime)], ['nodejs24.x'], 'runtime');
  refuseUnsupported([String(Handler)], ['index.handler'], 'handler');
  if (ReservedConcurrentExecutions === 0)
    throw new UnsupportedTemplateError(`the function ${name}: it never runs, because its reserved concurrency is 0`);
  requireInteger(properties, 'MemorySize', 128, 10_240);
  const logging = LoggingConfig as { LogGroup?: string } | undefined;
  const environment = Environment as { Variables?: Readonly<Record<string, string>> } | undefined;
  state.functions.set(arn, {
    arn,
    accountId,
    region,
    stackName,
    roleArn,
    logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
    codePath: keepCode(join(owner.workFolder, name), code),
    environment: environment?.Variables ?? {},
    timeoutMs: requireInteger(properties, 'Timeout', 1, 900) * 1_000,
    permissions: [],
  });
  return arn;
}

/**
 * Writes code where Lambda has it: in a folder with no package.json above it.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 * @returns the file that Lambda loads
 */
function keepCode(folder: string, code: FunctionCode): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'index.js');
  if ('text' in code) writeFileSync(path, code.text);
  else cpSync(code.folder, folder, { recursive: true });
  return existsSync(path) ? path : join(folder, 'index.mjs');
}

/**
 * Lets a service invoke a function.
 * @throws RangeError if there is no such function, UnsupportedTemplateError for any other permission
 */
export function addPermission({ state, stackName }: FunctionOwner, properties: Properties): void {
  const { FunctionName, Action, Principal, SourceAccount } = properties;
  if (Action !== 'lambda:InvokeFunction') throw new UnsupportedTemplateError(`a permission for ${Action}`);
  const lambda = state.functions.get(String(FunctionName));
  if (!lambda) throw new RangeError(`There is no function ${FunctionName}.`);
  if (lambda.stackName !== stackName) {
    throw new UnsupportedTemplateError(`a permission for a function of another stack: ${FunctionName}`);
  }
  lambda.permissions.push({ principal: String(Principal), sourceAccount: SourceAccount as string | undefined });
}

/** @throws Error for anything but a whole number from the least to the most */
function requireInteger(properties: Properties, name: string, least: number, most: number): number {
  const number = Number(properties[name]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`ValidationError: ${name} must be an integer from ${least} to ${most}, not ${properties[name]}.`);
}
