import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { EvidenceManifest } from '../../../../cli/organization-report/evidence/manifest.ts';
import type { RawAnswer } from '../../../../cli/organization-report/raw-answer.ts';

export const SCHEMA = JSON.parse(readFileSync('schemas/evidence.schema.json', 'utf8'));

const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true });
addFormats.default(ajv);
const isValid = ajv.compile(SCHEMA);

/** A folder for the tests of a file, deleted after them. */
export function useFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

/** The files under a folder, by path, sorted. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}

/** All that the files under a folder have, for a search. */
export function contentOf(folder: string): string {
  return filesIn(folder)
    .map((path) => readFileSync(join(folder, path), 'latin1'))
    .join('\n');
}

/** The manifest of a folder. @throws Error if it is not as its schema wants it */
export function readManifest(folder: string): EvidenceManifest {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  if (!isValid(manifest)) throw new Error(ajv.errorsText(isValid.errors, { separator: '\n' }));
  return manifest as EvidenceManifest;
}

/** What `sha256sum --check` says of a folder: a line for each file. @throws Error if one differs */
export function verify(folder: string): readonly string[] {
  return execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  })
    .trimEnd()
    .split('\n');
}

/** An answer of AWS Config. */
export function answerOf(change: Partial<RawAnswer> = {}): RawAnswer {
  return {
    at: '2026-03-02T09:29:00.000Z',
    service: 'Config Service',
    operation: 'DescribeAggregateComplianceByConfigRules',
    region: 'eu-west-1',
    input: { ConfigurationAggregatorName: 'all' },
    output: { AggregateComplianceByConfigRules: [] },
    ...change,
  };
}
