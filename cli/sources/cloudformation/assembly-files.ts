import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { isObject, quote, readObject } from '../../../checks/json.ts';
import { explain } from '../input/bytes.ts';
import { InputError } from '../input/input-error.ts';

type JsonObject = Readonly<Record<string, unknown>>;

// Manifests of large apps have some megabytes, templates at most one.
const MAX_BYTES = 64 * 2 ** 20;

/**
 * The text of a file of a cloud assembly.
 * @param root the folder of the assembly, which its files do not leave
 * @param path the path of the file
 * @throws InputError
 */
export function readAssemblyFile(root: string, path: string): string {
  try {
    if (!isInside(realpathSync(root), realpathSync(path))) throw new InputError(OUTSIDE);
    const stat = statSync(path);
    if (!stat.isFile()) throw new InputError('is no file.');
    if (stat.size > MAX_BYTES) throw new InputError(`is too large: at most ${MAX_BYTES} bytes are read.`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`cannot be read: ${explain(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

const OUTSIDE =
  'is outside of the folder of the cloud assembly or template. Expected a file below it: evaluate the folder that has both.';

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}

/**
 * The value of a `manifest.json`, or `undefined` if the text is none of a cloud assembly. Others have such files too.
 * @param isMarked there is what only a cloud assembly has, so that it may be an empty one
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

/** The files that are uploaded as assets, by the name that they get, of all asset manifests in a folder. */
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
        if (typeof path === 'string' && typeof objectKey === 'string') names.set(objectKey, path);
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
