import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { unzipSync } from 'fflate';
import type { AwsState, LambdaFunction } from '../aws/aws-state.ts';
import { isServiceTrusted } from '../aws/iam.ts';
import type { Place } from '../aws/place.ts';
import { refuseUnsupported, UnsupportedTemplateError } from '../template/unsupported.ts';
import { makeFolder } from './make-folder.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Where a function is made. */
interface FunctionPlace extends Place {
  readonly state: AwsState;
}

/**
 * Makes a function, or changes the one with its name.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 * @returns its ARN
 * @throws Error if Lambda would refuse it, UnsupportedTemplateError for what the simulator does not support
 */
export function putFunction({ state, accountId, region }: FunctionPlace, name: string, properties: Properties): string {
  const { Runtime, Handler, Environment, LoggingConfig, ReservedConcurrentExecutions } = properties;
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new Error(
      `ValidationException: Function name "${name}" must be 1 to 64 letters, digits, hyphens and underscores.`,
    );
  }
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
  const known = state.functions.get(arn);
  const lambda: LambdaFunction = {
    ...{ arn, accountId, region, roleArn },
    logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
    codePath: keepCode(state.codeFolder, codeOf(state, properties.Code as Properties)),
    environment: environment?.Variables ?? {},
    timeoutMs: requireInteger(properties, 'Timeout', 1, 900) * 1_000,
    ...(ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: Number(ReservedConcurrentExecutions) }),
    policy: known?.policy,
    failureDestination: known?.failureDestination,
  };
  state.functions.set(arn, lambda);
  return arn;
}

/** The files of a function, by their names. */
type Files = Readonly<Record<string, Uint8Array | string>>;

/** The code of a function: the text of the template, or an archive in a bucket. */
function codeOf({ buckets }: AwsState, { S3Bucket, S3Key, ZipFile }: Properties): Files {
  if (typeof ZipFile === 'string') return { 'index.js': ZipFile };
  const archive = buckets.get(String(S3Bucket))?.objects.get(String(S3Key));
  if (!archive) throw new Error(`Error occurred while GetObject. S3 Error Code: NoSuchKey: ${S3Bucket}/${S3Key}`);
  return unzipSync(archive);
}

/**
 * Writes code where Lambda has it: in a folder with no package.json above it. The same files are written once for all
 * functions, so that what Node.js has compiled of them stays of use.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 * @returns the file that Lambda loads
 * @throws Error if a file would be outside the folder
 */
function keepCode(codeFolder: string, files: Files): string {
  const folder = join(codeFolder, hashOf(files));
  makeFolder(folder, (part) => {
    for (const [name, content] of Object.entries(files)) {
      const path = join(part, name);
      if (!path.startsWith(`${part}${sep}`)) throw new Error(`The archive has the file "${name}", outside its folder.`);
      // An archive has folders as names with a slash at the end.
      mkdirSync(dirname(path), { recursive: true });
      if (!name.endsWith('/')) writeFileSync(path, content);
    }
  });
  return join(folder, 'index.js' in files ? 'index.js' : 'index.mjs');
}

function hashOf(files: Files): string {
  const hash = createHash('sha256');
  for (const [name, content] of Object.entries(files)) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest('hex');
}

/** @throws Error for anything but a whole number from the least to the most */
function requireInteger(properties: Properties, name: string, least: number, most: number): number {
  const number = Number(properties[name]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`ValidationError: ${name} must be an integer from ${least} to ${most}, not ${properties[name]}.`);
}
