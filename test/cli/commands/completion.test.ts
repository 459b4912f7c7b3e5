import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { CHANGE_CHECKS } from '../../../checks/change-checks.ts';
import { CHECKS } from '../../../checks/registry.ts';
import { skipWithout } from '../../support/missing.ts';
import { run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const FORMATS = ['table', 'json', 'sarif', 'junit', 'markdown', 'csv', 'github', 'gitlab', 'ocsf'];
const IDS = CHECKS.map(({ id }) => id);
const GROUPS = ['default', 'all'];

/** `it` for what needs a shell, and is skipped without it. */
function itWith(shell: string): typeof it {
  if (spawnSync(shell, ['-c', 'true']).status === 0) return it;
  skipWithout(`${shell} is not there: apt-get install ${shell}`);
  return it.skip;
}

async function script(shell: string): Promise<string> {
  const { status, stdout, stderr } = await run(['completion', shell], { isTTY: true });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return folder.write(`completion.${shell}`, stdout);
}

/** Runs a shell in a folder with the files `my plan.json` and `template.yaml`, and the folder `cdk.out`. */
function shell(name: string, args: readonly string[]): string {
  mkdirSync(folder.path('work/cdk.out'), { recursive: true });
  folder.write('work/my plan.json', '');
  folder.write('work/template.yaml', '');
  const { status, stdout, stderr } = spawnSync(name, args, { cwd: folder.path('work'), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const COMPLETIONS: readonly [string, readonly string[], readonly string[]][] = [
  ['the beginning of a command', ['ev'], ['evaluate']],
  ['the name of an option', ['evaluate', '--fo'], ['--format']],
  ['the value of an option', ['evaluate', '--format', ''], FORMATS],
  ['the beginning of a value', ['evaluate', '--format', 'j'], ['json', 'junit']],
  ['the value of an option of another command', ['checks', '--format', ''], ['table', 'json']],
  ['a severity', ['evaluate', '--fail-on', ''], ['low', 'medium', 'high', 'none']],
  ['the id of a check', ['checks', '--checks', ''], [...GROUPS, ...IDS, ...CHANGE_CHECKS.map(({ id }) => id)]],
  ['the id of a check of brokers', ['scan', '--checks', ''], [...GROUPS, ...IDS]],
  ['a parameter of a check', ['report', '--set', 'rabbitmq-t'], ['rabbitmq-tags.requiredTags=']],
  ['an operand of which there are few', ['completion', ''], ['bash', 'zsh', 'fish']],
  ['a command without operands', ['checks', ''], []],
];

describe('bash', () => {
  /** What is offered for the last word. */
  async function complete(...words: readonly string[]): Promise<readonly string[]> {
    const source = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rabbitmq_conformance';
    const print = `((\${#COMPREPLY[@]} == 0)) || printf "%s\\n" "\${COMPREPLY[@]}"`;
    const args = ['-c', `${source}; ${print}`, 'bash', await script('bash'), 'rabbitmq-conformance', ...words];
    return shell('bash', args).split('\n').slice(0, -1);
  }

  it.each(COMPLETIONS)('completes %s', async (_, words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it.each([
    ['a value after =', ['evaluate', '--format', '=', 'js'], ['json']],
    ['a value right after =', ['evaluate', '--format', '='], FORMATS],
    ['a file', ['evaluate', 't'], ['template.yaml']],
    ['a file with a space', ['evaluate', 'my'], ['my plan.json']],
    ['a folder', ['evaluate', 'cdk'], ['cdk.out']],
    ['a file to write to', ['evaluate', 'x', '--output', 't'], ['template.yaml']],
    ['nothing for a value that can be anything', ['evaluate', '--parameters', 't'], []],
    ['nothing after a command that is none', ['inspect', ''], []],
    ['another id after a comma', ['evaluate', '--checks', `${IDS[0]},${IDS[1]}`], [`${IDS[0]},${IDS[1]}`]],
  ])('completes %s', async (_, words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it('completes a command or an option of the program', async () => {
    const expected = ['evaluate', 'checks', 'completion', '--version', '-h', '--help'];
    expect(await complete('')).toEqual(expect.arrayContaining(expected));
  });

  it('is told of the function', async () => {
    const args = ['-c', 'source "$1"; complete -p rabbitmq-conformance', 'bash', await script('bash')];
    expect(shell('bash', args)).toBe('complete -F _rabbitmq_conformance rabbitmq-conformance\n');
  });
});

describe('fish', () => {
  itWith('fish').each(COMPLETIONS)('completes %s', async (_, words, expected) => {
    const line = ['rabbitmq-conformance', ...words].join(' ');
    const text = shell('fish', [
      '--no-config',
      '-c',
      'source $argv[1]; complete -C $argv[2]',
      await script('fish'),
      line,
    ]);
    const offered = text.split('\n').slice(0, -1);
    expect(offered.map((each) => each.split('\t')[0]).sort()).toEqual([...expected].sort());
  });

  it('is told of commands, options, values and files', async () => {
    const { stdout } = await run(['completion', 'fish']);
    const of = "complete -c rabbitmq-conformance -n '__fish_seen_subcommand_from evaluate'";
    expect(stdout).toContain(`-a evaluate -d 'evaluate the brokers in files and folders'\n`);
    expect(stdout).toContain(
      `${of} -l format -d 'a format to print, or format=file to write to a file; repeatable' -r -f -a '${FORMATS.join(' ')}'\n`,
    );
    expect(stdout).toContain(`${of} -F\n`);
    expect(stdout).toMatch(/ -l output -d '.*' -r -F\n/);
  });
});

describe('zsh', () => {
  itWith('zsh')('takes the script', async () => {
    const command = 'autoload -U compinit; compinit -D; source $1; print $_comps[rabbitmq-conformance]';
    expect(shell('zsh', ['-fc', command, 'zsh', await script('zsh')])).toBe('_rabbitmq_conformance\n');
  });

  it('is told of commands, options, values and files', async () => {
    const { stdout } = await run(['completion', 'zsh']);
    expect(stdout).toMatch(/^#compdef rabbitmq-conformance\n/);
    expect(stdout).toContain("        'evaluate:evaluate the brokers in files and folders'\n");
    expect(stdout).toContain(
      `'*--format=[a format to print, or format=file to write to a file; repeatable]:choice:(${FORMATS.join(' ')})'`,
    );
    expect(stdout).toContain(':list:_sequence compadd - default all rabbitmq-cluster-deployment ');
    expect(stdout).toContain(':beginning:compadd -S "" - rabbitmq-cluster-subnets.minimumSubnets= ');
    expect(stdout).toContain("'*:file:_files'\n");
  });
});
