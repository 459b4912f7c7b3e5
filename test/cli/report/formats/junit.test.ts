import { renderJunit } from '../../../../cli/report/formats/junit.ts';
import { badBroker, broker, cliAnswer, eventItem } from '../../forms.ts';
import { EVALUATE, exemptResultOf, HOSTILE, reportOf, resultOf, run } from '../../support.ts';

it('is this text', () => {
  const report = reportOf(
    [
      resultOf(),
      resultOf({ verdict: 'pass', check: 'rabbitmq-no-public-access', detail: 'It is private.' }),
      resultOf({ source: '-', line: undefined, verdict: 'unknown', detail: 'Logs.General is "$x & <y>".' }),
      resultOf({ source: '-', line: undefined, address: 'Other', verdict: 'skip', detail: 'It is ActiveMQ.' }),
    ],
    {
      problems: [{ source: 'b.json', message: 'is not JSON.' }],
      advice: [{ source: 'infra/template.yaml', address: 'Orders', line: 12, message: 'AWS refuses an audit log.' }],
      notices: [{ source: 'infra/template.yaml', message: 'skipped 1 resource.' }],
    },
  );
  expect(renderJunit(report)).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="rabbitmq-conformance" tests="5" failures="1" errors="2" skipped="1" time="0">
  <testsuite name="infra/template.yaml" tests="2" failures="1" errors="0" skipped="0" time="0">
    <testcase classname="rabbitmq-conformance.rabbitmq-general-logging" name="Orders" file="infra/template.yaml" time="0"><failure type="medium" message="General logging is off.">infra/template.yaml:12: General logging is off. Fix (in place): Switch it on. https://example.com/guide#rabbitmq-general-logging</failure></testcase>
    <testcase classname="rabbitmq-conformance.rabbitmq-no-public-access" name="Orders" file="infra/template.yaml" time="0"/>
    <system-out>infra/template.yaml:12: Orders: AWS refuses an audit log. infra/template.yaml: skipped 1 resource.</system-out>
  </testsuite>
  <testsuite name="standard input" tests="2" failures="0" errors="1" skipped="1" time="0">
    <testcase classname="rabbitmq-conformance.rabbitmq-general-logging" name="Orders" time="0"><error type="medium" message="Logs.General is &quot;$x &amp; &lt;y&gt;&quot;.">Unknown. standard input: Logs.General is &quot;$x &amp; &lt;y&gt;&quot;.</error></testcase>
    <testcase classname="rabbitmq-conformance.rabbitmq-general-logging" name="Other" time="0"><skipped message="It is ActiveMQ.">It is ActiveMQ.</skipped></testcase>
  </testsuite>
  <testsuite name="b.json" tests="1" failures="0" errors="1" skipped="0" time="0">
    <testcase classname="rabbitmq-conformance.input" name="can be used" file="b.json" time="0"><error type="input" message="is not JSON.">b.json: is not JSON.</error></testcase>
  </testsuite>
</testsuites>
`);
});

it('has no two cases of the same name, of which GitLab would read only one', () => {
  const text = renderJunit(reportOf([resultOf(), resultOf(), resultOf({ source: 'other.yaml' })]));
  expect([...text.matchAll(/<testcase .*? name="(.*?)"/g)].map(([, name]) => name)).toEqual([
    'Orders',
    'Orders #2',
    'Orders',
  ]);
});

it('is XML whatever the input says', () => {
  const odd = `<&>"' ]]> \u0000\u000b\ud800\ufffe\uffff${HOSTILE}`;
  const item = { source: odd, address: odd, message: odd };
  const text = renderJunit(
    reportOf([resultOf({ source: odd, address: odd, detail: odd, remediation: odd })], {
      problems: [item],
      advice: [item],
      notices: [item],
    }),
  );
  // What XML 1.0 allows, less what a terminal would obey.
  expect(text).toMatch(/^[\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  // All that is left without the elements and attributes is text with its references.
  const rest = text.replaceAll(/<\/?[\w-]+( \w+="[^"<]*")*\/?>|<\?xml [^?]*\?>/g, '');
  expect(rest).not.toMatch(/[<>]/);
  expect(text.replaceAll(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
});

it('is written by the command line', async () => {
  const stdin = [JSON.stringify([cliAnswer(badBroker()), eventItem(broker({ name: 'billing', general: undefined }))])];
  const { stdout, status } = await run([...EVALUATE, '--format', 'junit'], { stdin });
  expect(stdout).toContain('<testsuite name="standard input" tests="6" failures="3" errors="1" skipped="0" time="0">');
  expect(status).toBe(1);
});

it('is not green where nothing could be read', async () => {
  const { stdout } = await run([...EVALUATE, '--format', 'junit'], { stdin: ['text'] });
  expect(stdout).toContain('<testsuites name="rabbitmq-conformance" tests="1" failures="0" errors="1"');
});

it('skips what is exempt, and says why', () => {
  const why = 'Exempt until 2027-03-31 (121 days left): Holds no data. (OPS-1)';
  const text = renderJunit(reportOf([exemptResultOf()]));
  expect(text).toContain(`<skipped message="${why}">infra/template.yaml:12: General logging is off. ${why}</skipped>`);
  expect(text).toContain('failures="0" errors="0" skipped="1"');
});
