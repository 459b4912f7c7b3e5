import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Log, Result as SarifResult } from 'sarif';
import type { Check } from '../../../../checks/check.ts';
import { guideUrl } from '../../../../checks/guide.ts';
import { valuesOf } from '../../../../checks/parameters.ts';
import { CHECKS, DEFAULT_CHECKS } from '../../../../checks/registry.ts';
import { renderSarif } from '../../../../cli/report/formats/sarif.ts';
import type { Report } from '../../../../cli/report/results.ts';
import { badBroker, broker, cliAnswer, eventItem } from '../../forms.ts';
import { EVALUATE, exemptResultOf, HOSTILE, reportOf, resultOf, run } from '../../support.ts';

const { $schema, id, ...schema } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/sarif-schema-2.1.0.json'), 'utf8'),
);
// Its keywords mean the same in draft 7, but for `id`.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const isValid = ajv.compile(schema);

function sarif(report: Report, checks: readonly Check[] = CHECKS): Log {
  const text = renderSarif(report, { version: '1.2.3', checks });
  const log: Log = JSON.parse(text);
  expect({ valid: isValid(log), errors: isValid.errors }).toEqual({ valid: true, errors: null });
  return log;
}

function runOf(log: Log) {
  const [only] = log.runs;
  if (only === undefined) throw new Error('There is no run.');
  return only;
}

function results(report: Report): readonly SarifResult[] {
  return runOf(sarif(report)).results ?? [];
}

function uriOf(source: string): string | undefined {
  const [result] = results(reportOf([resultOf({ source })]));
  return result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
}

it('the schema refuses what is no SARIF', () => {
  expect(isValid({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false);
  expect(isValid({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] })).toBe(false);
});

it('is of the version that is evaluated with, whatever was found', () => {
  const log = sarif(reportOf([]));
  expect(log.version).toBe('2.1.0');
  expect(log.$schema).toBe('https://json.schemastore.org/sarif-2.1.0.json');
  const { tool, results: none } = runOf(log);
  expect(tool.driver).toMatchObject({ name: 'rabbitmq-conformance', version: '1.2.3' });
  expect(none).toEqual([]);
});

it('has a rule for each check that was evaluated, with all that GitHub shows of it', () => {
  const rules = runOf(sarif(reportOf([]))).tool.driver.rules ?? [];
  expect(rules.map((rule) => rule.id)).toEqual(CHECKS.map((check) => check.id));
  for (const [index, check] of (CHECKS as readonly Check[]).entries()) {
    const rule = rules[index];
    expect(rule?.shortDescription?.text).toBe(`${check.title}.`);
    expect(rule?.fullDescription?.text).toBe(check.rationale);
    for (const text of [rule?.help?.text, rule?.help?.markdown]) {
      expect(text).toContain(check.remediation);
      if (check.managedRule !== undefined) expect(text).toContain(check.managedRule);
      expect(text).toContain(guideUrl(check));
      expect(text).toContain(check.fix === 'in-place' ? 'in place' : 'needs a new broker');
    }
    expect(rule?.helpUri).toBe(guideUrl(check));
    expect(rule?.name).toMatch(/^([A-Z][a-z]+)+$/);
    expect(rule?.properties).toMatchObject({ precision: 'very-high', tags: expect.arrayContaining(['security']) });
  }
  expect(runOf(sarif(reportOf([]), CHECKS.slice(0, 1))).tool.driver.rules).toHaveLength(1);
});

it('says the parameters of the checks that have some, and nothing of the others', () => {
  const configured = CHECKS.filter(({ id }) => /-(public-access|engine-version|tags)$/.test(id)).map((check: Check) =>
    check.parameters
      ? { ...check, values: valuesOf(check, { minimumVersion: '4.2', requiredTags: 'team, stage=test|production' }) }
      : check,
  );
  const [invocation] = runOf(sarif(reportOf([]), configured)).invocations ?? [];
  expect(invocation?.ruleConfigurationOverrides).toEqual([
    {
      descriptor: { id: 'rabbitmq-engine-version', index: 1 },
      configuration: { parameters: { minimumVersion: '4.2' } },
    },
    {
      descriptor: { id: 'rabbitmq-tags', index: 2 },
      configuration: { parameters: { requiredTags: 'team,stage=test|production' } },
    },
  ]);
  const [byDefault] = runOf(sarif(reportOf([]), DEFAULT_CHECKS)).invocations ?? [];
  expect(byDefault).not.toHaveProperty('ruleConfigurationOverrides');
});

it.each([
  ['high', 'error', 7, 8.9],
  ['medium', 'warning', 4, 6.9],
  ['low', 'note', 0.1, 3.9],
] as const)('a check of severity %s is %s, and the same in the numbers of GitHub', (severity, level, least, most) => {
  const checks: readonly Check[] = CHECKS.slice(0, 1).map((check) => ({ ...check, severity }));
  const { tool, results: [result] = [] } = runOf(
    sarif(reportOf([resultOf({ severity, check: checks[0]?.id ?? '' })]), checks),
  );
  const [rule] = tool.driver.rules ?? [];
  expect(rule?.defaultConfiguration?.level).toBe(level);
  expect(result).toMatchObject({ level, ruleIndex: 0 });
  const score = Number(rule?.properties?.['security-severity']);
  expect(score).toBeGreaterThanOrEqual(least);
  expect(score).toBeLessThanOrEqual(most);
});

it('has what failed and what is unknown, and nothing that GitHub would take for an alert', () => {
  const report = reportOf([
    resultOf({ verdict: 'pass', line: 1 }),
    resultOf({ verdict: 'unknown', severity: 'high', detail: 'Logs is !If.', line: 2 }),
    resultOf({ verdict: 'skip', line: 3 }),
    resultOf({ verdict: 'fail', line: 4 }),
  ]);
  const found = results(report);
  expect(found.map(({ level, kind, properties }) => [level, kind, properties?.verdict])).toEqual([
    ['warning', undefined, 'unknown'],
    ['warning', undefined, 'fail'],
  ]);
  expect(found.map(({ message }) => message.text)).toEqual([
    'Orders: Unknown: Logs is !If.',
    'Orders: General logging is off. Fix (in place): Switch it on.',
  ]);
});

it('tells where a finding is, by file and line and by name', () => {
  const [result] = results(reportOf([resultOf()]));
  expect(result?.locations).toEqual([
    {
      physicalLocation: { artifactLocation: { uri: 'infra/template.yaml' }, region: { startLine: 12 } },
      logicalLocations: [{ name: 'Orders', fullyQualifiedName: 'Orders', kind: 'resource' }],
    },
  ]);
  expect(result?.properties).toMatchObject({ fix: 'in-place', remediation: 'Switch it on.', severity: 'medium' });
});

it.each([
  ['a file below the working folder', 'a/b.yaml', 'a/b.yaml'],
  ['a file with its folder named', './a/../b.yaml', 'b.yaml'],
  ['an absolute path below the working folder', join(process.cwd(), 'a/b.yaml'), 'a/b.yaml'],
  ['a file elsewhere', '../b c.yaml', pathToFileURL(join(process.cwd(), '../b c.yaml')).href],
  ['characters that mean something in a URI', 'a b/50%#?.yaml', 'a%20b/50%25%23%3F.yaml'],
  ['a name like a scheme', 'mailto:x.yaml', 'mailto%3Ax.yaml'],
  ['letters beyond ASCII', 'größe.yaml', 'gr%C3%B6%C3%9Fe.yaml'],
  ['half a character', 'x\ud800.yaml', 'x%EF%BF%BD.yaml'],
  ['the working folder itself', '.', '.'],
  ['standard input', '-', 'standard-input'],
  ['an account and region of a live scan', '111122223333/eu-west-1', '111122223333/eu-west-1'],
])('the path of %s', (_, source, uri) => {
  expect(uriOf(source)).toBe(uri);
});

it('always has a path: GitHub refuses the whole file where one is missing', () => {
  const sources = ['-', '111122223333/eu-west-1', 'x.json'];
  const found = results(reportOf(sources.map((source) => resultOf({ source, line: undefined, address: undefined }))));
  expect(found).toHaveLength(sources.length);
  for (const { locations } of found) {
    expect(locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/./);
    expect(locations?.[0]?.physicalLocation).not.toHaveProperty('region');
  }
});

describe('partial fingerprints', () => {
  const prints = (report: Report) => results(report).map(({ partialFingerprints }) => partialFingerprints ?? {});

  it('are the fingerprint of the result, under a versioned name', () => {
    const [mine] = prints(reportOf([resultOf()]));
    expect(mine).toEqual({ 'rabbitmqConformance/v1': expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('are that of GitHub too, where there is no line to make one of', () => {
    const [mine] = prints(reportOf([resultOf({ line: undefined })]));
    expect(mine?.primaryLocationLineHash).toBe(mine?.['rabbitmqConformance/v1']);
  });

  it('tell findings of the same check and line apart', () => {
    const report = reportOf(['A', 'B'].map((address) => resultOf({ address, line: 1, resource: {} })));
    const [a, b] = prints(report);
    expect(a?.primaryLocationLineHash).toBeDefined();
    expect(b?.primaryLocationLineHash).toBeDefined();
    expect(a?.primaryLocationLineHash).not.toBe(b?.primaryLocationLineHash);
  });
});

describe('the invocation', () => {
  const problem = { source: 'b.json', message: 'is not JSON.' };
  const advice = { source: 'a.yaml', address: 'Orders', line: 3, message: 'AWS refuses an audit log.' };

  const notice = { source: 'infra', message: 'skipped 1 symbolic link (a).' };

  it('was successful where all input could be used', () => {
    const { invocations } = runOf(sarif(reportOf([], { advice: [advice], notices: [notice] })));
    expect(invocations).toMatchObject([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          { level: 'warning', message: { text: 'a.yaml:3: Orders: AWS refuses an audit log.' } },
          { level: 'note', message: { text: 'infra: skipped 1 symbolic link (a).' } },
        ],
      },
    ]);
  });

  it('was successful where some could not, because GitHub drops a file of another, and says that results are missing', () => {
    const { invocations } = runOf(sarif(reportOf([resultOf()], { problems: [problem] })));
    expect(invocations).toMatchObject([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [{ level: 'error', message: { text: 'b.json: is not JSON.' } }],
      },
    ]);
  });
});

describe('input that could not be used', () => {
  const problems = [
    { source: 'b.json', message: 'is not JSON.' },
    { source: 'b.json', message: 'is too large.' },
    { source: 'c.json', message: 'is not JSON.' },
  ];
  const { tool, results: found = [] } = runOf(sarif(reportOf([resultOf()], { problems })));

  it('is a result at the file, lest the alerts of its brokers close in silence', () => {
    expect(
      found.map(({ ruleId, level, message, locations }) => [
        ruleId,
        level,
        message.text,
        locations?.[0]?.physicalLocation?.artifactLocation?.uri,
      ]),
    ).toEqual([
      ['rabbitmq-general-logging', 'warning', expect.any(String), 'infra/template.yaml'],
      ['unusable-input', 'error', 'b.json: is not JSON.', 'b.json'],
      ['unusable-input', 'error', 'b.json: is too large.', 'b.json'],
      ['unusable-input', 'error', 'c.json: is not JSON.', 'c.json'],
    ]);
  });

  it('has a rule, but only if there is such input', () => {
    for (const { ruleId, ruleIndex = -1 } of found) expect(tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
    expect(tool.driver.rules?.at(-1)?.properties?.['security-severity']).toBe('8.0');
    expect(runOf(sarif(reportOf([]))).tool.driver.rules?.map(({ id }) => id)).not.toContain('unusable-input');
  });

  it('keeps its fingerprint when the message changes, and each has its own', () => {
    const prints = (all: readonly { source: string; message: string }[]) =>
      results(reportOf([], { problems: all })).map(
        ({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash,
      );
    expect(new Set(prints(problems)).size).toBe(3);
    expect(prints(problems.map((each) => ({ ...each, message: 'is other.' })))).toEqual(prints(problems));
    expect(prints([{ source: join(process.cwd(), 'b.json'), message: '' }])).toEqual(prints(problems).slice(0, 1));
  });
});

it.each([
  ['a placeholder', 'Value {0}.', 'Orders: Unknown: Value {{0}}.'],
  ['a link', 'See [here](https://example.com).', 'Orders: Unknown: See [here] (https://example.com).'],
  ['an expression', 'It is {Stage}.', 'Orders: Unknown: It is {Stage}.'],
])('a text of an input is no %s in a message', (_, detail, text) => {
  const [result] = results(reportOf([resultOf({ verdict: 'unknown', detail })]));
  expect(result?.message.text).toBe(text);
});

it('lets nothing through that a terminal would obey', () => {
  const hostile = resultOf({ source: `${HOSTILE}.json`, address: HOSTILE, detail: HOSTILE });
  const report = reportOf([hostile], { problems: [{ source: HOSTILE, message: HOSTILE }] });
  sarif(report);
  const text = renderSarif(report, { version: '1.2.3', checks: CHECKS });
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

it('is written by the command line, with the exit status of the other formats', async () => {
  const stdin = [JSON.stringify([cliAnswer(badBroker()), eventItem(broker({ general: undefined })), 'text'])];
  const { status, stdout } = await run([...EVALUATE, '--format', 'sarif'], { stdin });
  const log: Log = JSON.parse(stdout);
  expect({ valid: isValid(log), errors: isValid.errors }).toEqual({ valid: true, errors: null });
  expect(runOf(log).results).toHaveLength(5);
  expect(status).toBe(2);
});

it('has no result of what is exempt, of which GitHub would make an alert, but a notification', () => {
  const log = JSON.parse(renderSarif(reportOf([exemptResultOf()]), { version: '1.2.3', checks: CHECKS }));
  const [{ results, invocations }] = log.runs;
  expect(results).toEqual([]);
  const text =
    'infra/template.yaml:12: Orders: rabbitmq-general-logging: Exempt until 2027-03-31 (121 days left): Holds no data. (OPS-1)';
  expect(invocations[0].toolExecutionNotifications).toEqual([
    expect.objectContaining({ level: 'note', message: { text } }),
  ]);
});
