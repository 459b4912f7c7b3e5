import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface FileAsset {
  readonly source: { readonly path: string };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

/** A template that is an asset of its own: where it is in the assembly, and what its key is in the bucket. */
export interface TemplateAsset {
  readonly path: string;
  readonly key: string;
}

/**
 * The template that a `TemplateURL` names, in whatever function of CloudFormation the CDK wrote it.
 * @throws Error if the assembly has no such file
 */
export function findTemplateAsset(assembly: string, url: unknown): TemplateAsset {
  const text = JSON.stringify(url);
  for (const manifest of globSync('*.assets.json', { cwd: assembly })) {
    const { files } = JSON.parse(readFileSync(join(assembly, manifest), 'utf8'));
    for (const { source, destinations } of Object.values<FileAsset>(files)) {
      const { objectKey: key } = Object.values(destinations)[0] ?? { objectKey: '' };
      if (key !== '' && text.includes(key)) return { path: join(assembly, source.path), key };
    }
  }
  throw new Error(`${assembly} has no file for the template at ${text}.`);
}
