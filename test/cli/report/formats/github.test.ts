import { join } from 'node:path';
import fc from 'fast-check';
import { renderGithub } from '../../../../cli/report/formats/github.ts';
import type { ExplainedResult, Remark } from '../../../../cli/report/results.ts';
import { printable } from '../../../../cli/text/printable.ts';
import { HOSTILE, reportOf, resultOf } from '../../support.ts';

const lines = (results: readonly ExplainedResult[], problems: readonly Remark[] = []) =>
  renderGithub(reportOf(results, { problems })).split('\n').slice(0, -1);

/** A command as the runner reads it: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function parse(line: string) {
  const [, level, list = '', message = ''] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? [];
  const decoded = (text: string) => text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  const properties = list.split(',').map((pair) => pair.split('=', 2)[0] ?? '');
  const values = Object.fromEntries(
    list.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), decoded(pair.slice(pair.indexOf('=') + 1))]),
  );
  return { level, properties, values, message: message.replaceAll('%25', '%') };
}

it('is this text', () => {
  const results = [
    resultOf({ verdict: 'pass' }),
    resultOf({ verdict: 'unknown', detail: 'Logs is 100% !If.', line: 30 }),
    resultOf(),
    resultOf({ check: 'rabbitmq-no-public-access', severity: 'high', fix: 'new-broker', detail: 'It is public.' }),
    resultOf({ severity: 'low', line: undefined }),
    resultOf({ verdict: 'skip' }),
  ];
  expect(renderGithub(reportOf(results, { problems: [{ source: 'b,c.json', message: 'is not JSON.' }] }))).toBe(`\
::error file=b%2Cc.json,title=Input that could not be used::is not JSON.
::error file=infra/template.yaml,line=12,title=rabbitmq-no-public-access::Orders: It is public. Fix (needs a new broker): Switch it on.
::warning file=infra/template.yaml,line=12,title=rabbitmq-general-logging::Orders: General logging is off. Fix (in place): Switch it on.
::notice file=infra/template.yaml,title=rabbitmq-general-logging::Orders: General logging is off. Fix (in place): Switch it on.
::warning file=infra/template.yaml,line=30,title=rabbitmq-general-logging::Orders: Unknown: Logs is 100%25 !If.
`);
});

it('is empty where there is nothing to do', () => {
  expect(renderGithub(reportOf([resultOf({ verdict: 'pass' })]))).toBe('');
});

it.each([
  ['standard input', '-', 'standard input:12: '],
  ['a file outside of the repository', '../b.yaml', '../b.yaml:12: '],
])('names %s in the message, because GitHub cannot show it', (_, source, place) => {
  const [command] = lines([resultOf({ source })]).map(parse);
  expect(command?.properties).toEqual(['title']);
  expect(command?.message).toBe(`${place}Orders: General logging is off. Fix (in place): Switch it on.`);
});

it('has paths from the working folder', () => {
  const [command] = lines([resultOf({ source: join(process.cwd(), 'a/b.yaml') })]).map(parse);
  expect(command?.values).toMatchObject({ file: 'a/b.yaml' });
});

it.each([
  ['errors', { severity: 'high' }, 'error', 10],
  ['warnings', { severity: 'medium' }, 'warning', 10],
  ['notices', { severity: 'low' }, 'notice', 9],
] as const)(
  'has no more %s than GitHub shows, the first ones, and says how many more there are',
  (_, differences, level, most) => {
    const results = Array.from({ length: 25 }, (_, line) => resultOf({ ...differences, line: line + 1 }));
    const commands = lines(results).map(parse);
    expect(commands.slice(0, -1).map(({ values }) => values.line)).toEqual(
      Array.from({ length: most }, (_, line) => `${line + 1}`),
    );
    expect(commands.slice(0, -1).every((command) => command.level === level)).toBe(true);
    expect(commands.at(-1)).toMatchObject({ level: 'notice', message: `${25 - most} more: see the report.` });
  },
);

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(HOSTILE, '\n::error::x', '%0A::set-env::', 'a::b,c=d'),
);

it('is one command a finding, whatever is in a text of an input', () => {
  fc.assert(
    fc.property(text, text, text, (source, address, detail) => {
      const out = lines(
        [resultOf({ source: `a/${source}`, address, detail })],
        [{ source: `b/${source}`, message: detail }],
      );
      const commands = out.map(parse);
      expect(commands.map(({ level }) => level)).toEqual(['error', 'warning']);
      for (const { properties } of commands) expect(properties.join()).toMatch(/^(file,)?(line,)?title$/);
      expect(out.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\[/u);
      expect(commands[1]?.message).toContain(`${printable(address)}: ${printable(detail)}`);
    }),
  );
});
