import { mkdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import fc from 'fast-check';
import { CHANGE_CHECKS } from '../../../checks/change-checks.ts';
import { BaselineError, compareWithBaseline, parseBaseline } from '../../../cli/report/baseline.ts';
import { renderCsv } from '../../../cli/report/formats/csv.ts';
import { renderJson } from '../../../cli/report/formats/json.ts';
import { renderJunit } from '../../../cli/report/formats/junit.ts';
import { renderMarkdown } from '../../../cli/report/formats/markdown.ts';
import { renderOcsf } from '../../../cli/report/formats/ocsf.ts';
import { renderSarif } from '../../../cli/report/formats/sarif.ts';
import { renderTable } from '../../../cli/report/formats/table.ts';
import type { ExplainedResult } from '../../../cli/report/results.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { badBroker, broker, cliAnswer } from '../forms.ts';
import { EVALUATE, reportOf, resultOf, run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const VERDICTS = ['pass', 'fail', 'skip', 'unknown', 'exempt'] as const;

function compare(before: readonly ExplainedResult[], after: readonly ExplainedResult[]) {
  return compareWithBaseline(reportOf(after), parseBaseline(renderJson(reportOf(before))));
}

describe('a finding', () => {
  it.each([
    ['that failed and fails', 'fail', 'fail', 'unchanged'],
    ['that was unknown and is unknown', 'unknown', 'unknown', 'unchanged'],
    ['that was unknown and fails', 'unknown', 'fail', 'new'],
    ['that failed and is unknown', 'fail', 'unknown', 'new'],
    ['that passed and fails', 'pass', 'fail', 'new'],
    ['that was exempt and fails', 'exempt', 'fail', 'new'],
    ['that failed and passes', 'fail', 'pass', undefined],
    ['that failed and is exempt', 'fail', 'exempt', undefined],
  ] as const)('%s', (_, before, after, expected) => {
    const { results } = compare([resultOf({ verdict: before })], [resultOf({ verdict: after, line: 99 })]);
    expect(results.map(({ baselineState }) => baselineState)).toEqual([expected]);
  });

  it('of another broker or check is new', () => {
    const others = [resultOf({ address: 'Other' }), resultOf({ check: 'other' }), resultOf({ source: 'other.yaml' })];
    expect(compare([resultOf()], others).results.map(({ baselineState }) => baselineState)).toEqual([
      'new',
      'new',
      'new',
    ]);
  });
});

it('of a change is never old, and never gone', () => {
  const [{ id: check }] = CHANGE_CHECKS;
  expect(compare([resultOf({ check })], [resultOf({ check })]).results[0]?.baselineState).toBe('new');
  expect(compare([resultOf({ check })], []).absentFindings).toBe(0);
});

it('changes nothing but the state, and a pass never, whatever was in the report', () => {
  const result = fc.record({
    verdict: fc.constantFrom(...VERDICTS),
    address: fc.constantFrom('A', 'B', 'C'),
    check: fc.constantFrom('x', 'y'),
  });
  const results = fc.array(result.map((differences) => resultOf({ ...differences, resource: {} })));
  const property = fc.property(results, results, (before, after) => {
    const compared = compare(before, after).results;
    expect(compared.map(({ baselineState, ...others }) => others)).toEqual(after);
    for (const { verdict, baselineState } of compared) {
      expect(baselineState !== undefined).toBe(verdict === 'fail' || verdict === 'unknown');
    }
    expect(compare(after, after).results.filter(({ baselineState }) => baselineState === 'new')).toEqual([]);
  });
  fc.assert(property);
});

it('counts what is gone: not what is exempt now, and what is there twice once', () => {
  const known = [resultOf(), resultOf({ address: 'B' }), resultOf({ address: 'C' })];
  const now = [resultOf({ verdict: 'pass' }), resultOf({ address: 'B', verdict: 'exempt' })];
  expect(compare(known, now).absentFindings).toBe(2);
  const arn = { resource: { arn: 'arn:aws:mq:eu-west-1:111122223333:broker:a:b-1' } };
  expect(compare([resultOf(arn), resultOf({ ...arn, source: 'b.json' })], []).absentFindings).toBe(1);
});

it.each([
  ['no JSON', 'FAIL', 'It is not JSON.'],
  ['no report', '[]', 'It is not a report of version 1 or 2.'],
  ['SARIF', '{"version":"2.1.0","runs":[]}', 'It is not a report of version 1 or 2.'],
  ['a later version', '{"version":3,"results":[]}', 'It is not a report of version 1 or 2.'],
  [
    'a result without a fingerprint',
    '{"version":1,"results":[{"check":"x","verdict":"fail"}]}',
    'Its results[0] lacks',
  ],
  ['a result that is null', '{"version":1,"results":[null]}', 'Its results[0] lacks'],
])('%s is refused', (_, text, message) => {
  expect(() => parseBaseline(text)).toThrow(BaselineError);
  expect(() => parseBaseline(text)).toThrow(message);
});

it('a report of version 1 can be one, after a byte order mark too', () => {
  const text = `\u{feff}${renderJson(reportOf([resultOf()])).replace('"version": 2', '"version": 1')}`;
  expect(parseBaseline(text)).toHaveLength(1);
});

describe('each format', () => {
  const old = resultOf({ address: 'Old', resource: {} });
  const report = compare([old, resultOf({ address: 'Gone' })], [old, resultOf({ address: 'Fresh', resource: {} })]);

  it('table: has the new findings, and lines on the others', () => {
    const lines = renderTable(report, { useColour: false }).split('\n');
    expect(lines.filter((line) => /Old|Fresh/.test(line))).toEqual(['    Fresh  infra/template.yaml:12']);
    expect(lines.slice(-4, -1)).toEqual([
      '2 brokers, 2 results: 2 fail (1 in the baseline), 0 unknown, 0 pass, 0 skip',
      '1 finding of the baseline is not shown. --verbose shows all.',
      '1 finding of the baseline is gone: fixed, or not evaluated this time.',
    ]);
  });

  it('table, with --verbose: has all', () => {
    const lines = renderTable(report, { useColour: false, verbosity: 'verbose' }).split('\n');
    expect(lines).toContain('FAIL  rabbitmq-general-logging (medium): 1 broker, in the baseline');
    expect(lines.filter((line) => /Old|Fresh/.test(line))).toHaveLength(2);
  });

  it('json and SARIF: have the state', () => {
    expect(JSON.parse(renderJson(report)).results.map(({ baselineState }: ExplainedResult) => baselineState)).toEqual([
      'unchanged',
      'new',
    ]);
    const [{ results }] = JSON.parse(renderSarif(report, { version: '1.2.3', checks: THREE_CHECKS })).runs;
    expect(results.map(({ baselineState }: ExplainedResult) => baselineState)).toEqual(['unchanged', 'new']);
  });

  it('junit: has the others as skipped', () => {
    expect(renderJunit(report)).toContain('tests="2" failures="1" errors="0" skipped="1"');
    expect(renderJunit(report)).toContain('<skipped message="In the baseline: General logging is off.">');
  });

  it('markdown: has the new findings only', () => {
    expect(renderMarkdown(report)).not.toContain('| Old |');
    expect(renderMarkdown(report)).toContain('| Fresh |');
    expect(renderMarkdown(report)).toContain(
      '2 fail (1 in the baseline), 0 unknown, 0 pass, 0 skip. 1 finding of the baseline is not shown. 1 finding',
    );
  });

  it('CSV and OCSF: have the state', () => {
    expect(
      renderCsv(report)
        .split('\r\n')
        .map((row) => row.split(',').at(-1)),
    ).toEqual(['baselineState', 'unchanged', 'new', '']);
    const findings = JSON.parse(renderOcsf(report, { version: '1.2.3', checks: THREE_CHECKS, now: new Date() }));
    expect(findings.map(({ status }: { status: string }) => status)).toEqual(['Unchanged', 'New']);
  });
});

describe('--baseline', () => {
  const bad = JSON.stringify(cliAnswer(badBroker()));

  it('lets what is in it not count, in another folder too, until there is more', async () => {
    const template = (name: string) => `Resources:\n  ${name}:\n    Type: AWS::AmazonMQ::Broker\n`;
    const home = process.cwd();
    const baseline = folder.path('baseline.json');
    try {
      for (const [checkout, name] of [
        ['first', 'Orders'],
        ['second', 'Orders'],
        ['third', 'Billing'],
      ] as const) {
        mkdirSync(folder.path(checkout));
        writeFileSync(folder.path(`${checkout}/template.yaml`), template(name));
        process.chdir(folder.path(checkout));
        const options = checkout === 'first' ? ['--format', `json=${baseline}`] : ['--baseline', baseline];
        const { status } = await run([...EVALUATE, ...options, 'template.yaml']);
        expect([checkout, status]).toEqual([checkout, checkout === 'second' ? 0 : 3]);
      }
    } finally {
      process.chdir(home);
    }
  });

  it('is never the excuse for input that cannot be used', async () => {
    const baseline = folder.path('old.json');
    await run([...EVALUATE, '--format', `json=${baseline}`], { stdin: [bad] });
    expect((await run([...EVALUATE, '--baseline', baseline], { stdin: [bad] })).status).toBe(0);
    const both = [`${bad}\n`, '{"cut":'];
    expect((await run([...EVALUATE, '--baseline', baseline], { stdin: both })).status).toBe(2);
  });

  it.each([
    [
      'is missing',
      'missing.json',
      undefined,
      /--baseline <file>' argument '\S+' is invalid\. It cannot be read: the file does not exist/,
    ],
    ['is no report', 'none.json', '{}', /is invalid\. It is not a report of version 1 or 2\. Expected a report that /],
  ])('that %s ends with status 2 before anything is read', async (_, name, content, message) => {
    if (content !== undefined) folder.write(name, content);
    let isRead = false;
    const stdin = (function* () {
      isRead = true;
      yield JSON.stringify(cliAnswer(broker()));
    })();
    const { status, stdout, stderr } = await run([...EVALUATE, '--baseline', folder.path(name)], { stdin });
    expect({ status, stdout, isRead }).toEqual({ status: 2, stdout: '', isRead: false });
    expect(stderr).toMatch(message);
  });
});
