import type { ChildProcess, StdioOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { badBroker, broker, cliAnswer, eventItem } from './forms.ts';
import { EVALUATE, splitSummary, temporaryFolder } from './support.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/cli/index.js');
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

const folder = temporaryFolder();

/** Starts the built program. */
function start(
  args: readonly string[],
  { stdio = 'pipe', env = {} }: { stdio?: StdioOptions; env?: NodeJS.ProcessEnv } = {},
) {
  const { NO_COLOR, FORCE_COLOR, ...environment } = process.env;
  return spawn(process.execPath, [PROGRAM, ...args], { stdio, env: { ...environment, ...env } });
}

async function finish(child: ChildProcess) {
  const written = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => (written.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text) => (written.stderr += text));
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { status, stdout: written.stdout, ...splitSummary(written.stderr) };
}

const GOOD = JSON.stringify(cliAnswer(broker()));
const BAD = JSON.stringify(cliAnswer(badBroker()));
const UNKNOWN = JSON.stringify(eventItem(broker({ general: undefined })));

describe('the program, given standard input,', () => {
  it.each([
    ['exits with 0 where everything passes', GOOD, 0],
    ['exits with 1 where something fails', BAD, 1],
    ['exits with 2 where the input cannot be used', 'text', 2],
    ['exits with 3 where something is unknown', UNKNOWN, 3],
  ])('%s', async (_, input, status) => {
    const child = start([...EVALUATE, '-']);
    child.stdin?.end(input);
    expect(await finish(child)).toMatchObject({ status });
  });

  it('reads it where nothing is named, and ends where it ends', async () => {
    const child = start([...EVALUATE, '--format', 'json']);
    child.stdin?.write(`${BAD}\n`);
    child.stdin?.end(GOOD);
    const { stdout, stderr } = await finish(child);
    expect(JSON.parse(stdout).summary).toEqual({ pass: 3, fail: 3, skip: 0, unknown: 0, exempt: 0 });
    expect(stderr).toBe('');
  });

  it('does not wait for it where files are named', async () => {
    // Standard input stays open.
    expect(await finish(start([...EVALUATE, folder.write('good.json', GOOD)]))).toMatchObject({ status: 0 });
  });
});

describe('the program', () => {
  it('reads files, and names those that cannot be used', async () => {
    const child = start([...EVALUATE, '--format', 'json', folder.path('missing.json'), folder.write('bad.json', BAD)]);
    const { status, stdout, stderr } = await finish(child);
    expect(status).toBe(2);
    expect(JSON.parse(stdout).summary.fail).toBe(3);
    expect(stderr).toBe(
      `rabbitmq-conformance: ${folder.path('missing.json')}: cannot be read: the file does not exist. Check its path.\n`,
    );
  });

  it('prints the version of the package', async () => {
    expect(await finish(start(['--version']))).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('exits with 2 for an option that is not known', async () => {
    expect(await finish(start(['evaluate', '--strict']))).toMatchObject({ status: 2, stdout: '' });
  });

  it.each([
    ['of itself', {}],
    ['with NO_COLOR', { NO_COLOR: '1' }],
    ['with FORCE_COLOR', { FORCE_COLOR: '3' }],
  ])('writes no colour into a pipe %s', async (_, env) => {
    const { stdout } = await finish(start([...EVALUATE, folder.write('bad.json', BAD)], { env }));
    expect(stdout).toMatch(/^FAIL /);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('where the reader has seen enough, the program ends quietly with its verdict', () => {
  // More than a pipe holds.
  const many = (facts: typeof broker) =>
    folder.write(
      'many.json',
      Array.from({ length: 2000 }, (_, index) => cliAnswer(facts({ name: `broker-${index}` }))),
    );

  it.each([
    ['1, something failed', badBroker, 1],
    ['0, nothing failed', broker, 0],
  ])('%s', async (_, facts, status) => {
    const child = start([...EVALUATE, '--format', 'json', many(facts)]);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await finish(child)).toMatchObject({ status, stderr: '' });
  });

  it('2, some input could not be used, where it is the messages that nobody reads', async () => {
    const child = start([...EVALUATE, ...Array(2000).fill(folder.path('missing.json'))]);
    child.stderr?.once('data', () => child.stderr?.destroy());
    expect(await finish(child)).toMatchObject({ status: 2, stdout: expect.stringMatching(/^0 brokers/) });
  });
});

it('where the output cannot be written, the program says so and exits with 2', async () => {
  const readOnly = openSync(folder.write('bad.json', BAD), 'r');
  try {
    const child = start([...EVALUATE, folder.path('bad.json')], { stdio: ['ignore', readOnly, 'pipe'] });
    expect(await finish(child)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^rabbitmq-conformance: cannot write the output: EBADF: .*\n$/),
    });
  } finally {
    closeSync(readOnly);
  }
});
