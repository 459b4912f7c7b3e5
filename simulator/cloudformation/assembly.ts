import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsState } from '../aws/aws-state.ts';
import { deployStack } from './stack.ts';

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
  /** A folder for files that are made of templates. */
  readonly workFolder: string;
}

/** What became of a stack of an assembly: its outputs, or why it failed. */
export type DeployedStack =
  | { readonly name: string; readonly outputs: Readonly<Record<string, unknown>> }
  | { readonly name: string; readonly problem: Error };

/**
 * Deploys all stacks of a cloud assembly, `cdk.out`, as `cdk deploy --all` does: each after those that it depends on.
 * A stack that fails does not keep from being deployed what does not depend on it.
 */
export function deployAssembly(
  state: AwsState,
  assembly: string,
  { accountId, defaultRegion, workFolder }: DeploymentOptions,
): readonly DeployedStack[] {
  const manifest = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  const artifacts: Readonly<Record<string, Artifact>> = manifest.artifacts;
  const exports = new Map<string, Map<string, unknown>>();
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
    const region = regionOf(artifact) ?? defaultRegion;
    const regionalExports = exports.get(region) ?? new Map<string, unknown>();
    exports.set(region, regionalExports);
    const template = JSON.parse(readFileSync(join(assembly, artifact.properties?.templateFile ?? ''), 'utf8'));
    const place = { state, accountId, region, stackName: name, assembly, workFolder, exports: regionalExports };
    try {
      deployed.set(name, { name, outputs: deployStack(place, template) });
    } catch (problem) {
      deployed.set(name, { name, problem: problem as Error });
    }
  };

  for (const name of Object.keys(artifacts)) deploy(name);
  return [...deployed.values()];
}

function isFailed(stack: DeployedStack | undefined): boolean {
  return stack !== undefined && 'problem' in stack;
}

/** `aws://unknown-account/eu-west-1` → `eu-west-1`; nothing for a region that is not known before. */
function regionOf({ environment = '' }: Artifact): string | undefined {
  const region = environment.split('/').at(-1);
  return region === 'unknown-region' ? undefined : region;
}
