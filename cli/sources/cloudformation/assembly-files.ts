import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, quote, readObject } from '../../../checks/json.ts';
import { explain } from '../input/bytes.ts';
import { InputError } from '../input/input-error.ts';
import { isInside } from '../input/inside.ts';

type JsonObject = Readonly<Record<string, unknown>>;

// Manifests of large apps have some megabytes, templates have at most one.
const MAX_BYTES = 64 * 2 ** 20;

/**
 * The text of a file of a cloud assembly.
 * @param root the folder of the assembly, which must contain all its files
 * @param path the path of the file
 * @throws InputError
 */
export function readAssemblyFile(root: string, path: string): string {
  try {
    if (!isInside(realpathSync(root), realpathSync(path))) throw new InputError(OUTSIDE);
    const stat = statSync(path);
    if (!stat.isFile()) throw new InputError('is not a file.');
    if (stat.size > MAX_BYTES) throw new InputError(`is too large. The limit is ${MAX_BYTES} bytes.`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`cannot be read: ${explain(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

const OUTSIDE =
  'is outside the folder of the cloud assembly or template. Expected a file inside it. Evaluate the folder that contains both.';

/**
 * The value of a `manifest.json`, or `undefined` if it does not belong to a cloud assembly: other programs use the name
 * too.
 * @param isMarked the folder has a file that only a cloud assembly has, so the manifest may be an empty one
 */
export function parseManifest(text: string, isMarked: boolean): JsonObject | undefined {
  const manifest = parseJson(text);
  if (!isObject(manifest) || typeof manifest.version !== 'string') return undefined;
  const artifacts = Object.values(readObject(manifest.artifacts)).map(readObject);
  return isMarked || artifacts.some(({ type }) => isArtifactType(type)) ? manifest : undefined;
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.ArtifactType.html */
function isArtifactType(type: unknown): boolean {
  return typeof type === 'string' && (type.startsWith('cdk:') || type === 'aws:cloudformation:stack');
}

/** The files that all asset manifests in a folder upload as assets, by their names after the upload. */
export function readAssetNames(
  root: string,
  folder: string,
  artifacts: readonly JsonObject[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { type, properties } of artifacts) {
    const { file } = readObject(properties);
    if (type !== 'cdk:asset-manifest' || typeof file !== 'string') continue;
    const { files } = readAssetManifest(root, folder, file);
    for (const asset of Object.values(readObject(files))) {
      const { path } = readObject(readObject(asset).source);
      for (const destination of Object.values(readObject(readObject(asset).destinations))) {
        const { objectKey } = readObject(destination);
        if (typeof path === 'string') names.set(String(objectKey), path);
      }
    }
  }
  return names;
}

function readAssetManifest(root: string, folder: string, file: string): JsonObject {
  try {
    return readObject(parseJson(readAssemblyFile(root, join(folder, file))));
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(`names the asset manifest ${quote(file)}, which ${cause.message}`, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
