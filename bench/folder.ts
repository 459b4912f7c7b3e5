import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { broker, cliAnswer } from '../test/cli/forms.ts';
import type { Builds } from './builds.ts';
import { checkPassed } from './evaluated.ts';
import { growthRows } from './growth.ts';
import { inputRows } from './input-rows.ts';
import { interleave, once, withBoth } from './interleave.ts';
import { runMeasured } from './processes.ts';
import type { Row } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROUNDS = 3;
const FILES = 6_000;
const FEW = 10_000;
const TIMES = 10;
/** One in this many files has a broker: in a checkout, and where it is measured how time grows. */
const BROKER_EVERY = 1_000;
const BROKER_EVERY_FEW = 10;
const FILES_IN_A_FOLDER = 100;

const READ_ALL = join(import.meta.dirname, 'read-all.cjs');

/**
 * Measures `evaluate` for a folder of 6,000 files, of 190 MB, compared with reading each of them.
 * @throws Error if it did not evaluate every broker, or if one failed
 */
export function measureFolder(builds: Builds): Promise<readonly Row[]> {
  return inTemporaryFolder(async (folder) => {
    const bytes = writeFiles(folder, FILES, BROKER_EVERY, 1);
    const runs = await interleave(ROUNDS, {
      ...withBoth(builds, ({ cli }) => evaluate(cli, folder, FILES / BROKER_EVERY)),
      read: () => runMeasured([READ_ALL, folder]),
    });
    const name = `${folderOf(FILES)}, ${Math.round(bytes / 1e6)} MB`;
    return inputRows(name, runs, { other: runs.read, reference: 'readFileSync of each' });
  });
}

/**
 * Measures `evaluate` for a folder of 100,000 small files, one in ten a broker, which take 600 MB on a disk, compared with one of a tenth.
 * @throws Error if it did not evaluate every broker, or if one failed
 */
export async function measureFolderGrowth(builds: Builds): Promise<readonly Row[]> {
  const small = (files: number, folder: string) => writeFiles(folder, files, BROKER_EVERY_FEW, 1 / 16);
  const few = await inTemporaryFolder((folder) => {
    small(FEW, folder);
    return interleave(
      2,
      withBoth(builds, ({ cli }) => evaluate(cli, folder, FEW / BROKER_EVERY_FEW)),
    );
  });
  const files = TIMES * FEW;
  const many = await inTemporaryFolder((folder) => {
    small(files, folder);
    return once(withBoth(builds, ({ cli }) => evaluate(cli, folder, files / BROKER_EVERY_FEW)));
  });
  return growthRows({ name: folderOf(FEW), runs: few }, { name: folderOf(files), runs: many }, TIMES);
}

function folderOf(files: number): string {
  return `a folder of ${files} files`;
}

async function evaluate(cli: string, folder: string, brokers: number) {
  return checkPassed(await runMeasured([cli, 'evaluate', folder]), brokers);
}

type Kind = readonly [extension: string, bytes: number, write: (bytes: number, number: number) => string | Uint8Array];

const WORDS = 'const total = items.filter(({ price }) => price > 0).reduce((sum, { price }) => sum + price, 0);\n';
const SOURCE = WORDS.repeat(400);
const BINARY = Uint8Array.from({ length: 2 ** 18 }, (_, index) => (index * index * 31 + index * 7) % 251);
const JSON_ENTRY = {
  id: 'c3ab8ff13720e8ad',
  name: 'An entry of a list',
  tags: ['one', 'two'],
  price: 12.5,
  active: true,
};
const YAML_ENTRY = `- name: web
  image: "registry.example.com/web:1.2.3" # by digest later
  env:
    - { name: LOG_LEVEL, value: info }
  resources: { limits: { cpu: 500m, memory: 256Mi } }
`;

/** What is in a checkout, of ten files each. */
const KINDS: readonly Kind[] = [
  ...Array<Kind>(6).fill(['ts', 20_000, (bytes, number) => SOURCE.slice(number % 97, (number % 97) + bytes)]),
  ...Array<Kind>(2).fill(['json', 30_000, (bytes, number) => JSON.stringify(entries(JSON_ENTRY, bytes, number))]),
  ['yaml', 10_000, (bytes, number) => `kind: Deployment\nnumber: ${number}\ncontainers:\n${repeat(YAML_ENTRY, bytes)}`],
  ['png', 130_000, (bytes, number) => BINARY.subarray(number % 997, (number % 997) + bytes)],
];

/** Writes files of which some are brokers that pass. @returns how many bytes they have */
function writeFiles(folder: string, files: number, brokerEvery: number, scale: number): number {
  let total = 0;
  for (let number = 0; number < files; number += 1) {
    const inner = join(folder, `folder-${Math.floor(number / FILES_IN_A_FOLDER)}`);
    if (number % FILES_IN_A_FOLDER === 0) mkdirSync(inner);
    const [extension, bytes, write] = KINDS[number % KINDS.length] ?? ['txt', 0, () => ''];
    const isBroker = number % brokerEvery === 0;
    const content = isBroker
      ? JSON.stringify(cliAnswer(broker({ name: `broker-${number}` })))
      : write(Math.round(bytes * scale), number);
    writeFileSync(join(inner, `file-${number}.${isBroker ? 'json' : extension}`), content);
    total += content.length;
  }
  return total;
}

function entries(entry: object, bytes: number, number: number): object {
  return { number, entries: Array(Math.ceil(bytes / JSON.stringify(entry).length)).fill(entry) };
}

function repeat(text: string, bytes: number): string {
  return text.repeat(Math.ceil(bytes / text.length));
}
