import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../processes.ts';
import type { Skip } from '../programs.ts';

/** A program of others that does some of the same work. */
export interface Peer {
  readonly name: string;
  readonly program: string;
  readonly version: string;
}

interface Known {
  readonly name: string;
  /** What names the program, if it is not on the PATH. */
  readonly variable: string;
  readonly program: string;
  readonly versionArgs: readonly string[];
}

export const CFN_GUARD = 'cfn-guard';
export const CHECKOV = 'Checkov';
export const CUSTODIAN = 'Cloud Custodian';
export const PROWLER = 'Prowler';

const KNOWN: readonly Known[] = [
  { name: CFN_GUARD, variable: 'CFN_GUARD', program: 'cfn-guard', versionArgs: ['--version'] },
  { name: CHECKOV, variable: 'CHECKOV', program: 'checkov', versionArgs: ['--version'] },
  { name: CUSTODIAN, variable: 'CUSTODIAN', program: 'custodian', versionArgs: ['version'] },
  { name: PROWLER, variable: 'PROWLER', program: 'prowler', versionArgs: ['--version'] },
];

// Where the tests have it.
const IN_PROJECT: Readonly<Record<string, string>> = { [CHECKOV]: join('.venv', 'checkov', 'bin', 'checkov') };

/** Finds those of the peers that are installed. */
export async function findPeers(names: readonly string[], skip: Skip): Promise<readonly Peer[]> {
  const peers: Peer[] = [];
  for (const { name, variable, program: command, versionArgs } of KNOWN.filter((known) => names.includes(known.name))) {
    const inProject = IN_PROJECT[name] ?? '';
    const program = process.env[variable] ?? (existsSync(inProject) ? inProject : command);
    const version = await versionOf(program, versionArgs);
    if (version === undefined) skip(`${name}, because ${program} does not run. Install it, or set ${variable}.`);
    else peers.push({ name, program, version });
  }
  return peers;
}

async function versionOf(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { output } = await runProgram(program, args);
    return /\d+\.\d+\.\d+/.exec(output)?.[0];
  } catch {
    return undefined;
  }
}
