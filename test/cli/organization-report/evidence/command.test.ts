import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMINISTRATOR } from '../../../simulator/support.ts';
import { run } from '../../support.ts';
import { ACCESS_ROLE, AGGREGATOR, ALL_KINDS, HERE, THERE, withReportWorld } from '../aggregator/support.ts';
import { validReport } from '../report-schema.ts';
import { contentOf, filesIn, readManifest, useFolder, verify } from './support.ts';

const folder = useFolder();
const evidence = () => join(folder(), 'evidence');
const read = (path: string) => readFileSync(join(evidence(), path), 'utf8');
const INVENTORY = 'examples/inventory.ndjson';

function write(name: string, text: string): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}

async function reportOf(...args: readonly string[]) {
  return run(['report', ...args, '--evidence', evidence()], { now: new Date('2026-03-02T09:30:00Z') });
}

describe('a report of files', () => {
  it('has its evidence, and the exit status of the report', async () => {
    const { status, stderr } = await reportOf(INVENTORY);
    expect(status).toBe(1);
    expect(stderr).toContain(`Evidence: ${evidence()}\n`);
    expect(filesIn(evidence())).toEqual([
      ...['SHA256SUMS', 'inputs/001-inventory.ndjson', 'manifest.json', 'report.csv', 'report.html', 'report.json'],
    ]);
    expect(verify(evidence())).toHaveLength(5);
    expect(readManifest(evidence()).source).toEqual({ kind: 'files', paths: [INVENTORY] });
    expect(read('inputs/001-inventory.ndjson')).toBe(readFileSync(INVENTORY, 'utf8'));
    expect(validReport(read('report.json')).brokers).toHaveLength(7);
    expect(read('report.html')).toMatch(/^<!doctype html>/i);
  });

  it('has the exemptions in its evidence too', async () => {
    const exemptions = write('exemptions.yaml', '[]\n');
    await reportOf(INVENTORY, '--exemptions', exemptions);
    expect(read('inputs/002-exemptions.yaml')).toBe('[]\n');
  });

  it('has the hash of the report with which it was compared, named or the newest of the history', async () => {
    const earlier = new Date('2026-02-02T09:30:00Z');
    mkdirSync(join(folder(), 'history'));
    const previous = join(folder(), 'history/february.json');
    await run(['report', INVENTORY, '--format', 'json', '--output', previous], { now: earlier });
    const sha256 = createHash('sha256').update(readFileSync(previous)).digest('hex');
    for (const [number, options] of [
      ['--previous', previous],
      ['--history', join(folder(), 'history')],
    ].entries()) {
      const path = `${evidence()}-${number}`;
      await run(['report', INVENTORY, ...options, '--evidence', path], { now: new Date('2026-03-02T09:30:00Z') });
      const manifest = readManifest(path);
      expect(manifest.previous).toMatchObject({ path: previous, sha256 });
      expect(manifest.history).toHaveLength(number);
    }
  });

  it('copies what has no secrets by its kind: inventories of scan, and reports of this program', async () => {
    const [before, results] = [join(folder(), 'report.json'), join(folder(), 'results.json')];
    await run(['report', INVENTORY, '--format', 'json', '--output', before]);
    await run(['evaluate', INVENTORY, '--format', 'json', '--output', results]);
    const answer = write('snapshot.json', readFileSync('examples/config-item-cluster.json', 'utf8'));
    await reportOf(INVENTORY, before, results, answer);
    const { inputs } = readManifest(evidence());
    expect(inputs.map(({ copy }) => copy)).toEqual([
      'inputs/001-inventory.ndjson',
      'inputs/002-report.json',
      'inputs/003-results.json',
      undefined,
    ]);
    expect(inputs[3]).toHaveProperty('sha256');
  });

  it.each<[string, () => readonly string[], string]>([
    [
      'where a report would get into the folder through a link',
      () => {
        mkdirSync(evidence());
        symlinkSync(evidence(), join(folder(), 'link'));
        return [INVENTORY, '--format', `json=${join(folder(), 'link/extra.json')}`];
      },
      'would be in the folder of --evidence',
    ],
    [
      'where a report would get into the folder by a name with dots',
      () => {
        mkdirSync(evidence());
        return [INVENTORY, '--format', `json=${join(evidence(), '..extra.json')}`];
      },
      'would be in the folder of --evidence',
    ],
    [
      'where an earlier report is a pipe',
      () => [INVENTORY, '--previous', '/dev/null'],
      '/dev/null: is no file, so evidence cannot keep its hash.',
    ],
    [
      'where the folder is not empty',
      () => {
        mkdirSync(join(evidence(), 'old'), { recursive: true });
        return [INVENTORY];
      },
      'is not empty. Name a new or an empty folder.',
    ],
    ['where a file cannot be read', () => [join(folder(), 'missing.json')], 'missing.json'],
    ['where an earlier report cannot be used', () => [INVENTORY, '--previous', INVENTORY], 'is no report in JSON'],
    [
      'where a report would be in the folder',
      () => {
        mkdirSync(evidence());
        return [INVENTORY, '--format', `json=${join(evidence(), 'report.json')}`];
      },
      'would be in the folder of --evidence',
    ],
    ['without a name', () => [INVENTORY, '--evidence', ''], 'Expected a path.'],
  ])('writes no evidence %s', async (_, args, problem) => {
    const given = args();
    const before = readdirSync(folder(), { recursive: true });
    const { status, stderr } = await run(['report', '--evidence', evidence(), ...given]);
    expect(stderr).toContain(problem);
    expect(status).toBe(2);
    expect(readdirSync(folder(), { recursive: true })).toEqual(before);
  });

  it('says why evidence cannot be written, by the name of the folder', async () => {
    write('file', '');
    const { status, stderr } = await run(['report', INVENTORY, '--evidence', join(folder(), 'file/evidence')]);
    expect(stderr).toBe(
      `rabbitmq-conformance: ${folder()}/file/evidence: cannot be written: ENOTDIR: not a directory.\n`,
    );
    expect(status).toBe(2);
  });
});

describe('a report of an aggregator', () => {
  it('has each answer, who read, and no credentials', async () => {
    await withReportWorld({}, async (world) => {
      for (const place of [HERE, THERE]) await world.evaluate(place, ALL_KINDS);
      const { status } = await reportOf('--role-name', ACCESS_ROLE);
      expect(status).toBe(1);
    });
    const manifest = readManifest(evidence());
    expect(manifest.source).toMatchObject({ kind: 'aggregator', aggregator: { name: AGGREGATOR } });
    expect(manifest.caller?.accountId).toBe(ADMINISTRATOR);
    expect(manifest.readings.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'answers/config-service/select-aggregate-resource-config.ndjson',
        'answers/config-service/get-compliance-details-by-config-rule.ndjson',
        'answers/organizations/describe-organization.ndjson',
        'answers/sts/get-caller-identity.ndjson',
      ]),
    );
    for (const { path, answers } of manifest.readings) expect(read(path).trim().split('\n')).toHaveLength(answers);
    expect(verify(evidence())).toHaveLength(manifest.files.length + 1);
    expect(contentOf(join(evidence(), 'answers'))).not.toMatch(/SessionToken|SecretAccessKey|\bA[KS]IA/);
  });

  it('has the brokers of the answers in the report, and no other', async () => {
    await withReportWorld({}, async (world) => {
      await world.evaluate(HERE, ALL_KINDS);
      await reportOf();
    });
    const answers: readonly { output: { Results: readonly string[] } }[] = read(
      'answers/config-service/select-aggregate-resource-config.ndjson',
    )
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const items = answers.flatMap(({ output }) => output.Results.map((text) => JSON.parse(text)));
    const ids = items
      .filter(({ configuration }) => /RABBITMQ/i.test(configuration?.EngineType))
      .map(({ resourceId }) => resourceId);
    expect(
      validReport(read('report.json'))
        .brokers.map(({ id }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted());
  });

  it('leaves nothing behind where the aggregator cannot be read', async () => {
    await withReportWorld({}, async () => {
      const { status } = await reportOf('--aggregator', 'another');
      expect(status).toBe(2);
    });
    expect(readdirSync(folder())).toEqual([]);
  });
});
