import { CHECKS } from '../../lambda/checks.ts';
import { THREE_CHECKS } from '../support/checks.ts';
import { badBroker, cliAnswer } from './forms.ts';
import { EVALUATE, evaluate, run, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const BAD = cliAnswer(badBroker());
const COMMANDS = 'Commands: evaluate, checks.';

describe('a command line that makes no sense is told what would', () => {
  const known = CHECKS.map(({ id }) => id).join(', ');
  it.each([
    ['no command', [], `No command was given. ${COMMANDS}`],
    ['an unknown command', ['scan'], `"scan" is not a command. ${COMMANDS}`],
    ['a file without a command', ['broker.json'], `"broker.json" is not a command. ${COMMANDS}`],
    ['an unknown format', ['evaluate', '--format', 'xml', '-'], '--format must be one of table, json, not "xml".'],
    [
      'an unknown check',
      ['evaluate', '--checks', 'rabbitmq-audit-logging', '-'],
      `"rabbitmq-audit-logging" is not the id of a check. Known: ${known}.`,
    ],
    [
      'an unknown check among known ones',
      ['evaluate', '--checks', 'rabbitmq-general-logging,x', '-'],
      `"x" is not the id of a check. Known: ${known}.`,
    ],
    ['an empty list of checks', ['evaluate', '--checks=', '-'], `"" is not the id of a check. Known: ${known}.`],
    ['an unknown check to list', ['checks', '--checks', 'x'], `"x" is not the id of a check. Known: ${known}.`],
    ['an operand of checks', ['checks', 'broker.json'], '"checks" takes no operands, and was given "broker.json".'],
  ])('%s', async (_, args, message) => {
    expect(await run(args, { stdin: [JSON.stringify(BAD)] })).toEqual({
      status: 2,
      stdout: '',
      stderr: `rabbitmq-conformance: ${message}\nTry: rabbitmq-conformance --help\n`,
    });
  });

  it.each([
    ['an unknown option', ['evaluate', '--strict', '-'], /'--strict'/],
    ['an unknown short option', ['evaluate', '-x', '-'], /'-x'/],
    ['an option without its value', ['evaluate', '--format'], /'--format <value>'/],
    ['a value for an option that takes none', ['evaluate', '--help=yes'], /'-h, --help'/],
  ])('%s', async (_, args, message) => {
    const { status, stdout, stderr } = await run(args, { stdin: [JSON.stringify(BAD)] });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^rabbitmq-conformance: .*\nTry: rabbitmq-conformance --help\n$/);
  });

  it('no input on a terminal', async () => {
    const { status, stderr } = await run([...EVALUATE], { isTTY: true });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^rabbitmq-conformance: No input was given: name files, or - for standard input\.\n/);
  });
});

describe('--checks', () => {
  const [cluster, access, logging] = THREE_CHECKS.map(({ id }) => id);
  it.each([
    ['one', `${access}`, [access]],
    ['several, in the order of the registry', `${logging},${cluster}`, [cluster, logging]],
    ['one twice, once', `${access},${access}`, [access]],
    ['some with spaces around them', ` ${cluster} , ${access} `, [cluster, access]],
  ])('takes %s', async (_, list, expected) => {
    const { output } = await evaluate(BAD, '--checks', list);
    expect(output.results.map(({ check }) => check)).toEqual(expected);
  });

  it('is all of them, in the order of the registry, where it is not given', async () => {
    const { stdout } = await run(['evaluate', '--format', 'json'], { stdin: [JSON.stringify(BAD)] });
    expect(JSON.parse(stdout).results.map(({ check }: { check: string }) => check)).toEqual(CHECKS.map(({ id }) => id));
  });

  it('also chooses what is listed', async () => {
    const { stdout, status } = await run(['checks', '--checks', `${access}`, '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).checks.map(({ id }: { id: string }) => id)).toEqual([access]);
  });
});

describe('where input comes from', () => {
  const stdin = [JSON.stringify(BAD)];
  const sources = (stdout: string) => JSON.parse(stdout).results.map(({ source }: { source: string }) => source);

  it('standard input, where it is no terminal and no file is named', async () => {
    const { stdout } = await run([...EVALUATE, '--format', 'json'], { stdin });
    expect(sources(stdout)).toEqual(['-', '-', '-']);
  });

  it('standard input that is a terminal, where it is asked for', async () => {
    const { stdout } = await run([...EVALUATE, '--format', 'json', '-'], { stdin, isTTY: true });
    expect(sources(stdout)).toEqual(['-', '-', '-']);
  });

  it('files and standard input in the order that they are named in', async () => {
    const file = folder.write('broker.json', BAD);
    const { stdout } = await run([...EVALUATE, '--format', 'json', '-', file], { stdin });
    expect(sources(stdout)).toEqual(['-', '-', '-', file, file, file]);
  });

  it('files only, where only files are named', async () => {
    const { stdout } = await run([...EVALUATE, '--format', 'json', folder.write('broker.json', BAD)], { stdin });
    expect(sources(stdout)).not.toContain('-');
  });

  it('a file whose name begins like an option, after --', async () => {
    const { stderr } = await run(['evaluate', '--', '--strict']);
    expect(stderr).toBe('rabbitmq-conformance: --strict: cannot be read: there is no such file\n');
  });
});

describe.each([[['--help']], [['-h']], [['evaluate', '--help']], [['nonsense', '--help']]])('%j', (args) => {
  it('prints the usage, with every command, option and exit status', async () => {
    const { status, stdout, stderr } = await run(args, { isTTY: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: rabbitmq-conformance <command> \[options\]\n/);
    for (const word of ['evaluate', 'checks', '--format', '--checks', '--help', '--version']) {
      expect(stdout).toMatch(new RegExp(`^  ${word} `, 'm'));
    }
    expect(stdout.match(/^ {2}\d(?= {2})/gm)).toEqual(['  0', '  1', '  2', '  3']);
  });
});

it('--version prints the version and nothing else', async () => {
  expect(await run(['--version'])).toEqual({ status: 0, stdout: '1.2.3\n', stderr: '' });
});

describe('checks', () => {
  it('lists everything about each check for people', async () => {
    const { status, stdout, stderr } = await run(['checks']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^\S+$/gm)).toEqual(CHECKS.map(({ id }) => id));
    for (const { title, severity, rationale, remediation, managedRule } of CHECKS) {
      for (const text of [title, severity, rationale, remediation, managedRule]) expect(stdout).toContain(text);
    }
    expect(stdout).toContain('  Controls:  AWS Security Hub MQ.6; NIST SP 800-53 Rev. 5 CP-10, CP-6(2), ');
  });

  it('lists everything about each check for programs', async () => {
    const { status, stdout, stderr } = await run(['checks', '--format', 'json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ version: 1, checks: CHECKS.map(({ judge, ...metadata }) => metadata) });
  });

  it('has its ids in bold, on a terminal only', async () => {
    expect((await run(['checks'], { useColour: true })).stdout).toContain(
      '\u001b[1mrabbitmq-general-logging\u001b[22m\n',
    );
    expect((await run(['checks'])).stdout).not.toContain('\u001b');
    expect((await run(['checks', '--format', 'json'], { useColour: true })).stdout).not.toContain('\u001b');
  });

  it('reads no input', async () => {
    const { status, stderr } = await run(['checks'], { isTTY: true, stdin: ['not json'] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
