import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { readFormat } from '../../../cli/commands/report-outputs.ts';
import { FORMATS } from '../../../cli/report/formats/index.ts';
import { badBroker, broker, cliAnswer } from '../forms.ts';
import { EVALUATE, HOSTILE, run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const INPUT = [badBroker({ name: HOSTILE }), broker(), broker({ general: 'odd' }), broker({ engineType: 'ACTIVEMQ' })];
const STDIN = [JSON.stringify(INPUT.map((facts) => cliAnswer(facts)))];

describe('--format', () => {
  it.each(Object.keys(FORMATS))('%s=file writes exactly what it prints without a file', async (format) => {
    const path = folder.path(`report.${format}`);
    const now = new Date('2026-11-30T12:00:00Z');
    const { stdout, status } = await run([...EVALUATE, '--format', format, '-'], { stdin: STDIN, now });
    const filed = await run([...EVALUATE, '--format', `${format}=${path}`, '-'], { stdin: STDIN, now });
    expect({ stdout: filed.stdout, status: filed.status }).toEqual({ stdout: '', status });
    expect(readFileSync(path, 'utf8')).toBe(stdout);
  });

  it('can be repeated: files, and one format on standard output', async () => {
    const [sarif, junit] = [folder.path('r.sarif'), folder.path('r.xml')];
    const args = [...EVALUATE, '--format', `sarif=${sarif}`, '--format=table', '--format', `junit=${junit}`];
    const { stdout, status } = await run(args, { stdin: STDIN });
    expect(stdout).toBe((await run(EVALUATE, { stdin: STDIN })).stdout);
    expect(JSON.parse(readFileSync(sarif, 'utf8')).version).toBe('2.1.0');
    expect(readFileSync(junit, 'utf8')).toContain('<testsuites ');
    expect(status).toBe(1);
  });

  it('takes - for standard output, and a file name with = in it', async () => {
    const { stdout } = await run([...EVALUATE, '--format', 'json=-'], { stdin: STDIN });
    expect(JSON.parse(stdout).version).toBe(2);
    const path = folder.path('a=b.csv');
    await run([...EVALUATE, '--format', `csv=${path}`], { stdin: STDIN });
    expect(existsSync(path)).toBe(true);
  });

  it('writes the other files where one cannot be written, and ends with 2', async () => {
    const [good, bad] = [folder.path('good.json'), folder.path('becomes-a-folder')];
    const stdin = (function* () {
      mkdirSync(bad);
      yield* STDIN;
    })();
    const args = ['--format', `sarif=${bad}`, '--format', `json=${good}`, '--format', 'csv'];
    const { status, stdout, stderr } = await run([...EVALUATE, ...args], { stdin });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^rabbitmq-conformance: \S+becomes-a-folder: cannot be written: EISDIR/);
    expect(JSON.parse(readFileSync(good, 'utf8')).summary.fail).toBe(3);
    expect(stdout).toMatch(/^verdict,/);
  });

  it('refuses two reports in a new file that a linked folder leads to', async () => {
    mkdirSync(folder.path('real'));
    symlinkSync(folder.path('real'), folder.path('linked'));
    const [one, other] = [folder.path('real/new.json'), folder.path('linked/new.json')];
    const { status, stderr } = await run([...EVALUATE, '--format', `json=${one}`, '--format', `csv=${other}`], {
      stdin: STDIN,
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('cannot hold two reports.') });
    expect(existsSync(one)).toBe(false);
  });

  it('is read for the configuration too', () => {
    const path = folder.path('r.json');
    expect(readFormat('table')).toEqual({ format: 'table' });
    expect(readFormat(`json=${path}`)).toEqual({ format: 'json', path });
    expect(() => readFormat('toString')).toThrow(InvalidArgumentError);
  });
});

describe('a contradiction is refused before anything is read', () => {
  const file = (name: string) => folder.path(name);
  it.each<[string, () => readonly string[], RegExp]>([
    [
      'two formats for standard output',
      () => ['--format', 'json', '--format', 'table'],
      /standard output can have only one format, not both json and table. Give one a file: --format table=FILE.\n/,
    ],
    [
      'two formats for standard output, one by its name',
      () => ['--format', 'json=-', '--format', 'csv'],
      /only one format/,
    ],
    [
      'one file for two formats',
      () => ['--format', `json=${file('x')}`, '--format', `csv=${dirname(file('x'))}/./x`],
      /\.\/x: cannot hold two reports\. Name two files\.\n/,
    ],
    [
      '--output with two formats',
      () => ['--output', file('x'), '--format', 'json', '--format', 'csv'],
      /--output needs a/,
    ],
    [
      '--output with a format with a file',
      () => ['--output', file('x'), '--format', `json=${file('y')}`],
      /--output needs a/,
    ],
    ['no format', () => ['--format', `=${file('x')}`], /argument '=\S+' is invalid\. Allowed choices are table, /],
    ['no file', () => ['--format', 'json='], /argument 'json=' is invalid\. The file name is empty\.\n/],
    ['a folder', () => ['--format', `json=${dirname(file('x'))}`], /is invalid\. It is a folder\.\n/],
    [
      'a folder that does not exist',
      () => ['--format', `json=${file('no/x')}`],
      /Its folder \S+no does not exist\. Create it first\.\n/,
    ],
  ])('%s', async (_, options, message) => {
    let isRead = false;
    const stdin = (function* () {
      isRead = true;
      yield* STDIN;
    })();
    const { status, stdout, stderr } = await run([...EVALUATE, ...options()], { stdin });
    expect({ status, stdout, isRead }).toEqual({ status: 2, stdout: '', isRead: false });
    expect(stderr).toMatch(message);
    expect(existsSync(file('x'))).toBe(false);
  });

  it.each<[string, string, (path: string) => readonly string[]]>([
    ['a file that is to be evaluated', '{"Resources": {}}', (path) => [path]],
    ['what was before', '{"Resources": {}}', (path) => ['--before', path]],
    ['the exemptions', '[]', (path) => ['--exemptions', path]],
    ['the baseline', '{"version": 2, "results": []}', (path) => ['--baseline', path]],
    ['the configuration file', '{}', (path) => ['--config', path]],
    [
      'a parameter file',
      '{}',
      (path) => ['--config', folder.write('configuration.yaml', { parameterFiles: [basename(path)] })],
    ],
  ])('a report in place of %s', async (_, content, options) => {
    const path = folder.write('input.json', content);
    const { status, stdout, stderr } = await run([...EVALUATE, '--format', `json=${path}`, ...options(path)]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/input\.json is an input, so it cannot hold a report\. Name another file\.\n/);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it.each(['main.tf', 'prod.auto.tfvars', 'manifest.json', 'Orders.assets.json'])(
    'a report in place of %s, which belongs to what can be evaluated',
    async (name) => {
      const path = folder.write(name, 'x');
      expect(await run([...EVALUATE, '--format', `json=${path}`, '-'])).toMatchObject({ status: 2, stdout: '' });
      expect(readFileSync(path, 'utf8')).toBe('x');
    },
  );
});

describe('a report', () => {
  it('replaces a file as a whole: what a link leads to, with the permissions that it has', async () => {
    const target = folder.write('target.json', 'old');
    chmodSync(target, 0o640);
    const link = folder.path('link.json');
    symlinkSync(target, link);
    await run([...EVALUATE, '--format', 'json', '--output', link], { stdin: STDIN });
    expect(JSON.parse(readFileSync(target, 'utf8')).version).toBe(2);
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(readdirSync(dirname(target)).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  it('replaces no file in a folder that was evaluated, but a former report there', async () => {
    const content = '{"Resources": {"A": {"Type": "AWS::SQS::Queue"}}}';
    const path = folder.write('template.json', content);
    const evaluated = dirname(path);
    const { status, stderr } = await run([...EVALUATE, '--format', `json=${path}`, evaluated]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${path}: cannot be written: it is an input, so it cannot hold a report.`);
    expect(readFileSync(path, 'utf8')).toBe(content);
    for (const format of Object.keys(FORMATS)) {
      const report = folder.path(`report.${format}`);
      for (const _ of ['new', 'old']) {
        const again = await run([...EVALUATE, '--format', `${format}=${report}`, evaluated]);
        expect(again.stderr).not.toContain('cannot be written');
      }
    }
  });

  it('can go to a device, which is not replaced', async () => {
    expect((await run([...EVALUATE, '--output', '/dev/null'], { stdin: STDIN })).status).toBe(1);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
