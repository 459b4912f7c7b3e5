import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import type { AwsState } from '../../simulator/aws/aws-state.ts';
import type { Place } from '../../simulator/aws/place.ts';
import { at } from '../../simulator/aws/simulation.ts';
import type { Stack } from '../../simulator/aws/stack-record.ts';
import { RESOURCE_TYPES } from '../../simulator/cloudformation/resources.ts';
import { deleteStack } from '../../simulator/stacks/delete.ts';
import { deployStack } from '../../simulator/stacks/deploy.ts';
import { addStack, contentOf, findStack, placeOf, problemOf } from '../../simulator/stacks/stacks.ts';
import { findTemplateAsset } from './template-assets.ts';

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly templateFile?: string };
}

export interface DeploymentOptions {
  /** The account that deploys. */
  readonly accountId: string;
  /** For stacks whose region is that of whoever deploys them. */
  readonly defaultRegion: string;
}

/** What became of a stack of an assembly: its outputs, or why it failed. */
export type DeployedStack =
  | { readonly name: string; readonly outputs: Readonly<Record<string, unknown>> }
  | { readonly name: string; readonly problem: Error };

/**
 * Deploys all stacks of a cloud assembly, `cdk.out`, in the order of `cdk deploy --all`, but without its calls: each
 * after those that it depends on. A stack that fails does not keep from being deployed what does not depend on it.
 */
export function deployAssembly(
  state: AwsState,
  assembly: string,
  { accountId, defaultRegion }: DeploymentOptions,
): readonly DeployedStack[] {
  const manifest = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  const artifacts: Readonly<Record<string, Artifact>> = manifest.artifacts;
  const deployed = new Map<string, DeployedStack>();

  const deploy = (name: string): void => {
    const artifact = artifacts[name];
    if (artifact?.type !== 'aws:cloudformation:stack' || deployed.has(name)) return;
    for (const dependency of artifact.dependencies ?? []) deploy(dependency);
    const failed = (artifact.dependencies ?? []).find((dependency) => isFailed(deployed.get(dependency)));
    if (failed !== undefined) {
      deployed.set(name, { name, problem: new Error(`Not deployed because ${failed} failed.`) });
      return;
    }
    const place = { accountId, region: regionOf(artifact) ?? defaultRegion };
    const body = readFileSync(join(assembly, artifact.properties?.templateFile ?? ''), 'utf8');
    try {
      const stack = deployBody(state, place, name, publishAssets(state, place, assembly, body));
      deployed.set(name, { name, outputs: outputsOf(stack) });
    } catch (problem) {
      deployed.set(name, { name, problem: problem as Error });
    }
  };

  for (const name of Object.keys(artifacts)) deploy(name);
  return [...deployed.values()];
}

/** Creates or updates a stack. As the CDK CLI does, it deletes one that could not be created first. */
function deployBody(state: AwsState, place: Place, name: string, body: string): Stack {
  const content = contentOf(body);
  const known = findStack(state, place, name);
  const isUsable = known !== undefined && known.status !== 'ROLLBACK_COMPLETE';
  if (known && !isUsable) deleteStack(placeOf(state, known, RESOURCE_TYPES), known);
  const stack = isUsable ? known : addStack(state, place, name, content);
  deployStack(placeOf(state, stack, RESOURCE_TYPES), stack, content);
  return stack;
}

/** The outputs of a stack. @throws Error with what made its deployment fail */
export function outputsOf(stack: Stack): Readonly<Record<string, string>> {
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)) throw new Error(problemOf(stack));
  return Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value]));
}

/** Puts the code of functions, and templates of StackSets, where a template has them. @returns it with the name of a bucket */
function publishAssets(state: AwsState, { accountId, region }: Place, assembly: string, body: string): string {
  const name = `assets-${accountId}-${region}`;
  const template = JSON.parse(body);
  const bucket = at(state.buckets, name, () => ({ name, accountId, region, objects: new Map() }));
  for (const { Type, Properties } of Object.values<WithAsset>(template.Resources ?? {})) {
    if (Type === 'AWS::CloudFormation::StackSet' && Properties.TemplateURL !== undefined) {
      const { path, key } = findTemplateAsset(assembly, Properties.TemplateURL);
      bucket.objects.set(key, readFileSync(path));
      Properties.TemplateURL = `https://s3.${region}.amazonaws.com/${name}/${key}`;
    }
    const key = Properties?.Code?.S3Key;
    if (Type !== 'AWS::Lambda::Function' || typeof key !== 'string') continue;
    const folder = join(assembly, `asset.${key.replace(/\.zip$/, '')}`);
    const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name: file }) => join(parentPath, file));
    const contents = Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path)]));
    bucket.objects.set(key, zipSync(contents, { level: 0 }));
    Properties.Code = { ...Properties.Code, S3Bucket: name };
  }
  return JSON.stringify(template);
}

interface WithAsset {
  readonly Type: string;
  readonly Properties: { Code?: Record<string, unknown>; TemplateURL?: unknown };
}

function isFailed(stack: DeployedStack | undefined): boolean {
  return stack !== undefined && 'problem' in stack;
}

/** `aws://unknown-account/eu-west-1` → `eu-west-1`; nothing for a region that is not known before. */
function regionOf({ environment = '' }: Artifact): string | undefined {
  const region = environment.split('/').at(-1);
  return region === 'unknown-region' ? undefined : region;
}
