import { execFileSync } from 'node:child_process';

/** What a script asks for in its environment. */
export const GIVEN = {
  SUBNET_IDS: 'subnet-0ccccccccccccccc1,subnet-0ccccccccccccccc2',
  VPC_ID: 'vpc-0ddddddddddddddd1',
  CLIENT_CIDR: '10.1.0.0/16',
  ADMINISTRATOR_CIDR: '10.2.0.0/16',
  AWS_DEFAULT_REGION: 'eu-west-1',
} as const;

// Prints what the AWS CLI was called with, and answers with a word that tells the operation.
const STUB = `
exec 3>&1
aws() {
  cat >/dev/null
  printf '%s\\0' "$@" >&3
  printf '\\n\\0' >&3
  printf 'output of %s' "$2"
}
`;

const read = new Set<string>();

/** Has bash read a script, which it does not run. What it has read before it is spared. @throws Error if it cannot */
export function readInBash(script: string): void {
  if (read.has(script)) return;
  execFileSync('bash', ['-n'], { input: script });
  read.add(script);
}

/** The calls of the AWS CLI that a script makes, run in bash with a function in its place. */
export function callsOf(script: string): readonly (readonly string[])[] {
  readInBash(script);
  const output = execFileSync('bash', ['-c', `${STUB}${script}`], {
    env: { PATH: process.env.PATH, ...GIVEN },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return output
    .split('\n\0')
    .slice(0, -1)
    .map((call) => call.split('\0').slice(0, -1));
}

/** The words that follow an option. */
export function valuesOf(call: readonly string[], name: string): readonly string[] {
  const begin = call.indexOf(name);
  if (begin < 0) return [];
  const rest = call.slice(begin + 1);
  const end = rest.findIndex((word) => word.startsWith('--'));
  return end < 0 ? rest : rest.slice(0, end);
}
