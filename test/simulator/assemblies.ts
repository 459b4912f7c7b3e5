import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeAssembly } from '../support/synthesize.ts';
import { findTemplateAsset } from './template-assets.ts';

/** A template, as far as tests change it. */
export type Template = {
  Resources: Record<string, { Type: string; Properties: Record<string, never>; DependsOn?: unknown }>;
};

/** Copies the cloud assembly of settings into a folder. @param patch changes its templates, those in StackSets too */
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

const assemblies = new Map<string, string>();

afterAll(() => {
  for (const folder of assemblies.values()) rmSync(folder, { recursive: true });
});

/** Synthesizes settings once in a test file. */
function assemblyOf(settings: Readonly<Record<string, unknown>>): string {
  const key = JSON.stringify(settings);
  const known = assemblies.get(key);
  if (known !== undefined) return known;
  const folder = synthesizeAssembly(settings, mkdtempSync(join(tmpdir(), 'simulator-test-cdk-')));
  assemblies.set(key, folder);
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
