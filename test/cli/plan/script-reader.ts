import { execFileSync } from 'node:child_process';

/** What a script asks for in its environment. */
export const GIVEN = {
  SUBNET_IDS: 'subnet-0ccccccccccccccc1,subnet-0ccccccccccccccc2,subnet-0ccccccccccccccc3',
  CLIENT_SOURCES: 'sg-0eeeeeeeeeeeeeee1,pl-0fffffffffffffff1,10.1.0.0/16',
  ADMINISTRATOR_SOURCES: '2001:db8::/32',
  AWS_DEFAULT_REGION: 'eu-west-1',
} as const;

// Prints what the AWS CLI was called with, and answers with a word that tells the operation, or with a zone for each subnet.
const STUB = `
exec 3>&1
aws() {
  cat >/dev/null
  printf '%s\\0' "$@" >&3
  printf '\\n\\0' >&3
  if [[ $2 == describe-subnets ]]; then
    shift 3
    while [[ $1 != --* ]]; do printf 'zone of %s\\tvpc-0ddddddddddddddd1\\n' "$1"; shift; done
  else
    printf 'output of %s' "$2"
  fi
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
