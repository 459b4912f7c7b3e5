import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { schemaUrl } from '../../../../checks/guide.ts';
import { openEvidence } from '../../../../cli/organization-report/evidence/evidence.ts';
import { hashFiles } from '../../../../cli/organization-report/evidence/inputs.ts';
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

it('has the hashes of the previous report and of those in the history', async () => {
  const [previous, older] = [input('february.json', 'abc'), input('january.json', '')];
  const evidence = openEvidence(evidenceFolder(), await hashFiles([previous, older]));
  await evidence.finish(report, DOCUMENTS, { previous, history: [older, previous] });
  const [sha256, ofNothing] = [
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ];
  expect(readManifest(evidenceFolder())).toMatchObject({
    previous: { path: previous, bytes: 3, sha256 },
    history: [
      { path: older, bytes: 0, sha256: ofNothing },
      { path: previous, bytes: 3, sha256 },
    ],
  });
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
  async function keep(path: string, isCopied: boolean) {
    const evidence = openEvidence(evidenceFolder(), await hashFiles([path]));
    await evidence.addInput(path, isCopied);
    await evidence.finish(report, DOCUMENTS);
    return readManifest(evidenceFolder()).inputs[0];
  }

  it('that can have no secrets is copied byte by byte', async () => {
    const text = '{"type":"rabbitmq-conformance-report"}';
    const kept = await keep(input('march report.json', text), true);
    expect(kept).toMatchObject({ copy: 'inputs/001-march-report.json', bytes: 38 });
    expect(readFileSync(join(evidenceFolder(), 'inputs/001-march-report.json'), 'utf8')).toBe(text);
    expect(verify(evidenceFolder())).toContain('inputs/001-march-report.json: OK');
  });

  it('is copied, however long its name is', async () => {
    expect(await keep(input(`${'a'.repeat(250)}.json`, ''), true)).toHaveProperty(
      'copy',
      `inputs/001-${'a'.repeat(95)}.json`,
    );
  });

  it('of any other kind is not copied, and has its hash', async () => {
    const content = '{"users":[{"password":"MindTheGap"}]}';
    expect(await keep(input('plan.json', content), false)).toEqual({
      path: join(folder(), 'plan.json'),
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      reason: expect.stringContaining('only its hash is kept'),
    });
    expect(contentOf(evidenceFolder())).not.toContain('MindTheGap');
  });

  it('that is a folder is named', async () => {
    expect(await keep(folder(), true)).toEqual({
      path: folder(),
      reason: 'A folder is not kept: name its files.',
    });
  });

  it('on standard input has the hash of what was read', async () => {
    const evidence = openEvidence(evidenceFolder());
    const read = [];
    for await (const part of evidence.through(Readable.from([Buffer.from('a'), 'bc']))) read.push(String(part));
    await evidence.addInput('-', false);
    await evidence.finish(report, DOCUMENTS);
    expect(read).toEqual(['a', 'bc']);
    expect(readManifest(evidenceFolder()).inputs[0]).toEqual({
      path: '-',
      bytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      reason: 'Standard input is not copied: name a file.',
    });
  });

  it.each([
    ['that is copied', true],
    ['that is only hashed', false],
  ])('%s cannot change while it is read', async (_, isCopied) => {
    const path = input('inventory.ndjson', 'before');
    const evidence = openEvidence(evidenceFolder(), await hashFiles([path]));
    writeFileSync(path, 'after');
    await expect(evidence.addInput(path, isCopied)).rejects.toThrow('changed while it was read.');
    evidence.discard();
  });
});

it('does not vouch for an earlier report that changed while it was read', async () => {
  const previous = input('february.json', 'before');
  const evidence = openEvidence(evidenceFolder(), await hashFiles([previous]));
  writeFileSync(previous, 'after');
  await expect(evidence.finish(report, DOCUMENTS, { previous })).rejects.toThrow('changed while it was read.');
  expect(readdirSync(folder())).toEqual(['february.json']);
});

it('refuses what has no bytes that can be read again', async () => {
  await expect(hashFiles(['/dev/null'])).rejects.toThrow('is no file, so evidence cannot keep its hash.');
});
