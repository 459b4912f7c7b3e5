import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Argument, Option } from 'commander';
import { quote } from 'shlex';
import { docsUrl } from '../../checks/guide.ts';
import type { CiSystem } from '../configuration/ci-jobs.ts';
import { CI_SYSTEMS, defaultBranch, findCiSystems, readCiJob } from '../configuration/ci-jobs.ts';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import { configurationIn } from '../configuration/find.ts';
import type { Generators } from '../configuration/generators.ts';
import { findGenerators, hintsOn } from '../configuration/generators.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { CONFIGURATION_FILE } from '../sources/input/folder.ts';
import { count } from '../text/count.ts';
import { printable } from '../text/printable.ts';
import type { DefineCommand } from './define-command.ts';

interface InitOptions {
  readonly ci?: CiSystem | 'none';
}

/** Defines the command `init`. */
export const defineInit: DefineCommand = (command, io, finish) => {
  const systems = Object.keys(CI_SYSTEMS);
  command
    .description(`Writes ${CONFIGURATION_FILE} and a job for the CI system of the repository. Overwrites nothing.`)
    .addArgument(new Argument('[folder]', 'the root of the repository').default('.', 'the working folder'))
    .addOption(
      new Option('--ci <system>', 'the CI system (default: the one that is found)').choices([...systems, 'none']),
    )
    .action(async (folder: string, options: InitOptions) => finish(await initialise(folder, options, io)));
};

async function initialise(folder: string, { ci }: InitOptions, { stdout, stderr }: CommandLine): Promise<number> {
  const say = (text: string) => stdout.write(`${printable(text)}\n`);
  try {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new ConfigurationError([`${folder}: is not a folder. Name the root of the repository.`]);
    }
    await writeConfiguration(folder, say);
    const systems = ci === undefined ? findCiSystems(folder) : ci === 'none' ? [] : [ci];
    const generators = findGenerators(folder);
    const isNew = systems.map((system) => writeJob(folder, system, generators, stdout)).includes(true);
    if (isNew) {
      say(
        `In the job, replace OWNER with the GitHub organization whose copy of this project you trust: ${docsUrl('ci')}`,
      );
      for (const hint of hintsOn(generators)) say(hint);
    }
    if (systems.length === 0 && ci !== 'none') {
      say(`No CI system was found. For a job, add --ci github or --ci gitlab. For others, see ${docsUrl('ci')}`);
    }
    say(`Next: rabbitmq-conformance evaluate ${quote(folder)}`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const fault of error.faults) stderr.write(`rabbitmq-conformance: ${printable(fault)}\n`);
    return EXIT.unusable;
  }
}

async function writeConfiguration(folder: string, say: (text: string) => unknown): Promise<void> {
  const path = join(folder, CONFIGURATION_FILE);
  // Also refuses a file that has the wrong name.
  if (configurationIn(folder) !== undefined) {
    say(`${path} exists, kept.`);
    return;
  }
  const { findParameterFiles } = await import('../configuration/find-parameter-files.ts');
  const { makeNewFile } = await import('../configuration/new-file.ts');
  const found = await findParameterFiles(folder);
  const { text, notes } = makeNewFile(found);
  write(path, text);
  say(`Wrote ${path}.${found.length > 0 ? ` It names ${count(found.length, 'parameter file')}.` : ''}`);
  for (const note of notes) say(note);
}

/** @returns whether there was none */
function writeJob(folder: string, system: CiSystem, { cdk }: Generators, stdout: CommandLine['stdout']): boolean {
  const path = join(folder, CI_SYSTEMS[system].path);
  const say = (text: string) => stdout.write(`${printable(text)}\n`);
  const job = readCiJob(system, { branch: defaultBranch(folder), apps: cdk });
  const isThere = existsSync(path);
  if (isThere && (system !== 'gitlab' || /^rabbitmq-conformance:/m.test(readFileSync(path, 'utf8')))) {
    say(`${path} exists, kept.`);
    return false;
  }
  if (isThere) {
    say(`${path} exists, kept. Add this job to it:`);
    stdout.write(`\n${job}\n`);
  } else {
    write(path, job);
    say(`Wrote ${path}.`);
  }
  return true;
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw new ConfigurationError([`${path}: cannot be written: ${(error as NodeJS.ErrnoException).message}.`], {
      cause: error,
    });
  }
}
