import { renderSummary } from '../../../cli/report/summary.ts';
import { badBroker, cliAnswer } from '../forms.ts';
import { EVALUATE, HOSTILE, reportOf, resultOf, run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const STDIN = [JSON.stringify(cliAnswer(badBroker()))];
const COUNTS = 'rabbitmq-conformance: 1 broker, 3 results: 3 fail, 0 unknown, 0 pass, 0 skip\n';

describe('standard error has', () => {
  it('nothing where standard output has the table, whatever else is written', async () => {
    const path = folder.path('beside.json');
    for (const args of [[], ['--format', 'table', '--format', `json=${path}`]]) {
      expect((await run([...EVALUATE, ...args], { stdin: STDIN })).summary).toBeUndefined();
    }
  });

  it('a line with the counts where standard output has another format', async () => {
    expect((await run([...EVALUATE, '--format', 'json'], { stdin: STDIN })).summary).toBe(COUNTS);
  });

  it('the findings, the counts and the path where standard output has nothing', async () => {
    const path = folder.path('report.sarif');
    const name = 'orders (b-orders-1111-4111-8111-111111111111)  standard input';
    expect((await run([...EVALUATE, '--format', `sarif=${path}`], { stdin: STDIN })).summary).toBe(
      `FAIL  rabbitmq-no-public-access  ${name}\nFAIL  rabbitmq-cluster-deployment  ${name}\n` +
        `FAIL  rabbitmq-general-logging  ${name}\n${COUNTS}Report: ${path}\n`,
    );
  });

  it('nothing of this with --quiet', async () => {
    const path = folder.path('quiet.sarif');
    for (const format of ['json', `sarif=${path}`]) {
      const { stderr, summary } = await run([...EVALUATE, '--quiet', '--format', format], { stdin: STDIN });
      expect({ stderr, summary }).toEqual({ stderr: '', summary: undefined });
    }
  });
});

it('has the ten gravest findings, and says how many more there are', () => {
  const results = [
    ...Array.from({ length: 12 }, (_, index) => resultOf({ verdict: 'unknown', address: `B${index}` })),
    resultOf({ address: 'Worst', constructPath: 'Stack/Worst' }),
  ];
  const lines = renderSummary(reportOf(results), undefined, ['a.json', 'b.csv']).split('\n');
  expect(lines).toHaveLength(10 + 1 + 1 + 2 + 1);
  expect(lines[0]).toBe('FAIL  rabbitmq-general-logging  Worst (Stack/Worst)  infra/template.yaml:12');
  expect(lines.slice(-5)).toEqual([
    '… and 3 more findings in the report.',
    'rabbitmq-conformance: 13 brokers, 13 results: 1 fail, 12 unknown, 0 pass, 0 skip',
    'Report: a.json',
    'Report: b.csv',
    '',
  ]);
});

it('says what the baseline has hidden, and what of it is gone', () => {
  const results = [resultOf({ baselineState: 'unchanged' }), resultOf({ address: 'B', baselineState: 'new' })];
  const lines = renderSummary(reportOf(results, { absentFindings: 2 }), undefined, []).split('\n');
  expect(lines.slice(0, 1)).toEqual([expect.stringContaining('  B  ')]);
  expect(lines.slice(2, 4)).toEqual([
    expect.stringContaining('1 finding of the baseline is not shown.'),
    expect.stringContaining('2 findings of the baseline are gone'),
  ]);
});

it('lets nothing through that a terminal would obey', () => {
  const result = resultOf({ source: HOSTILE, address: HOSTILE, constructPath: HOSTILE });
  const text = renderSummary(reportOf([result]), undefined, [HOSTILE]);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});
