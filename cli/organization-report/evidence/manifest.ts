import { createHash } from 'node:crypto';
import process from 'node:process';
import { printableJson } from '../../text/printable.ts';
import type { OrganizationReport } from '../report.ts';
import type { Answers } from './answers.ts';
import type { KeptFile } from './folder.ts';
import type { Digest, KeptInput } from './inputs.ts';

/**
 * What a folder of evidence has: `manifest.json`, whose members are a contract (schemas/evidence.schema.json). Members
 * may be added; a change of those that are here raises the version. Times are ISO 8601 in UTC. What is not known is left
 * out.
 */
export interface EvidenceManifest extends Pick<OrganizationReport, 'createdAt' | 'source'> {
  readonly type: typeof EVIDENCE_TYPE;
  readonly version: typeof EVIDENCE_VERSION;
  readonly tool: OrganizationReport['tool'] & { readonly node: string };
  /** The checks, each with the SHA-256 of its entry in report.json as compact JSON: it changes with the definition. */
  readonly checks: readonly { readonly id: string; readonly sha256: string }[];
  readonly caller?: Answers['caller'];
  readonly readings: Answers['readings'];
  readonly inputs: readonly KeptInput[];
  /** The report with which this one was compared. */
  readonly previous?: EarlierReport | undefined;
  /** The earlier reports of its history, the oldest first. */
  readonly history: readonly EarlierReport[];
  /** All files but this one and SHA256SUMS, by path. */
  readonly files: readonly KeptFile[];
}

/** An earlier report. */
export interface EarlierReport extends Digest {
  /** As it was named. */
  readonly path: string;
}

export const EVIDENCE_TYPE = 'rabbitmq-conformance-evidence';
const EVIDENCE_VERSION = 1;

/** What the folder has, as its `manifest.json`. */
export function renderManifest(
  { createdAt, source, tool, checks }: OrganizationReport,
  { caller, readings }: Answers,
  rest: Pick<EvidenceManifest, 'inputs' | 'previous' | 'history' | 'files'>,
): string {
  const manifest: EvidenceManifest = {
    type: EVIDENCE_TYPE,
    version: EVIDENCE_VERSION,
    createdAt,
    tool: { ...tool, node: process.version },
    checks: checks.map((check) => ({ id: check.id, sha256: sha256(JSON.stringify(check)) })),
    source,
    caller,
    readings,
    inputs: rest.inputs,
    previous: rest.previous,
    history: rest.history,
    files: rest.files,
  };
  return `${printableJson(JSON.stringify(manifest, undefined, 2))}\n`;
}

/** The hashes of files, as `sha256sum --check` reads them. */
export function renderSums(files: readonly KeptFile[]): string {
  return files.map(({ path, sha256: hash }) => `${hash}  ${path}\n`).join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
