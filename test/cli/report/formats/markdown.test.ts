import { renderMarkdown } from '../../../../cli/report/formats/markdown.ts';
import { badBroker, cliAnswer } from '../../forms.ts';
import { EVALUATE, exemptResultOf, HOSTILE, reportOf, resultOf, run } from '../../support.ts';

it('is this text', () => {
  const report = reportOf(
    [
      resultOf({ verdict: 'pass', check: 'rabbitmq-no-public-access' }),
      resultOf({ verdict: 'unknown', detail: 'Logs is !If.', line: 30, address: 'module.mq["a|b"]' }),
      resultOf(),
      resultOf({ check: 'rabbitmq-no-public-access', severity: 'high', fix: 'new-broker', detail: 'It is public.' }),
    ],
    {
      problems: [{ source: '-', message: 'is not JSON.' }],
      advice: [{ source: 'a.yaml', address: 'Orders', line: 3, message: 'AWS refuses an audit log.' }],
      notices: [{ source: 'infra', message: 'skipped 1 file (a).' }],
    },
  );
  expect(renderMarkdown(report)).toBe(`\
## RabbitMQ conformance

4 brokers, 4 results: 2 fail, 1 unknown, 1 pass, 0 skip. **Not everything could be read.**

| verdict | severity | check | broker | where | why |
| --- | --- | --- | --- | --- | --- |
| **fail** | high | \`rabbitmq-no-public-access\` | Orders | infra/template.yaml:12 | It is public. |
| **fail** | medium | \`rabbitmq-general-logging\` | Orders | infra/template.yaml:12 | General logging is off. |
| **unknown** | medium | \`rabbitmq-general-logging\` | module.mq\\["a\\|b"\\] | infra/template.yaml:30 | Logs is \\!If. |

### How to fix it

- [\`rabbitmq-no-public-access\`](https://example.com/guide#rabbitmq-general-logging) (needs a new broker): Switch it on.
- [\`rabbitmq-general-logging\`](https://example.com/guide#rabbitmq-general-logging) (in place): Switch it on.

### Input that could not be used

- standard input: is not JSON.

### Advice

- a.yaml:3: Orders: AWS refuses an audit log.

### Notices

- infra: skipped 1 file (a).
`);
});

it('is a title and a line where there is nothing to do', () => {
  expect(renderMarkdown(reportOf([resultOf({ verdict: 'pass' })]))).toBe(
    '## RabbitMQ conformance\n\n1 broker, 1 result: 0 fail, 0 unknown, 1 pass, 0 skip.\n',
  );
});

describe('a text of an input', () => {
  it.each([
    ['is no cell of its own', 'a | b', 'a \\| b'],
    ['is no HTML', '<img src=x onerror=alert(1)> &amp;', '&lt;img src=x onerror=alert(1)&gt; &amp;amp;'],
    ['is no markup', '**a** _b_ `c` ~~d~~', '\\*\\*a\\*\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~'],
    ['is no link', '[a](https://x.example)', '\\[a\\](https:&#8203;//x.example)'],
    ['is no image', '![a](b)', '\\!\\[a\\](b)'],
    ['is no address that becomes a link', 'www.x.example', 'www&#8203;.x.example'],
    ['calls nobody', '@octo/team', '@&#8203;octo/team'],
    ['names no issue', '#12', '\\#&#8203;12'],
    ['escapes nothing itself', 'a\\', 'a\\\\'],
    ['has no lines of its own', 'a\n## b', 'a\u{fffd}\\#\\# b'],
  ])('%s', (_, detail, expected) => {
    expect(renderMarkdown(reportOf([resultOf({ detail })]))).toContain(` | ${expected} |\n`);
  });

  it('has nothing that a terminal would obey', () => {
    const item = { source: HOSTILE, address: HOSTILE, message: HOSTILE };
    const results = [resultOf({ source: HOSTILE, address: HOSTILE, detail: HOSTILE, remediation: HOSTILE })];
    const text = renderMarkdown(reportOf(results, { problems: [item], advice: [item] }));
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

it('fits a comment on GitHub, and says how much is left out', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => index);
  const text = renderMarkdown(
    reportOf(
      many.map((index) => resultOf({ address: `Broker${index}`, remediation: `Mend ${index}.` })),
      {
        problems: many.map((index) => ({ source: `${index}.json`, message: 'is not JSON.' })),
        advice: many.map((index) => ({ source: `${index}.json`, message: 'AWS refuses an audit log.' })),
      },
    ),
  );
  expect(text.length).toBeLessThan(65_536);
  const shown = text.match(/^\| \*\*fail/gm)?.length ?? 0;
  expect(text).toContain(`… and ${5_000 - shown} more results: too many for this report.`);
  expect(text.match(/^… and /gm)).toHaveLength(4);
});

it('is written by the command line', async () => {
  const { stdout, status } = await run([...EVALUATE, '--format', 'markdown'], {
    stdin: [JSON.stringify(cliAnswer(badBroker()))],
    useColour: true,
  });
  expect(stdout).toContain('| **fail** | high | `rabbitmq-no-public-access` | orders (b-orders-1111-');
  expect(stdout).not.toContain('\u001b');
  expect(status).toBe(1);
});

it('lists what is exempt, first what ends first, with the days left', () => {
  const results = [exemptResultOf(), exemptResultOf({ until: '2026-12-01', daysLeft: 1, ticket: undefined })];
  const text = renderMarkdown(reportOf([...results, exemptResultOf({ until: '2026-11-30', daysLeft: 0 })]));
  const place = '- infra/template.yaml:12: Orders: rabbitmq-general-logging: Exempt until';
  expect(text).toContain(`
### Exempt

${place} 2026-11-30 (today is the last day): Holds no data. (OPS-1)
${place} 2026-12-01 (1 day left): Holds no data.
${place} 2027-03-31 (121 days left): Holds no data. (OPS-1)
`);
  expect(text).toContain('3 exempt');
});
