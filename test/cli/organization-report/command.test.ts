import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runCommandLine } from '../../../cli/command-line.ts';
import { renderJson } from '../../../cli/organization-report/formats/json.ts';
import type { OrganizationReport } from '../../../cli/organization-report/report.ts';
import { reportOfSize } from '../../support/organization-report.ts';
import { badBroker, broker, cliAnswer } from '../forms.ts';
import { run, temporaryFolder } from '../support.ts';
import { validReport } from './report-schema.ts';
import { brokerOf, EARLIER, placeOf, reportOf } from './support.ts';

const folder = temporaryFolder();
const NOW = new Date('2026-11-30T12:00:00Z');
const CHECKS = ['--checks', 'rabbitmq-cluster-deployment,rabbitmq-no-public-access,rabbitmq-general-logging'];

type Line = Readonly<Record<string, unknown>>;

let files = 0;

/** A path that no other test has. */
function nextPath(extension = 'json'): string {
  files += 1;
  return folder.path(`${files}.${extension}`);
}

function write(text: string, path = nextPath()): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function inventory(brokers: readonly Line[], line: Line = {}): string {
  return write(
    JSON.stringify({ Source: '111122223333/eu-west-1', BrokerSummaries: brokers, ...line }),
    nextPath('ndjson'),
  );
}

async function report(...args: readonly string[]) {
  const { status, stdout, stderr, summary = '' } = await run(['report', ...CHECKS, ...args], { now: NOW });
  return { status, stdout, stderr: stderr + summary };
}

async function reportInJson(...args: readonly string[]) {
  const { stdout, ...others } = await report('--format', 'json', ...args);
  return { ...others, report: validReport(stdout) };
}

const GOOD = cliAnswer(broker({ name: 'good' }));
const BAD = cliAnswer(badBroker({ name: 'bad' }));
const UNKNOWN = cliAnswer(broker({ name: 'odd', publiclyAccessible: 'perhaps' }));
const SKIPPED = ['skip', 'skip', 'skip'] as const;
const DENIED = { NextToken: 'x', Problems: ['its brokers cannot be listed.'] };

describe('the exit status is', () => {
  it.each<[string, () => readonly string[], number]>([
    ['0 where all conform and everything was seen', () => [inventory([GOOD])], 0],
    ['0 where there are no brokers and everything was seen', () => [inventory([])], 0],
    ['1 where one fails', () => [inventory([GOOD, BAD, UNKNOWN])], 1],
    ['1 where one fails and not everything was seen', () => [inventory([BAD], DENIED)], 1],
    ['3 where something is unknown', () => [inventory([GOOD, UNKNOWN])], 3],
    ['3 where a region was not seen', () => [inventory([], DENIED)], 3],
    ['3 where a scan is old', () => [inventory([GOOD], { Time: '2023-01-01T00:00:00Z' })], 3],
    ['3 where no check applies to a broker', () => [write(renderJson(reportOf([brokerOf('a', SKIPPED)])))], 3],
    ['3 where there may be other brokers', () => [write(JSON.stringify(GOOD))], 3],
    ['3 where an account could not be entered', () => [inventory([], { ...DENIED, Source: '111122223333' })], 3],
    ['0 where what fails does not count', () => ['--fail-on', 'none', inventory([BAD])], 0],
    [
      '0 where what fails is below the severity',
      () => ['--fail-on', 'high', inventory([cliAnswer(broker({ general: false }))])],
      0,
    ],
    ['3 where a region was not seen, whatever counts', () => ['--fail-on', 'none', inventory([], DENIED)], 3],
    ['2 where a file is not there', () => [inventory([GOOD]), folder.path('missing.json')], 2],
    ['2 where an option is not known', () => ['--strict', inventory([GOOD])], 2],
  ])('%s', async (_, args, status) => {
    expect((await report(...args())).status).toBe(status);
  });
});

describe('nothing is read or written, with exit status 2,', () => {
  it.each<[string, (input: string) => readonly string[], string]>([
    [
      'where a report would replace an input',
      (input) => [input, '--format', `json=${input}`],
      'is an input, so it cannot hold a report.',
    ],
    [
      'where a report would replace the previous one',
      (input) => [input, '--previous', input, '--output', input],
      'is no report in JSON of this command.',
    ],
    [
      'where two reports go to one file',
      (input) => [input, '--format', 'json=a', '--format', 'csv=a'],
      'a: cannot hold two reports.',
    ],
    [
      'where two formats are printed',
      (input) => [input, '--format', 'json', '--format', 'csv'],
      'standard output can have only one format',
    ],
    ['where a file name is empty', () => [''], 'a file name is empty: name files, or - for standard input.'],
    [
      'where an option is for an aggregator',
      (input) => [input, '--regions', 'eu-west-1'],
      '--regions is for a report of an aggregator, and files are named.',
    ],
    [
      'where the age of results is for an aggregator',
      (input) => [input, '--refresh', '7'],
      '--refresh is for a report of an aggregator, and files are named.',
    ],
    ['where the age of results is none', () => ['--refresh', '0'], 'Expected a whole number from 1 to 30.'],
    ['where a role has no name', () => ['--external-id', 'secret'], '--external-id is for the role of --role-name.'],
    [
      'where the previous report is not there',
      (input) => [input, '--previous', 'missing.json'],
      'missing.json: cannot be read: the file does not exist.',
    ],
    [
      'where the folder of the history is not there',
      (input) => [input, '--history', 'missing'],
      'missing: cannot be read: it does not exist.',
    ],
    [
      'where the folder of the history is a file',
      (input) => [input, '--history', input],
      'cannot be read: it is a file. Name the folder',
    ],
    ['where the exemption file is broken', (input) => [input, '--exemptions', input], 'Expected a list of exemptions.'],
  ])('%s', async (_, args, message) => {
    const input = inventory([BAD]);
    const before = readFileSync(input, 'utf8');
    const result = await report(...args(input));
    expect({ ...result, stderr: '' }).toEqual({ status: 2, stdout: '', stderr: '' });
    expect(result.stderr).toContain(message);
    expect(readFileSync(input, 'utf8')).toBe(before);
  });

  it('where a report would replace a file of a folder that it read', async () => {
    const path = write(JSON.stringify(BAD), folder.path('in/a.json'));
    const before = readFileSync(path, 'utf8');
    const result = await report(dirname(path), '--format', `csv=${path}`);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toContain(`${path}: is an input, so it cannot hold a report.`);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('where one of the files cannot be written', async () => {
    const [locked, other] = [folder.path('locked'), nextPath()];
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    // Root may write everywhere.
    if (process.getuid?.() === 0) rmSync(locked, { recursive: true });
    const path = process.getuid?.() === 0 ? '/proc/1/report.json' : `${locked}/report.json`;
    const result = await report(inventory([GOOD]), '--format', `json=${other}`, '--format', `csv=${path}`);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toContain(`${path}: cannot be written: `);
    expect(existsSync(other)).toBe(false);
  });

  it('where an exemption in a report of evaluate ends on a day that there is not', async () => {
    const exemption = { reason: 'Moves.', until: '2026-99-99', daysLeft: 1 };
    const result = {
      source: 'a.json',
      check: 'rabbitmq-general-logging',
      verdict: 'exempt',
      detail: 'Off.',
      exemption,
    };
    const path = write(JSON.stringify({ version: 2, summary: {}, results: [result] }));
    const { status, stderr } = await report(path);
    expect(stderr).toContain(`${path}: is a broken report: the exemption in results[0] lacks its reason, or a day`);
    expect(status).toBe(2);
  });

  it('where a file is broken, though others are not', async () => {
    const [broken, output] = [write('{'), nextPath()];
    const result = await report(inventory([GOOD]), broken, '--format', `json=${output}`);
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(new RegExp(`^rabbitmq-conformance: ${broken}: `));
    expect(existsSync(output)).toBe(false);
  });
});

it('writes several formats at once, prints one, and says where the files are', async () => {
  const [json, csv] = [nextPath(), nextPath('csv')];
  const result = await report(
    inventory([GOOD, BAD]),
    '--format',
    `json=${json}`,
    '--format',
    'markdown',
    '--format',
    `csv=${csv}`,
  );
  expect(result.stdout).toContain('2 RabbitMQ brokers: 1 conforms, 1 fails. Its account and region was seen.');
  expect(result.stderr).toBe(`Report: ${json}\nReport: ${csv}\n`);
  expect(validReport(readFileSync(json, 'utf8')).summary.brokers).toMatchObject({ total: 2, failing: 1 });
  expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(8);
});

it('says the numbers on standard error where standard output does not', async () => {
  const { stderr } = await report(inventory([BAD, UNKNOWN], DENIED), '--format', 'csv', '--fail-on', 'high');
  expect(stderr).toBe(
    'rabbitmq-conformance: 2 RabbitMQ brokers: 0 conform, 1 fails, 1 could not be judged. Of 1 account × region, 1 could be seen only in part.\n' +
      'rabbitmq-conformance: 2 findings do not count, because of --fail-on high.\n',
  );
});

it('says one problem that many accounts have once', async () => {
  const lines = Array.from({ length: 50 }, (_, number) =>
    JSON.stringify({
      Source: String(111_122_220_000 + number),
      BrokerSummaries: [],
      NextToken: 'x',
      Problems: ['Denied.'],
    }),
  );
  const { stderr, report: made } = await reportInJson(write(lines.join('\n')));
  expect(stderr).toMatch(/^rabbitmq-conformance: 111122220000 and 49 more: Denied\.$/m);
  expect(made.problems).toHaveLength(50);
});

it('accepts failures that an exemption file names, and says what it does not need', async () => {
  const exemptions = folder.write('exemptions.json', [
    { broker: 'bad', checks: CHECKS[1]?.split(','), reason: 'Moves.', until: '2027-01-31', ticket: 'OPS-1' },
    { broker: 'gone', checks: ['rabbitmq-no-public-access'], reason: 'Moves.', until: '2027-01-31' },
  ]);
  const result = await reportInJson(inventory([BAD]), '--exemptions', exemptions);
  expect(result.status).toBe(0);
  expect(result.report.summary.brokers).toMatchObject({ total: 1, exempt: 1 });
  expect(result.report.brokers[0]?.results[0]?.exemption).toEqual({
    ...{ reason: 'Moves.', until: '2027-01-31', daysLeft: 62, ticket: 'OPS-1' },
  });
  expect(result.stderr).toContain('the exemption for "gone" matches no broker that was evaluated.');
});

it('accepts failures in a report of evaluate and of this command too', async () => {
  const exemptions = folder.write('accepted.json', [
    { broker: 'bad', checks: CHECKS[1]?.split(','), reason: 'Moves.', until: '2027-01-31' },
  ]);
  const { stdout } = await run(['evaluate', ...CHECKS, '--format', 'json'], { stdin: [JSON.stringify(BAD)] });
  for (const input of [write(stdout), write(renderJson(reportOf([brokerOf('bad', ['fail'])])))]) {
    const result = await reportInJson(input, '--exemptions', exemptions);
    expect(result.report.summary.brokers).toMatchObject({ total: 1, exempt: 1, failing: 0 });
  }
});

it('leaves failures that AWS Config recorded, whatever an exemption file says', async () => {
  const exemptions = folder.write('recorded.json', [
    { broker: 'bad', checks: CHECKS[1]?.split(','), reason: 'Moves.', until: '2027-01-31' },
  ]);
  const { results, ...bad } = brokerOf('bad', ['fail']);
  const recorded = results.map((result) => ({ ...result, evaluatedAt: EARLIER }));
  const input = write(renderJson(reportOf([{ ...bad, results: recorded }])));
  const { report: made, status } = await reportInJson(input, '--exemptions', exemptions);
  expect([status, made.summary.brokers]).toEqual([1, expect.objectContaining({ exempt: 0, failing: 1 })]);
});

describe('--previous', () => {
  const before = reportOf([brokerOf('bad'), brokerOf('gone')], { createdAt: EARLIER });

  it('says what changed, and since when findings go on', async () => {
    const previous = write(renderJson({ ...before, brokers: [brokerOf('bad', ['fail']), brokerOf('gone')] }));
    const { report: made } = await reportInJson(inventory([BAD]), '--previous', previous);
    const { id, name } = brokerOf('bad');
    const { key } = made.brokers[0] ?? { key: '' };
    expect(key).toContain(`${name}:${id}`);
    expect(made.changes).toMatchObject({
      since: EARLIER,
      newFailures: [
        { broker: key, check: 'rabbitmq-no-public-access' },
        { broker: key, check: 'rabbitmq-general-logging' },
      ],
      goneBrokers: [{ name: 'gone' }],
    });
    expect(made.brokers[0]?.results.map(({ since }) => since)).toEqual([EARLIER, undefined, undefined]);
  });

  it('with newer readings is not compared with older ones, and standard error says so', async () => {
    const previous = write(renderJson(reportOf([brokerOf('good', ['fail'])], { createdAt: EARLIER })));
    const old = inventory([GOOD], { Time: '2026-10-01T00:00:00Z' });
    const { report: made, stderr } = await reportInJson(old, '--previous', previous);
    expect(made.changes).toMatchObject({ fixed: [], notCompared: [{ region: 'eu-west-1' }] });
    expect(stderr).toContain(
      `${previous}: has newer readings of 111122223333/eu-west-1 than this report, so what is there was not compared. Scan again.`,
    );
  });

  it.each<[string, OrganizationReport | string, string]>([
    [
      'of a later time',
      { ...before, createdAt: '2027-01-01T00:00:00.000Z' },
      'was made at 2027-01-01T00:00:00.000Z, after this report',
    ],
    ['of an aggregator', reportOfSize(), 'is from an aggregator, and this report is from files'],
    [
      'of other brokers',
      reportOf([], { createdAt: EARLIER, places: [placeOf({ region: 'us-east-1' })] }),
      'has no broker, account or region in common with this report.',
    ],
    [
      'of a newer version',
      JSON.stringify({ ...before, version: 2 }),
      'which a newer version of this program wrote. Update it',
    ],
    ['that is broken', JSON.stringify({ ...before, brokers: 1 }), 'is a broken report: brokers is 1.'],
    [
      'that is a report of evaluate',
      '{"version":2,"results":[],"summary":{}}',
      'is no report in JSON of this command.',
    ],
  ])('%s is refused', async (_, value, message) => {
    const previous = write(typeof value === 'string' ? value : renderJson(value));
    const result = await report(inventory([BAD]), '--previous', previous);
    expect({ ...result, stderr: '' }).toEqual({ status: 2, stdout: '', stderr: '' });
    expect(result.stderr).toContain(`rabbitmq-conformance: ${previous}: `);
    expect(result.stderr).toContain(message);
  });
});

describe('--history', () => {
  const at = (createdAt: string, failing = 1) =>
    reportOf([brokerOf('bad', failing > 0 ? ['fail'] : [])], { createdAt });
  let histories = 0;

  function historyOf(reports: Readonly<Record<string, string>>): string {
    histories += 1;
    const path = folder.path(`history-${histories}`);
    mkdirSync(path);
    for (const [name, text] of Object.entries(reports)) write(text, `${path}/${name}`);
    return path;
  }

  it('has the summary of each report, the oldest first, and compares with the newest', async () => {
    const history = historyOf({
      'b.json': renderJson(at('2026-09-30T12:00:00.000Z')),
      'a/report.json': renderJson(at('2026-10-31T12:00:00.000Z', 0)),
      // Whatever another program made of it.
      'c.json': JSON.stringify(at('2026-08-31T12:00:00.000Z')),
      'd.csv': 'verdict',
      'copy/b.json': renderJson(at('2026-09-30T12:00:00.000Z')),
      'copy/manifest.json': JSON.stringify({ type: 'rabbitmq-conformance-evidence', version: 1 }),
    });
    const { report: made, stderr } = await reportInJson(inventory([BAD]), '--history', history);
    expect(made.history?.map(({ createdAt, summary }) => [createdAt.slice(0, 10), summary.brokers.failing])).toEqual([
      ['2026-08-31', 1],
      ['2026-09-30', 1],
      ['2026-10-31', 0],
      ['2026-11-30', 1],
    ]);
    expect(made.changes).toMatchObject({ since: '2026-10-31T12:00:00.000Z' });
    expect(stderr).not.toContain(history);
  });

  it('is compared with --previous, if that is given', async () => {
    const history = historyOf({ 'a.json': renderJson(at('2026-10-31T12:00:00.000Z')) });
    const previous = write(renderJson(at('2026-09-30T12:00:00.000Z')));
    const { report: made } = await reportInJson(inventory([BAD]), '--history', history, '--previous', previous);
    expect(made.changes?.since).toBe('2026-09-30T12:00:00.000Z');
  });

  it('is only this report, if the folder is empty', async () => {
    const { report: made } = await reportInJson(inventory([BAD]), '--history', historyOf({}));
    expect(made.history).toHaveLength(1);
    expect(made.changes).toBeUndefined();
  });

  it('leaves out what is no report, or cannot be used, and says so', async () => {
    const history = historyOf({
      'later.json': renderJson(at('2027-01-01T00:00:00.000Z')),
      'other.json': renderJson(reportOfSize({ brokers: 1 })),
      'version.json': JSON.stringify({ ...at(EARLIER), version: 2 }),
      'results.json': '{"version":2,"results":[]}',
      'text.json': 'text',
    });
    const { report: made, stderr, status } = await reportInJson(inventory([BAD]), '--history', history);
    expect(status).toBe(1);
    expect(made.history).toHaveLength(1);
    for (const line of [
      `${history}/later.json: was made at 2027-01-01T00:00:00.000Z, after this report`,
      `${history}/other.json: is from an aggregator`,
      `${history}/version.json: is a report of version 2`,
      `${history}: left out 2 JSON files that are no reports of this command: ${history}/results.json, ${history}/text.json.`,
    ]) {
      expect(stderr).toContain(line);
    }
  });

  it('takes a new report into its folder, and replaces none', async () => {
    const history = historyOf({ 'october.json': renderJson(at(EARLIER)) });
    const input = inventory([BAD]);
    const november = `json=${history}/november.json`;
    expect((await report(input, '--history', history, '--format', november)).status).toBe(1);
    expect(validReport(readFileSync(`${history}/november.json`, 'utf8')).history).toHaveLength(2);
    const again = await report(input, '--history', history, '--format', november);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('november.json: is an earlier report of the history. Name a new file.');
  });

  it('of 400 reports reads only the beginnings, and one as a whole', async () => {
    const reports = Array.from({ length: 400 }, (_, number) => {
      const text = renderJson(at(new Date(Date.UTC(2025, 0, 1 + number)).toISOString()));
      // Whoever reads more than the beginning finds that this is no JSON.
      const beginning = text.slice(0, text.indexOf('"accounts": [') + 20);
      return [`${number}.json`, number === 399 ? text : beginning] as const;
    });
    const { report: made, stderr } = await reportInJson(
      inventory([BAD]),
      '--history',
      historyOf(Object.fromEntries(reports)),
    );
    expect(made.history).toHaveLength(401);
    expect(made.changes?.since).toBe(made.history?.[399]?.createdAt);
    expect(stderr).not.toContain('left out');
  });
});

it('a report is rendered again in another format, as it was', async () => {
  const made = reportOf([brokerOf('bad', ['fail'])], { createdAt: EARLIER });
  // By a version in which the checks were others.
  const tool = { ...made.tool, version: '0.0.9' };
  const checks = made.checks.map((check) => ({
    ...check,
    severity: 'low' as const,
    title: `Before: ${check.title}`,
    controls: [],
  }));
  const before = renderJson({ ...made, tool, checks });
  const again = await reportInJson(write(before));
  expect(again.report).toEqual(JSON.parse(before));
  expect(again.status).toBe(1);
  expect((await report(write(before), '--fail-on', 'medium')).status).toBe(0);
});

it('a report that is rendered again leads to no other guide than that of this program', async () => {
  const made = reportOf([brokerOf('bad', ['fail'])], { createdAt: EARLIER });
  const checks = made.checks.map((check) => ({ ...check, guide: 'https://example.com/ ) ![](https://example.com' }));
  const path = write(renderJson({ ...made, checks }));
  expect((await reportInJson(path)).report.checks).toEqual(made.checks);
  for (const format of ['html', 'markdown', 'csv', 'ocsf']) {
    expect((await report(path, '--format', format)).stdout).not.toContain('example.com');
  }
});

describe('a page', () => {
  it('is not for a terminal', async () => {
    const written = { stdout: '', stderr: '' };
    const status = await runCommandLine(['report', inventory([GOOD]), '--format', 'html'], {
      stdin: (async function* () {})(),
      stdout: { write: (text) => (written.stdout += text), isTTY: true },
      stderr: { write: (text) => (written.stderr += text) },
      useColour: false,
      version: '1.2.3',
    });
    expect({ status, ...written }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'rabbitmq-conformance: a page is not for a terminal. Name a file: --format html=report.html.\n',
    });
  });

  it.each(['en', 'ja'])('is in the language %s', async (language) => {
    const { stdout, status } = await report(inventory([BAD]), '--format', 'html', '--language', language);
    expect(status).toBe(1);
    expect(stdout).toContain(`<html lang="${language}">`);
  });
});

it('reads standard input for -', async () => {
  const stdin = [JSON.stringify({ Source: '111122223333/eu-west-1', BrokerSummaries: [BAD] })];
  const { stdout, status } = await run(['report', ...CHECKS, '--format', 'json', '-'], { stdin, now: NOW });
  expect(status).toBe(1);
  expect(validReport(stdout).source).toEqual({ kind: 'files', paths: ['-'] });
});
