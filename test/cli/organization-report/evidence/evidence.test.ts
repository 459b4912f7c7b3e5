import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { schemaUrl } from '../../../../checks/guide.ts';
import { openEvidence } from '../../../../cli/organization-report/evidence/evidence.ts';
import { REPORT_TIME, reportOfSize } from '../../../support/organization-report.ts';
import { answerOf, contentOf, filesIn, readManifest, SCHEMA, useFolder, verify } from './support.ts';

const folder = useFolder();
const evidenceFolder = () => join(folder(), 'evidence');
const report = reportOfSize({ brokers: 3 });
const DOCUMENTS = [
  { name: 'report.json', text: `${JSON.stringify(report, undefined, 2)}\n` },
  { name: 'report.html', text: '<!doctype html>' },
];

/** Writes a file next to the evidence. @returns its path */
function input(name: string, content: string | Uint8Array): string {
  const path = join(folder(), name);
  writeFileSync(path, content);
  return path;
}

it('has the report, the answers and the manifest, which the schema and sha256sum accept', async () => {
  const evidence = openEvidence(evidenceFolder());
  evidence.record(answerOf());
  evidence.record(answerOf({ operation: 'GetAggregateComplianceDetailsByConfigRule' }));
  await evidence.finish(report, DOCUMENTS);

  const files = [
    'SHA256SUMS',
    'answers/config-service/describe-aggregate-compliance-by-config-rules.ndjson',
    'answers/config-service/get-aggregate-compliance-details-by-config-rule.ndjson',
    'manifest.json',
    'report.html',
    'report.json',
  ];
  expect(filesIn(evidenceFolder())).toEqual(files);
  expect(verify(evidenceFolder())).toEqual(files.slice(1).map((path) => `${path}: OK`));
  const manifest = readManifest(evidenceFolder());
  expect(manifest.files.map(({ path }) => path)).toEqual(files.filter((path) => !/^SHA|^manifest/.test(path)));
  expect(manifest).toMatchObject({
    createdAt: REPORT_TIME.toISOString(),
    tool: { name: 'rabbitmq-conformance', version: '0.1.0', node: process.version },
    source: { kind: 'aggregator', aggregator: { name: 'rabbitmq-conformance' } },
  });
  expect(readdirSync(folder())).toEqual(['evidence']);
});

it('is named as its schema is published', () => {
  expect(SCHEMA.$id).toBe(schemaUrl('evidence'));
});

it('has the hash of each definition of a check, which the report gives again', async () => {
  await openEvidence(evidenceFolder()).finish(report, DOCUMENTS);
  const { checks } = JSON.parse(readFileSync(join(evidenceFolder(), 'report.json'), 'utf8'));
  const hashes = checks.map((check: unknown) => createHash('sha256').update(JSON.stringify(check)).digest('hex'));
  expect(readManifest(evidenceFolder()).checks.map(({ sha256 }) => sha256)).toEqual(hashes);
});

it('is the same for the same report and answers', async () => {
  const sums = [];
  for (const name of ['one', 'two']) {
    const evidence = openEvidence(join(folder(), name));
    evidence.record(answerOf());
    await evidence.finish(report, DOCUMENTS);
    sums.push(readFileSync(join(folder(), name, 'SHA256SUMS'), 'utf8'));
  }
  expect(sums[0]).toBe(sums[1]);
});

it('shows that a file was changed', async () => {
  await openEvidence(evidenceFolder()).finish(report, DOCUMENTS);
  appendFileSync(join(evidenceFolder(), 'report.json'), ' ');
  expect(() => verify(evidenceFolder())).toThrow('did NOT match');
});

it('has the hash of the previous report', async () => {
  const previous = input('february.json', 'abc');
  await openEvidence(evidenceFolder()).finish(report, DOCUMENTS, { previous });
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(readManifest(evidenceFolder()).previous).toEqual({ path: previous, bytes: 3, sha256 });
});

it('is readable by its owner only', async () => {
  const evidence = openEvidence(evidenceFolder());
  evidence.record(answerOf());
  await evidence.finish(report, DOCUMENTS);
  const modes = new Set(filesIn(evidenceFolder()).map((path) => statSync(join(evidenceFolder(), path)).mode & 0o777));
  expect([...modes]).toEqual([0o600]);
  expect(statSync(evidenceFolder()).mode & 0o777).toBe(0o700);
  expect(statSync(join(evidenceFolder(), 'answers/config-service')).mode & 0o777).toBe(0o700);
});

describe('the folder', () => {
  it.each([
    ['an empty folder', (path: string) => mkdirSync(path)],
    [
      'a link to an empty folder',
      (path: string) => {
        mkdirSync(`${path}-target`);
        symlinkSync(`${path}-target`, path);
      },
    ],
    ['a folder in one that is not there', () => undefined, 'new/deep/evidence'],
  ])('may be %s', async (_, prepare, name = 'evidence') => {
    const path = join(folder(), name);
    prepare(path);
    await openEvidence(path).finish(report, DOCUMENTS);
    expect(filesIn(path)).toContain('manifest.json');
  });

  it.each([
    ['a folder with a file', (path: string) => mkdirSync(join(path, 'old'), { recursive: true }), 'is not empty.'],
    ['a file', (path: string) => writeFileSync(path, ''), 'is a file.'],
  ])('is not %s', (_, prepare, problem) => {
    prepare(evidenceFolder());
    expect(() => openEvidence(evidenceFolder())).toThrow(problem);
    expect(readdirSync(folder())).toEqual(['evidence']);
  });

  it('is not there before it is whole, and not at all if there is no report', () => {
    const evidence = openEvidence(evidenceFolder());
    evidence.record(answerOf());
    expect(readdirSync(folder())).toEqual([expect.stringMatching(/^evidence\.\d+\.unfinished$/)]);
    evidence.discard();
    expect(readdirSync(folder())).toEqual([]);
  });

  it('is not there if its last file cannot be written', async () => {
    const previous = join(folder(), 'missing.json');
    await expect(openEvidence(evidenceFolder()).finish(report, DOCUMENTS, { previous })).rejects.toThrow('ENOENT');
    expect(readdirSync(folder())).toEqual([]);
  });

  it('stays as it is if somebody else fills it meanwhile', async () => {
    mkdirSync(evidenceFolder());
    const evidence = openEvidence(evidenceFolder());
    writeFileSync(join(evidenceFolder(), 'theirs'), '');
    await expect(evidence.finish(report, DOCUMENTS)).rejects.toThrow('ENOTEMPTY');
    expect(readdirSync(folder(), { recursive: true })).toEqual(['evidence', 'evidence/theirs']);
  });
});

describe('an input', () => {
  it('is copied byte by byte', async () => {
    const text = '{"type":"rabbitmq-conformance-report"}';
    const evidence = openEvidence(evidenceFolder());
    await evidence.addInput(input('march report.json', text));
    await evidence.finish(report, DOCUMENTS);
    expect(readFileSync(join(evidenceFolder(), 'inputs/001-march-report.json'), 'utf8')).toBe(text);
    expect(readManifest(evidenceFolder()).inputs[0]).toMatchObject({ copy: 'inputs/001-march-report.json', bytes: 38 });
    expect(verify(evidenceFolder())).toContain('inputs/001-march-report.json: OK');
  });

  const PLAN = '{"users":[{"password":"MindTheGap"}]}';
  it.each([
    ['a Terraform plan', 'plan.json', PLAN],
    ['a compressed file', 'snapshot.json.gz', gzipSync(PLAN)],
    ['a file in UTF-16', 'plan.json', Buffer.from(PLAN, 'utf16le')],
    ['a template', 'template.yaml', 'Users:\n  - Username: admin\n    Password: MindTheGap\n'],
    ['Terraform configuration', 'main.tf', 'user {\n  password = "MindTheGap"\n}\n'],
    ['a file that has JSON in a text', 'item.json', JSON.stringify({ configuration: PLAN })],
    ['a large file, between two parts', 'large.json', `${' '.repeat(65_532)}${PLAN.slice(11)}`],
    ['a file with an access key', 'notes.txt', 'MindTheGap AKIAIOSFODNN7EXAMPLE'],
  ])('is not copied where it may have secrets: %s', async (_, name, content) => {
    const evidence = openEvidence(evidenceFolder());
    await evidence.addInput(input(name, content));
    await evidence.finish(report, DOCUMENTS);
    expect(readManifest(evidenceFolder()).inputs).toEqual([
      {
        path: join(folder(), name),
        bytes: Buffer.from(content).length,
        sha256: createHash('sha256').update(content).digest('hex'),
        reason: expect.stringContaining('only its hash is kept'),
      },
    ]);
    expect(contentOf(evidenceFolder())).not.toContain('MindTheGap');
  });

  it.each([
    ['a JSON report, which explains what passwords are for', DOCUMENTS[0]?.text ?? ''],
    ['a broker as the AWS CLI shows it', '{"BrokerId":"b-1","Users":[{"Username":"admin"}],"NextToken":"abc"}'],
  ])('is copied: %s', async (_, content) => {
    const evidence = openEvidence(evidenceFolder());
    await evidence.addInput(input('input.json', content));
    await evidence.finish(report, DOCUMENTS);
    expect(readManifest(evidenceFolder()).inputs[0]).toHaveProperty('copy');
  });

  it('is named if it cannot be copied: standard input, a folder', async () => {
    const evidence = openEvidence(evidenceFolder());
    await evidence.addInput('-');
    await evidence.addInput(folder());
    await evidence.finish(report, DOCUMENTS);
    const [stdin, other] = readManifest(evidenceFolder()).inputs;
    expect(stdin).toEqual({ path: '-', reason: 'Standard input is not kept: name a file.' });
    expect(other).toEqual({ path: folder(), reason: 'A folder is not kept: name its files.' });
  });
});
