import { renderCsv } from '../../../../cli/report/formats/csv.ts';
import { badBroker, cliAnswer } from '../../forms.ts';
import { EVALUATE, exemptResultOf, HOSTILE, reportOf, resultOf, run } from '../../support.ts';

const HEADER =
  'verdict,severity,check,source,line,address,name,id,arn,account,region,detail,fix,remediation,fingerprint,guide,' +
  'reason,until,daysLeft,ticket,baselineState\r\n';

/** The cells of a text of RFC 4180. */
function parse(text: string): readonly (readonly string[])[] {
  return text
    .replace(/\r\n$/, '')
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

it('has a row of names, and a row for each result', () => {
  const text = renderCsv(reportOf([resultOf(), resultOf({ verdict: 'pass', line: undefined, detail: 'Good, "so".' })]));
  expect(text.startsWith(HEADER)).toBe(true);
  const rows = parse(text);
  expect(rows.map((row) => row.length)).toEqual([21, 21, 21]);
  expect(rows[1]?.slice(0, 14)).toEqual([
    ...['fail', 'medium', 'rabbitmq-general-logging', 'infra/template.yaml', '12', 'Orders', '', '', '', '', ''],
    ...['General logging is off.', 'in-place', 'Switch it on.'],
  ]);
  expect(rows[1]?.[15]).toBe('https://example.com/guide#rabbitmq-general-logging');
  expect(rows[2]?.slice(3, 12)).toEqual(['infra/template.yaml', '', 'Orders', '', '', '', '', '', 'Good, "so".']);
  expect(text).toContain(',"Good, ""so"".",');
});

it('has the reason, the last day, the days left and the ticket of an exemption', () => {
  const [, row] = parse(renderCsv(reportOf([exemptResultOf()])));
  expect(row?.slice(16, 20)).toEqual(['Holds no data.', '2027-03-31', '121', 'OPS-1']);
  expect(row?.[0]).toBe('exempt');
});

it('is the row of names alone where there is nothing', () => {
  expect(renderCsv(reportOf([]))).toBe(HEADER);
});

it.each([
  ['x'.repeat(131_072), 'x'.repeat(131_072)],
  ['x'.repeat(131_073), `${'x'.repeat(131_071)}…`],
  [`${'x'.repeat(131_070)}😀x`, `${'x'.repeat(131_070)}…`],
])('a field longer than programs take is cut between characters (%#)', (detail, cell) => {
  expect(parse(renderCsv(reportOf([resultOf({ detail })])))[1]?.[11]).toBe(cell);
});

describe('no cell is a formula to a spreadsheet', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1+1', "' =1+1"],
    ['＝1+1', "'＝1+1"],
    ['\t=1+1', '\u{fffd}=1+1'],
    ['\r=1+1', '\u{fffd}=1+1'],
    ['=HYPERLINK("x","y")', '\'=HYPERLINK("x","y")'],
    ['1+1', '1+1'],
    ['a=b', 'a=b'],
  ])('%j', (detail, expected) => {
    const [, row] = parse(renderCsv(reportOf([resultOf({ detail })])));
    expect(row?.[11]).toBe(expected);
  });
});

it('lets nothing through that a terminal would obey', () => {
  const text = renderCsv(reportOf([resultOf({ source: HOSTILE, address: HOSTILE, detail: HOSTILE })]));
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

it('is written by the command line', async () => {
  const stdin = [JSON.stringify(cliAnswer(badBroker()))];
  const { stdout, status } = await run([...EVALUATE, '--format', 'csv'], { stdin });
  const rows = parse(stdout);
  expect(rows.map(([verdict]) => verdict)).toEqual(['verdict', 'fail', 'fail', 'fail']);
  expect(rows[1]?.slice(6, 11)).toEqual([
    'orders',
    'b-orders-1111-4111-8111-111111111111',
    'arn:aws:mq:eu-west-1:111122223333:broker:orders:b-orders-1111-4111-8111-111111111111',
    '111122223333',
    'eu-west-1',
  ]);
  expect(status).toBe(1);
});
