import { join } from 'node:path';
import process from 'node:process';
import { renderGitlab } from '../../../../cli/report/formats/gitlab.ts';
import type { Report } from '../../../../cli/report/results.ts';
import { badBroker, cliAnswer } from '../../forms.ts';
import { EVALUATE, exemptResultOf, HOSTILE, reportOf, resultOf, run } from '../../support.ts';

function violations(report: Report): readonly Record<string, unknown>[] {
  return JSON.parse(renderGitlab(report));
}

it('has what failed and what is unknown, with all that GitLab needs', () => {
  const report = reportOf([
    resultOf(),
    resultOf({ verdict: 'unknown', severity: 'high', detail: 'It is !Ref Public.', line: undefined, source: '-' }),
    resultOf({ verdict: 'pass' }),
    resultOf({ verdict: 'skip' }),
    exemptResultOf(),
  ]);
  const fingerprint = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(violations(report)).toEqual([
    {
      description: 'Orders: General logging is off. Fix (in place): Switch it on.',
      check_name: 'rabbitmq-general-logging',
      fingerprint,
      severity: 'major',
      location: { path: 'infra/template.yaml', lines: { begin: 12 } },
    },
    {
      description: 'Orders: Unknown: It is !Ref Public.',
      check_name: 'rabbitmq-general-logging',
      fingerprint,
      severity: 'critical',
      location: { path: 'standard-input', lines: { begin: 1 } },
    },
  ]);
});

it('has paths from the working folder', () => {
  const sources = ['./a.yaml', 'b/../c.yaml', join(process.cwd(), 'd.yaml')];
  const report = reportOf(sources.map((source) => resultOf({ source })));
  expect(violations(report).map(({ location }) => location)).toEqual(
    ['a.yaml', 'c.yaml', 'd.yaml'].map((path) => ({ path, lines: { begin: 12 } })),
  );
});

it('has input that could not be used, each by itself, and a finding of the baseline', () => {
  const problems = ['is empty.', 'is not JSON.'].map((message) => ({ source: 'b.json', message }));
  const found = violations(reportOf([resultOf({ baselineState: 'unchanged' })], { problems }));
  expect(found.map(({ check_name, severity }) => [check_name, severity])).toEqual([
    ['rabbitmq-general-logging', 'major'],
    ['unusable-input', 'blocker'],
    ['unusable-input', 'blocker'],
  ]);
  expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(3);
});

it('is an empty list where nothing was found', () => {
  expect(renderGitlab(reportOf([]))).toBe('[]\n');
});

it('lets nothing through that a terminal would obey', () => {
  const report = reportOf([resultOf({ source: HOSTILE, address: HOSTILE, detail: HOSTILE })]);
  expect(renderGitlab(report).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

it('is written by the command line', async () => {
  const { stdout, status } = await run([...EVALUATE, '--format', 'gitlab'], {
    stdin: [JSON.stringify(cliAnswer(badBroker()))],
  });
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toHaveLength(3);
});
