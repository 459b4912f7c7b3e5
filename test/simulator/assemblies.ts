import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { makeFolder } from '../../simulator/lambda/make-folder.ts';
import { sharedByTests } from '../support/shared-by-tests.ts';
import { findTemplateAsset } from './template-assets.ts';

type Synthesize = typeof import('../support/synthesize.ts');

/** A template, as far as tests change it. */
export type Template = {
  Resources: Record<string, { Type: string; Properties: Record<string, never>; DependsOn?: unknown }>;
};

/**
 * Copies the cloud assembly of settings into a folder: to change it, or because the CDK CLI writes into it.
 * @param patch changes its templates, those in StackSets too
 */
export function copyAssembly(
  settings: Readonly<Record<string, unknown>>,
  folder: string,
  patch?: (template: Template) => void,
): string {
  const assembly = mkdtempSync(join(folder, 'cdk.out-'));
  cpSync(assemblyOf(settings), assembly, { recursive: true });
  if (patch) patchTemplates(assembly, patch);
  return assembly;
}

/**
 * The folder of the cloud assembly of settings, which all test files of a run share: it is only to be read. A file that
 * settings name must not change.
 */
export function assemblyOf(settings: Readonly<Record<string, unknown>>): string {
  const folder = join(sharedByTests('assemblies'), createHash('sha256').update(JSON.stringify(settings)).digest('hex'));
  makeFolder(folder, (part) => {
    // Not imported above: most files find what others have synthesized, and to load the CDK takes longer than to synthesize.
    const { synthesizeAssembly } = createRequire(import.meta.filename)('../support/synthesize.ts') as Synthesize;
    synthesizeAssembly(settings, part);
  });
  return folder;
}

interface StackSet {
  readonly Type: string;
  readonly Properties: { TemplateBody?: string; TemplateURL?: unknown };
}

function patchTemplates(assembly: string, patch: (template: Template) => void): void {
  for (const name of readdirSync(assembly).filter((file) => file.endsWith('.template.json'))) {
    const template = JSON.parse(readFileSync(join(assembly, name), 'utf8'));
    patch(template);
    for (const { Type, Properties } of Object.values<StackSet>(template.Resources)) {
      if (Type !== 'AWS::CloudFormation::StackSet') continue;
      const { TemplateURL, TemplateBody } = Properties;
      const path = TemplateURL === undefined ? undefined : findTemplateAsset(assembly, TemplateURL).path;
      const inner = JSON.parse(path ? readFileSync(path, 'utf8') : (TemplateBody ?? ''));
      patch(inner);
      if (path) writeFileSync(path, JSON.stringify(inner));
      else Properties.TemplateBody = JSON.stringify(inner);
    }
    writeFileSync(join(assembly, name), JSON.stringify(template));
  }
}
