import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readCloudAssembly } from '../../../../cli/sources/cloudformation/cloud-assembly.ts';
import type { ParameterValues } from '../../../../cli/sources/parameter-sets.ts';
import type { Json } from './support.ts';
import { GOOD, resultsOf, templateOf } from './support.ts';

/** The folder of a cloud assembly, a new one for each test. */
export let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The options with which all templates get the same parameters. @param names gathers what the templates declare */
export const optionsWith = (parameters: ParameterValues, names = new Set<string>()) => ({
  valuesFor: () => parameters,
  onParameter: (name: string) => void names.add(name),
});

export function read(parameters: ParameterValues = {}) {
  return Array.fromAsync(readCloudAssembly(folder, optionsWith(parameters)), ({ source, ...findings }) => ({
    source: source.slice(folder.length + 1),
    ...findings,
    verdicts: resultsOf(findings).map(({ verdict }) => verdict),
  }));
}

/** Writes files, in JSON if they are not text. */
export function write(files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

export function stackOf(templateFile: unknown): Json {
  return { type: 'aws:cloudformation:stack', properties: { templateFile } };
}

export function manifestOf(artifacts: Json, others: Json = {}): Json {
  return { version: '48.0.0', artifacts, ...others };
}

export const NESTED = {
  Type: 'AWS::CloudFormation::Stack',
  Properties: { Parameters: { Mode: { 'Fn::GetAtt': ['X', 'Y'] } } },
  Metadata: { 'aws:asset:path': 'inner.json' },
};
export const INNER = templateOf(
  { ...GOOD, DeploymentMode: { Ref: 'Mode' } },
  { Parameters: { Mode: { Type: 'String' } } },
);
export const withNested = (nested: unknown, sections: Json = {}) => ({ ...sections, Resources: { Inner: nested } });
