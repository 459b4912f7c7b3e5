import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerIdentity } from '../../../checks/broker.ts';
import type { Fact } from '../../../checks/facts.ts';
import { isObject, quote, readObject } from '../../../checks/json.ts';
import { InputError } from '../input/input-error.ts';
import type { ParameterValues } from '../parameter-sets.ts';
import type { SourceFindings } from '../reading.ts';
import { parseManifest, readAssemblyFile, readAssetNames } from './assembly-files.ts';
import type { NestedStack } from './nested-stack.ts';
import { givenByUser } from './parameters.ts';
import { parameterNames } from './template.ts';
import { readTemplateFile } from './template-tree.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** How a cloud assembly is read. */
export interface CloudAssemblyOptions {
  /** The values for the parameters of the template in a file, over those of the CDK. */
  readonly valuesFor: (path: string) => ParameterValues;
  /** Is called for each parameter that the template of a stack declares, except nested stacks. */
  readonly onParameter: (name: string, path: string) => void;
  /** The facts that are read of each broker; by default all. */
  readonly wanted?: ReadonlySet<Fact> | undefined;
}

const MANIFEST = 'manifest.json';

/** Whether `cdk synth` wrote a folder: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/README.md */
export function isCloudAssembly(folder: string): boolean {
  // Most folders have none, and an error for each of them is slow.
  if (!existsSync(join(folder, MANIFEST))) return false;
  try {
    return parseManifest(readAssemblyFile(folder, join(folder, MANIFEST)), isMarked(folder)) !== undefined;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

// The CDK writes an empty file of this name.
function isMarked(folder: string): boolean {
  return statSync(join(folder, 'cdk.out'), { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * Reads the brokers of all stacks in all stages. Nested stacks follow their parent stack.
 * Each template is a separate source. A nested template is a source once for each use.
 */
export async function* readCloudAssembly(
  folder: string,
  options: CloudAssemblyOptions,
): AsyncGenerator<SourceFindings> {
  yield* readAssembly(folder, { root: folder, seen: new Set(), options });
}

interface Walk {
  readonly root: string;
  /** The folders that were already read. */
  readonly seen: Set<string>;
  readonly options: CloudAssemblyOptions;
}

async function* readAssembly(folder: string, walk: Walk): AsyncGenerator<SourceFindings> {
  const source = join(folder, MANIFEST);
  const { root, seen, options } = walk;
  try {
    const manifest = parseManifest(readAssemblyFile(root, source), true);
    if (!manifest) throw new InputError('is not the manifest of a cloud assembly.');
    const real = realpathSync(folder);
    if (seen.has(real)) return;
    seen.add(real);
    if (Array.isArray(manifest.missing) && manifest.missing.length > 0) yield failure(source, MISSING_CONTEXT);
    const artifacts = Object.values(readObject(manifest.artifacts)).filter(isObject);
    const assets = readAssetNames(root, folder, artifacts);
    for (const artifact of artifacts) yield* readArtifact(artifact, { root, folder, assets, options }, walk);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    yield failure(source, error.message);
  }
}

async function* readArtifact(artifact: JsonObject, assembly: Assembly, walk: Walk): AsyncGenerator<SourceFindings> {
  const properties = readObject(artifact.properties);
  try {
    if (artifact.type === 'aws:cloudformation:stack') {
      yield* readStack(properties, identityOf(artifact.environment), assembly);
    } else if (artifact.type === 'cdk:cloud-assembly') {
      yield* readAssembly(join(assembly.folder, nameOf(properties, 'directoryName')), walk);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    yield failure(join(assembly.folder, MANIFEST), error.message);
  }
}

const MISSING_CONTEXT = 'lacks context values from AWS. Run cdk synth with credentials of the account.';

interface Assembly {
  readonly root: string;
  readonly folder: string;
  readonly assets: ReadonlyMap<string, string>;
  readonly options: CloudAssemblyOptions;
}

async function* readStack(
  properties: JsonObject,
  identity: BrokerIdentity,
  assembly: Assembly,
): AsyncGenerator<SourceFindings> {
  const path = join(assembly.folder, nameOf(properties, 'templateFile'));
  const given = givenByUser({ ...readObject(properties.parameters), ...assembly.options.valuesFor(path) });
  yield* readTemplateFile(
    path,
    { given, prefix: '', identity, wanted: assembly.options.wanted },
    {
      root: assembly.root,
      pathOf: (stack) => pathOf(stack, assembly),
      onTemplate: (template) => {
        for (const name of parameterNames(template)) assembly.options.onParameter(name, path);
      },
    },
  );
}

// The URL names the template that is deployed. The metadata may be stale, and counts only if the URL names none.
function pathOf({ assetPath, url }: NestedStack, { folder, assets }: Assembly): string | undefined {
  const path = url === undefined ? assetPath : assets.get(url.slice(url.lastIndexOf('/') + 1));
  return path === undefined ? undefined : join(folder, path);
}

function failure(source: string, problem: string): SourceFindings {
  return { source, readings: [], problems: [problem], notices: [] };
}

function nameOf(properties: JsonObject, member: string): string {
  const name = properties[member];
  if (typeof name !== 'string' || name === '')
    throw new InputError(`has an artifact whose ${member} is ${quote(name)}.`);
  return name;
}

/** The account and region in `aws://account/region`, if they are known. */
function identityOf(environment: unknown): BrokerIdentity {
  const { accountId, region } =
    /^aws:\/\/(?<accountId>[^/]+)\/(?<region>[^/]+)$/.exec(String(environment))?.groups ?? {};
  return {
    accountId: accountId === 'unknown-account' ? undefined : accountId,
    region: region === 'unknown-region' ? undefined : region,
  };
}
