import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { buildApp } from '../../cdk/build-app.ts';
import { defineExemptions } from '../../cdk/constructs/function-code.ts';
import type { SettingsPorts } from '../../cdk/settings/exemptions.ts';
import type { Exemption } from '../../checks/exemption.ts';
import type { Context, SynthesizedStack } from '../support/cdk.ts';
import { innerTemplates, propertiesOf, refusal, SHAPES, settingsOf, synthesize, withApp } from '../support/cdk.ts';

const PATH = 'config/exemptions.yaml';
const CURRENT: Exemption = {
  broker: 'load-test-*',
  accounts: ['111122223333'],
  checks: ['rabbitmq-cluster-deployment'],
  reason: 'Holds no data.',
  until: '2027-03-31',
};
const ENDED: Exemption = { ...CURRENT, broker: 'orders', until: '2026-11-29' };
const OF_FILE = { address: 'Orders', checks: CURRENT.checks, reason: 'Of a template.', until: '2027-03-31' };

/** A file with entries, on a day. */
function file(entries: unknown, today = '2026-11-30'): SettingsPorts {
  const text = typeof entries === 'string' ? entries : JSON.stringify(entries, undefined, 2);
  return {
    now: new Date(`${today}T12:00:00Z`),
    readFile: (path) => {
      expect(path).toBe(PATH);
      return text;
    },
  };
}

const WITH = { exemptions: PATH };

/** The code of the function in templates: the text, or the name of the asset. */
function codesOf(stacks: readonly SynthesizedStack[]): readonly unknown[] {
  const templates = stacks.flatMap(({ json }) => [json, ...innerTemplates(json).map((body) => JSON.parse(body))]);
  return templates
    .flatMap((template) => propertiesOf(template, 'AWS::Lambda::Function'))
    .map(({ Code }) => Code.ZipFile ?? Code.S3Key);
}

/** The first line of the code of the function in an asset. */
function assetLine(context: Context, ports: SettingsPorts): string {
  return withApp((app) => {
    buildApp(app, settingsOf(context, ports));
    const { directory, stacks } = app.synth();
    const [key] = stacks
      .flatMap(({ template }) => propertiesOf(template, 'AWS::Lambda::Function'))
      .map(({ Code }) => Code.S3Key);
    const text = readFileSync(join(directory, `asset.${key.replace('.zip', '')}`, 'index.mjs'), 'utf8');
    expect(text.endsWith(readFileSync('dist/lambda/index.mjs', 'utf8'))).toBe(true);
    return text.split('\n', 1)[0] ?? '';
  });
}

test('an asset with exemptions is made without a word', () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    synthesize({ ...SHAPES.account, ...WITH }, file([CURRENT]));
    expect(write).not.toHaveBeenCalled();
  } finally {
    write.mockRestore();
  }
});

describe('the function has the entries for brokers that have not ended,', () => {
  const line = defineExemptions([CURRENT]).trimEnd();

  test.each(['organization', 'account-packs', 'account'] as const)('in its asset, in the shape %s', (shape) => {
    expect(assetLine({ ...SHAPES[shape], ...WITH }, file([ENDED, OF_FILE, CURRENT]))).toBe(line);
  });

  test('in its inline code, in the shape stack-set', () => {
    const bundle = readFileSync('dist/lambda-inline/index.js', 'utf8');
    const stacks = synthesize({ ...SHAPES['stack-set'], ...WITH }, file([ENDED, OF_FILE, CURRENT]));
    expect(codesOf(stacks)).toEqual([`${line}\n${bundle}`]);
  });
});

test.each([
  ['no entries', []],
  ['entries that have ended', [ENDED]],
  ['entries for the command line', [OF_FILE]],
  ['entries for checks of changes', [{ ...CURRENT, checks: ['rabbitmq-no-deletion', 'rabbitmq-no-replacement'] }]],
])('with %s, the templates are those without a file', (_, entries) => {
  for (const shape of ['organization', 'stack-set', 'account'] as const) {
    const templates = (stacks: readonly SynthesizedStack[]) =>
      stacks.map(({ json }) => withoutStatus(JSON.stringify(json)));
    expect(templates(synthesize({ ...SHAPES[shape], ...WITH }, file(entries)))).toEqual(
      templates(synthesize(SHAPES[shape])),
    );
  }
});

/** The output `Status` has all settings that were given. */
function withoutStatus(json: string): string {
  return json.replaceAll(` -c exemptions=${PATH}`, '');
}

test('the same entries make the same asset, in any order of members and with any comments', () => {
  const { accounts, ...others } = CURRENT;
  const assets = [
    file([CURRENT]),
    file(`# Nightly\n${JSON.stringify([{ ...others, accounts }])}`),
    file([{ ...CURRENT, reason: 'Another one.' }]),
  ].map((ports) => String(codesOf(synthesize({ ...SHAPES.account, ...WITH }, ports))));
  expect(assets[1]).toBe(assets[0]);
  expect(assets[2]).not.toBe(assets[0]);
});

test.each([
  'quotes " and \' and `',
  'a backslash \\" at the end \\',
  '*/ </script> //',
  'a line\nand another\u2028and a third\u2029',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what looks like code.
  '${process.exit()} ${Token[TOKEN.12]} $& $1',
  '\ud800 alone',
  '"}];process.exit();[{"',
])('a reason stays a text in the code: %j', (reason) => {
  const globals = createContext({});
  runInContext(`${defineExemptions([{ ...CURRENT, reason }])}globalThis.found = EXEMPTIONS;`, globals);
  expect(JSON.parse(JSON.stringify(globals.found))).toEqual([{ ...CURRENT, reason }]);
  const [code] = codesOf(synthesize({ ...SHAPES['stack-set'], ...WITH }, file([{ ...CURRENT, reason }])));
  const oneLine = reason.replaceAll(/\s+/g, ' ').trim();
  expect(String(code).split('\n', 1)).toEqual([defineExemptions([{ ...CURRENT, reason: oneLine }]).trimEnd()]);
});

describe('a file is refused that', () => {
  const refused = (ports: SettingsPorts, more: Context = {}) => refusal({ ...WITH, ...more }, ports);

  test('is not there', () => {
    const readFile = () => readFileSync('no-such-file', 'utf8');
    expect(refused({ ...file([]), readFile })).toBe(
      'Setting "exemptions" is "config/exemptions.yaml", which cannot be read (ENOENT: no such file or directory): expected ' +
        'the path of an exemption file, from the folder in which you run the command.',
    );
  });

  test('has faults, all of which are named with their lines', () => {
    const text = '- broker: "*"\n  checks: [rabbitmq-audit-log]\n  until: 2028-01-01\n  reason: x\n';
    expect(refused(file(text)).split('\n')).toEqual([
      'Setting "exemptions" is "config/exemptions.yaml", which cannot be used:',
      expect.stringMatching(/^ {2}config\/exemptions\.yaml:2: "checks" is /),
      expect.stringMatching(/^ {2}config\/exemptions\.yaml:3: "until" is .* at most 366 days ahead/),
      expect.stringMatching(/^ {2}config\/exemptions\.yaml:1: "\*" is about too many brokers\./),
    ]);
  });

  test('has a day that is further ahead than the setting allows', () => {
    expect(refused(file([CURRENT]), { maxExemptionDays: '120' })).toMatch(/at most 120 days ahead/);
    expect(refused(file([CURRENT]), { maxExemptionDays: '121' })).toBe('not refused');
  });
});

test.each([50, 4_000])('a stack-set has room for %i entries of the usual length', (length) => {
  const entries = Array.from({ length }, (_, index) => ({ ...CURRENT, broker: `load-test-${index}`, ticket: 'OPS-1' }));
  const [code] = codesOf(synthesize({ ...SHAPES['stack-set'], ...WITH }, file(entries)));
  expect(String(code)).toContain(`load-test-${length - 1}`);
});

test.each(['organization', 'stack-set', 'account'] as const)('entries that have ended are a warning: %s', (shape) => {
  const stacks = synthesize({ ...SHAPES[shape], ...WITH }, file([CURRENT, ENDED]));
  const warnings = stacks.flatMap(({ warnings }) => warnings).filter((text) => text.startsWith('Exemptions'));
  expect(new Set(warnings)).toEqual(
    new Set([expect.stringContaining(`${PATH}:13 (orders, until 2026-11-29). Delete them`)]),
  );
});
