import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CHECKS } from '../../../checks/registry.ts';
import { runCommandLine } from '../../../cli/command-line.ts';
import type { ReportOutput } from '../../../cli/commands/report-outputs.ts';
import { writeReport } from '../../../cli/commands/write-report.ts';
import type { FormatName, Render } from '../../../cli/report/formats/index.ts';
import { FORMATS } from '../../../cli/report/formats/index.ts';
import type { ExplainedResult, Report } from '../../../cli/report/results.ts';
import { badBroker, broker, cliAnswer } from '../forms.ts';
import { EVALUATE, reportOf, resultOf, run, splitSummary, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const BAD = JSON.stringify(cliAnswer(badBroker()));
const GOOD = JSON.stringify(cliAnswer(broker()));

/** Writes a report without a command. */
async function write(
  report: Report,
  options: { readonly failOn?: string; readonly format?: readonly ReportOutput[]; readonly output?: string },
) {
  const written = { stdout: '', stderr: '' };
  const status = await writeReport(
    report,
    { format: [{ format: 'table' }], checks: CHECKS, failOn: 'low', ...options },
    {
      stdin: (async function* () {})(),
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text) },
      useColour: true,
      version: '1.2.3',
    },
  );
  return { status, stdout: written.stdout, ...splitSummary(written.stderr) };
}

describe('--fail-on', () => {
  const SEVERITIES = ['low', 'medium', 'high'] as const;
  it.each([
    ['low', [1, 1, 1]],
    ['medium', [0, 1, 1]],
    ['high', [0, 0, 1]],
    ['none', [0, 0, 0]],
  ])('%s counts results of that severity and above', async (failOn, expected) => {
    const statusOf = async (result: Partial<ExplainedResult>) =>
      (await write(reportOf([resultOf(result)]), { failOn })).status;
    const statuses = (verdict: 'fail' | 'unknown' | 'pass') =>
      Promise.all(SEVERITIES.map((severity) => statusOf({ verdict, severity })));
    expect(await statuses('fail')).toEqual(expected);
    expect(await statuses('unknown')).toEqual(expected.map((status) => (status === 1 ? 3 : 0)));
    expect(await statuses('pass')).toEqual([0, 0, 0]);
  });

  it.each([
    ['high', 3],
    ['medium', 1],
    ['none', 0],
  ])('%s leaves a failure below it to what is unknown above it', async (failOn, status) => {
    const results = [resultOf({ severity: 'medium' }), resultOf({ severity: 'high', verdict: 'unknown' })];
    expect(await write(reportOf(results), { failOn })).toMatchObject({ status });
  });

  it.each(['low', 'medium', 'high', 'none'])('%s never makes up for input that could not be used', async (failOn) => {
    const problems = [{ source: 'a.json', message: 'is empty.' }];
    expect(await write(reportOf([], { problems }), { failOn })).toMatchObject({ status: 2 });
  });

  it('is taken from the command line, and is low without it', async () => {
    const args = [...EVALUATE, '--checks', 'rabbitmq-general-logging'];
    expect((await run(args, { stdin: [BAD] })).status).toBe(1);
    expect(await run([...args, '--fail-on', 'high'], { stdin: [BAD] })).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/: \d findings? do(es)? not count, because of --fail-on high\.\n/),
    });
    expect((await run([...args, '--fail-on', 'none'], { stdin: ['text'] })).status).toBe(2);
  });

  it('changes nothing of what is reported', async () => {
    const { stdout } = await run([...EVALUATE], { stdin: [BAD] });
    expect((await run([...EVALUATE, '--fail-on', 'none'], { stdin: [BAD] })).stdout).toBe(stdout);
  });
});

describe('--output', () => {
  it('has the report, without colour, and standard output has nothing', async () => {
    const path = folder.path('report.txt');
    expect(await write(reportOf([resultOf()]), { output: path })).toMatchObject({ status: 1, stdout: '', stderr: '' });
    expect(readFileSync(path, 'utf8')).toMatch(/^FAIL {2}rabbitmq-general-logging .*\n\n1 broker, 1 result: .*\n$/s);
  });

  it('takes the place of what is there', async () => {
    const path = folder.write('old.json', 'x'.repeat(100_000));
    const { status, stdout } = await run([...EVALUATE, '--format', 'json', '--output', path], { stdin: [GOOD] });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(JSON.parse(readFileSync(path, 'utf8')).summary.pass).toBe(3);
  });

  it('- is standard output', async () => {
    expect((await write(reportOf([resultOf()]), { output: '-' })).stdout).toContain('\n1 broker, 1 result: ');
  });

  it.each([
    ['a folder', '.', 'It is a folder.'],
    ['in a folder that does not exist', 'no/such/report.json', 'Its folder FOLDER does not exist. Create it first.'],
    ['below a file', 'file/report.json', 'Its folder FOLDER does not exist. Create it first.'],
  ])('%s is refused before anything is read', async (_, name, reason) => {
    folder.write('file', '');
    const path = folder.path(name);
    let wasRead = false;
    const stdin = (function* () {
      wasRead = true;
      yield BAD;
    })();
    expect(await run([...EVALUATE, '--output', path], { stdin })).toEqual({
      status: 2,
      stdout: '',
      stderr:
        `rabbitmq-conformance: option '--output <file>' argument '${path}' is invalid. ${reason.replace('FOLDER', dirname(path))}\n` +
        'Try: rabbitmq-conformance evaluate --help\n',
    });
    expect(wasRead).toBe(false);
  });

  it('that cannot be written after all is one line and status 2', async () => {
    const path = folder.path('later');
    mkdirSync(path);
    const { status, stdout, stderr } = await write(reportOf([resultOf({ verdict: 'pass' })]), { output: path });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^rabbitmq-conformance: \S+later: cannot be written: EISDIR.*\n$/);
  });

  it('is not touched where the command line makes no sense', async () => {
    const path = folder.path('untouched.json');
    expect((await run([...EVALUATE, '--output', path, '--strict'], { stdin: [BAD] })).status).toBe(2);
    expect(existsSync(path)).toBe(false);
  });
});

it('a mistake of the program is no exit status of a command', async () => {
  const broken = (async function* (): AsyncGenerator<string> {
    yield BAD;
  })();
  const refuse = () => {
    throw new TypeError('not a function');
  };
  await expect(
    runCommandLine(EVALUATE, {
      stdin: broken,
      stdout: { write: refuse },
      stderr: { write: refuse },
      useColour: false,
      version: '1.2.3',
    }),
  ).rejects.toThrow(TypeError);
});

describe('no format makes one text of all results, which V8 could not have of some hundred thousand', () => {
  const results = Array.from({ length: 500 }, (_, index) => resultOf({ resource: { name: `broker-${index}` } }));
  // The rules of SARIF, with all that is said of a check.
  const longest = 3000;
  // What has little room has no more than that.
  const room = 2 ** 16;

  it.each(Object.keys(FORMATS) as FormatName[])('%s', async (format) => {
    const render: Render = await FORMATS[format]();
    const options = { version: '1.2.3', checks: CHECKS, now: new Date(), useColour: false } as const;
    const parts = [...render(reportOf(results), { ...options, verbosity: 'verbose' })];
    const lengths = parts.map((part) => part.length);
    const length = lengths.reduce((sum, each) => sum + each, 0);
    expect(length <= room || Math.max(...lengths) <= longest).toBe(true);
    expect(length).toBeGreaterThan(500);
  });
});
