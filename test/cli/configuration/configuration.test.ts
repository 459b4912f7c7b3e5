import { existsSync, readFileSync } from 'node:fs';
import { run } from '../support.ts';
import { evaluateIn, folderOf, TEMPLATE } from './support.ts';

const FILE = '.rabbitmq-conformance.yaml';
const PUBLIC = ['pass', 'fail', 'pass'];
const PRIVATE = ['pass', 'pass', 'pass'];
const UNKNOWN = ['pass', 'unknown', 'pass'];

describe('a configuration file that cannot be used ends everything before anything is read', () => {
  it.each<[string, string, readonly string[]]>([
    ['an unknown key', 'exclude: []\nexlude: []\n', ['2: unknown key "exlude". Did you mean "exclude"?']],
    [
      'an unknown key like no other',
      'colour: red\n',
      [
        '1: unknown key "colour". Expected exclude, parameters, parameterFiles, files, exemptions, maxExemptionDays, metadataExemptions, checks, checkParameters, failOn, formats.',
      ],
    ],
    ['a list', '- exclude\n', ['1: the file is a list. Expected an object of settings.']],
    ['a text', 'exclude\n', ['1: the file is a text. Expected an object of settings.']],
    [
      'several faults',
      'failOn: critical\nexclude:\n  - a\n  - {}\nchecks: []\n',
      [
        '1: failOn is "critical". Expected low, medium, high, none.',
        '4: exclude[1] is an object. Expected a glob.',
        '5: checks is empty. Expected a list of IDs and groups of checks, such as [default, rabbitmq-tags].',
      ],
    ],
    [
      'a misspelled check',
      'checks: [rabbitmq-general-loging]\n',
      ['1: checks[0] is "rabbitmq-general-loging". Did you mean "rabbitmq-general-logging"?'],
    ],
    [
      'a parameter of a check that there is not',
      'checkParameters:\n  rabbitmq-engine-version:\n    minimalVersion: "4.2"\n  rabbitmq-engine-versoin: {}\n',
      [
        '3: unknown key "minimalVersion" in checkParameters["rabbitmq-engine-version"]. Did you mean "minimumVersion"?',
        '4: unknown key "rabbitmq-engine-versoin" in checkParameters. Did you mean "rabbitmq-engine-version"?',
      ],
    ],
    [
      'a version that YAML takes for a number',
      'checkParameters:\n  rabbitmq-engine-version:\n    minimumVersion: 4.10\n',
      [
        '3: checkParameters["rabbitmq-engine-version"].minimumVersion is 4.1. Expected a version in quotes, such as "4.2".',
      ],
    ],
    [
      'a number that is too small',
      'checkParameters:\n  rabbitmq-cluster-subnets: { minimumSubnets: 1 }\n',
      ['2: checkParameters["rabbitmq-cluster-subnets"].minimumSubnets is 1. Expected a whole number from 2 to 3.'],
    ],
    [
      'a number as a text that is too small',
      'checkParameters:\n  rabbitmq-cluster-subnets: { minimumSubnets: "1" }\n',
      ['2: checkParameters["rabbitmq-cluster-subnets"].minimumSubnets is "1". Expected a whole number from 2 to 3.'],
    ],
    [
      'a list where a parameter is a text',
      'checkParameters:\n  rabbitmq-instance-type: { allowedInstanceTypes: [mq.m5.large] }\n',
      [
        '2: checkParameters["rabbitmq-instance-type"].allowedInstanceTypes is a list. Expected instance types, separated by commas, such as mq.m7g.large,mq.m7g.xlarge.',
      ],
    ],
    [
      'a key without a value',
      'parameters:\n',
      ['1: parameters is null. Expected an object of values by the names of parameters.'],
    ],
    [
      'a parameter that is a list',
      'files:\n  "a/*.yaml":\n    parameters:\n      Zones: [a, b]\n',
      ['4: files["a/*.yaml"].parameters.Zones is a list. Expected a text, a number or a boolean.'],
    ],
    [
      'a number that JSON does not have',
      'parameters:\n  Size: .inf\n',
      ['2: parameters.Size is Infinity. Expected a text, a number or a boolean.'],
    ],
    ['a key that is there twice', 'exclude: []\nexclude: []\n', ['2: Map keys must be unique.']],
    ['a tag', 'exclude: !Ref x\n', ['1: Unresolved tag.']],
    ['an alias to nothing', 'exclude: *a\n', ['1: An alias of nothing. Put a text that begins with * in quotes.']],
    [
      'an alias before its anchor',
      'exclude: [*a, &a x]\n',
      ['1: Unresolved alias (the anchor must be set before the alias).'],
    ],
    ['a directive', '%hunter2 x\n---\n{}\n', ['1: A directive that YAML does not have.']],
    [
      'no YAML',
      'exclude: [a\n',
      ['2: Flow sequence in block collection must be sufficiently indented and end with a ].'],
    ],
    ['two documents', 'exclude: []\n---\nexclude: []\n', ['2: Another document begins.']],
    ['too many brackets', '['.repeat(1_000), ['is nested more than 200 levels deep, which is too deep.']],
    ['too much', `# ${'x'.repeat(300_000)}`, ['has more than 262144 characters.']],
    [
      'a format of a folder that does not exist',
      'formats: [table, sarif=out/r.sarif]\n',
      ['1: formats has "sarif=FOLDER/out/r.sarif". Its folder FOLDER/out does not exist. Create it first.'],
    ],
    [
      'a parameter file that does not exist',
      'failOn: low\nparameterFiles:\n  - p.json\n',
      ['3: parameterFiles[0]: FOLDER/p.json: cannot be read: the file does not exist. Check its path.'],
    ],
    [
      'a parameter file of some templates that is broken',
      'files:\n  a/:\n    parameterFiles: [text.yaml]\n',
      ['3: files["a/"].parameterFiles[0]: FOLDER/text.yaml:1: the entry is no parameter. Expected […]'],
    ],
  ])('%s', async (_, content, faults) => {
    const folder = folderOf({
      [FILE]: content,
      'broken.yaml': 'Resources: {A: {Type: AWS::AmazonMQ::Broker',
      'text.yaml': '[x]',
    });
    const { status, stdout, stderr } = await run(['evaluate', folder]);
    const said = stderr.replaceAll(folder, 'FOLDER').replace(/(?<=Expected )\[.*(?=\n)/, '[…]');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const place = (fault: string) => `rabbitmq-conformance: FOLDER/${FILE}:${/^\d/.test(fault) ? '' : ' '}${fault}\n`;
    expect(said).toBe(faults.map(place).join(''));
  });

  it('a name that would be ignored', async () => {
    const folder = folderOf({ '.rabbitmq-conformance.yml': 'exclude: []\n', 'a.yaml': TEMPLATE });
    expect(await evaluateIn(folder)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `rabbitmq-conformance: FOLDER/.rabbitmq-conformance.yml: rename it to ${FILE}.\n`,
    });
  });

  it('nothing of it reaches the terminal unprintable', async () => {
    const { stderr } = await evaluateIn(folderOf({ [FILE]: '"\\e[31m": 1\n' }));
    expect(stderr).not.toContain('\u001b');
  });
});

describe('a configuration file', () => {
  it.each(['', '# Nothing yet.\n', '{}\n'])('may be empty: %j', async (content) => {
    expect(await evaluateIn(folderOf({ [FILE]: content, 'a.yaml': TEMPLATE }))).toMatchObject({
      status: 1,
      stderr: '',
      verdicts: { 'a.yaml': PUBLIC },
    });
  });

  it('excludes files, from its folder', async () => {
    const folder = folderOf({ [FILE]: 'exclude: [/old, new/]\n', 'a.yaml': TEMPLATE, 'old/b.yaml': TEMPLATE });
    expect(await evaluateIn(folder)).toMatchObject({
      verdicts: { 'a.yaml': PUBLIC },
      stderr:
        `FOLDER/${FILE}: excluded 1 folder (old).\n` +
        `FOLDER/${FILE}: "new/" excludes nothing, or only what another glob excludes.\n` +
        `Configuration: FOLDER/${FILE} (exclude)\n`,
    });
  });

  it('gives parameters, to some files others, and the last match wins', async () => {
    const folder = folderOf({
      [FILE]: `parameters: { Public: false }
files:
  apps/: { parameters: { Public: true } }
  apps/b.yaml: { parameterFiles: [b.json] }
`,
      'b.json': { Parameters: { Public: 'False' } },
      'a.yaml': TEMPLATE,
      'apps/a.yaml': TEMPLATE,
      'apps/b.yaml': TEMPLATE,
    });
    const { verdicts } = await evaluateIn(folder);
    expect(verdicts).toEqual({ 'a.yaml': PRIVATE, 'apps/a.yaml': PUBLIC, 'apps/b.yaml': PRIVATE });
  });

  it('gives parameters over those of its parameter files, and the command line over both', async () => {
    const folder = folderOf({
      [FILE]: 'parameterFiles: [p.json]\nparameters: { Public: "false" }\n',
      'p.json': [{ ParameterKey: 'Public', ParameterValue: 'true' }],
      'a.yaml': TEMPLATE,
    });
    expect((await evaluateIn(folder)).verdicts).toEqual({ 'a.yaml': PRIVATE });
    const { verdicts } = await evaluateIn(folder, [''], '--parameters', 'Public=true');
    expect(verdicts).toEqual({ 'a.yaml': PUBLIC });
  });

  it('gives the variables of Terraform configuration what a file for -var-file has', async () => {
    const folder = folderOf({
      [FILE]: 'files: { /app/: { parameterFiles: [app/envs/prod/prod.tfvars] } }\n',
      'app/main.tf': `variable "public" {}
resource "aws_mq_broker" "orders" {
  engine_type         = "RabbitMQ"
  deployment_mode     = "CLUSTER_MULTI_AZ"
  publicly_accessible = var.public
  logs {
    general = true
  }
}
`,
      'app/envs/dev/dev.tfvars': 'public = true\n',
      'app/envs/prod/prod.tfvars': 'public = false\n',
    });
    const results = async (...options: readonly string[]) =>
      JSON.parse((await run(['evaluate', folder, '--format', 'json', ...options])).stdout).results;
    const verdicts = (of: readonly { readonly verdict: string }[]) => of.map(({ verdict }) => verdict);
    expect(verdicts(await results())).toEqual(PRIVATE);
    expect(verdicts(await results('--parameters', 'public=true'))).toEqual(PUBLIC);
  });

  it('gives parameters as they are written', async () => {
    const compared = TEMPLATE.replace('!Ref Public', '!Equals [!Ref Public, "1.10"]').replace(
      '!Equals',
      '!If\n        - Is\n        - true\n        - false #',
    );
    const template = `${compared}Conditions:\n  Is: !Equals [!Ref Public, "1.10"]\n`;
    const folder = folderOf({ [FILE]: 'parameters: { Public: 1.10 }\n', 'a.yaml': template });
    expect((await evaluateIn(folder)).verdicts).toEqual({ 'a.yaml': PUBLIC });
  });

  it('leaves a parameter unknown whose value only the deployed stack has', async () => {
    const folder = folderOf({
      [FILE]: 'parameterFiles: [p.json]\n',
      'p.json': [{ ParameterKey: 'Public', UsePreviousValue: true }],
      'a.yaml': TEMPLATE.replace('"true"', '"false"'),
    });
    expect(await evaluateIn(folder)).toMatchObject({ status: 3, verdicts: { 'a.yaml': UNKNOWN } });
  });

  const PINNED = TEMPLATE.replace('EngineType: RABBITMQ', 'EngineType: RABBITMQ\n      EngineVersion: "3.13"');
  const ORDERS = { 'a.yaml': PINNED };

  it('gives parameters to checks, and the command line gives others', async () => {
    const parameters = {
      'rabbitmq-engine-version': { minimumVersion: '4.2' },
      'rabbitmq-cluster-subnets': { minimumSubnets: 2 },
    };
    const folder = folderOf({
      ...ORDERS,
      [FILE]: { checks: ['rabbitmq-engine-version'], checkParameters: parameters },
    });
    const evaluateFolder = async (...options: readonly string[]) => {
      const { stdout, stderr } = await run(['evaluate', folder, '--format', 'json', ...options]);
      const { results, checkParameters } = JSON.parse(stdout);
      const verdicts = results.map(({ verdict }: { readonly verdict: string }) => verdict);
      return { verdicts, checkParameters, effects: /\((.*)\)/.exec(stderr)?.[1] };
    };
    expect(await evaluateFolder()).toEqual({
      verdicts: ['fail'],
      checkParameters: { 'rabbitmq-engine-version': { minimumVersion: '4.2' } },
      effects: 'checks, checkParameters',
    });
    expect(await evaluateFolder('--set', 'rabbitmq-engine-version.minimumVersion=3.13')).toMatchObject({
      verdicts: ['pass'],
      checkParameters: { 'rabbitmq-engine-version': { minimumVersion: '3.13' } },
    });
    expect(await evaluateFolder('--checks', 'default')).toEqual({
      verdicts: PUBLIC,
      checkParameters: undefined,
      effects: undefined,
    });
    expect((await evaluateFolder('--checks', 'rabbitmq-cluster-subnets')).checkParameters).toEqual({
      'rabbitmq-cluster-subnets': { minimumSubnets: '2' },
    });
  });

  it('is refused at once for a long list with an element that is not valid', async () => {
    const text = `checkParameters:\n  rabbitmq-tags: { requiredTags: "${'a , '.repeat(1_000)}!" }\n`;
    const { status, stderr } = await run(['evaluate', folderOf({ ...ORDERS, [FILE]: text })]);
    expect(status).toBe(2);
    expect(stderr).toContain(':2: checkParameters["rabbitmq-tags"].requiredTags is "a , a ,');
  });

  it('may say that a list is empty, as the report and --set do', async () => {
    const text =
      'checks: [rabbitmq-instance-type]\ncheckParameters:\n  rabbitmq-instance-type: { allowedInstanceTypes: "" }\n';
    const { status, stdout } = await run(['evaluate', folderOf({ ...ORDERS, [FILE]: text }), '--format', 'json']);
    expect(status).toBe(3);
    expect(JSON.parse(stdout).checkParameters).toEqual({ 'rabbitmq-instance-type': { allowedInstanceTypes: '' } });
  });

  it('must give a value to a check that it names and that has no default', async () => {
    const folder = folderOf({ ...ORDERS, [FILE]: 'checks: [rabbitmq-tags]\n' });
    const { status, stderr } = await run(['evaluate', folder]);
    expect({ status, stderr: stderr.split('\n')[0] }).toEqual({
      status: 2,
      stderr: `rabbitmq-conformance: ${folder}/${FILE}:1: rabbitmq-tags needs checkParameters["rabbitmq-tags"].requiredTags, or --set rabbitmq-tags.requiredTags=…`,
    });
  });

  it('chooses checks, what fails, and reports, with files from its folder', async () => {
    const folder = folderOf({
      [FILE]: 'checks: [rabbitmq-no-public-access]\nfailOn: none\nformats: [csv, json=r.json]\n',
      'a.yaml': TEMPLATE,
    });
    const { status, stdout } = await run(['evaluate', folder]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^verdict,/);
    const checks = JSON.parse(readFileSync(`${folder}/r.json`, 'utf8')).results.map(
      ({ check }: { check: string }) => check,
    );
    expect(checks).toEqual(['rabbitmq-no-public-access']);
  });

  it('names the exemption file, and how far ahead it may reach', async () => {
    const until = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
    const exemption = { address: 'Orders', checks: ['rabbitmq-no-public-access'], reason: 'Holds no data.', until };
    const files = { 'in/exemptions.yaml': [exemption], 'in/a.yaml': TEMPLATE };
    const named = folderOf({ ...files, [`in/${FILE}`]: 'exemptions: exemptions.yaml\n' });
    expect(await evaluateIn(named, ['in'])).toMatchObject({
      status: 0,
      verdicts: { 'in/a.yaml': ['pass', 'exempt', 'pass'] },
    });
    const limited = folderOf({ ...files, [`in/${FILE}`]: 'exemptions: exemptions.yaml\nmaxExemptionDays: 30\n' });
    const { status, stderr } = await evaluateIn(limited, ['in']);
    expect(status).toBe(2);
    expect(stderr).toContain('at most 30 days ahead');
  });

  it('gives way to the command line, even where it could not be used', async () => {
    const folder = folderOf({
      [FILE]: 'failOn: none\nformats: [json=missing/r.json]\nexclude: ["*"]\n',
      'a.yaml': TEMPLATE,
    });
    const { status, stdout } = await run(['evaluate', folder, '--fail-on=low', '--format=csv', '--exclude=nothing']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^verdict,/);
    expect(existsSync(`${folder}/missing`)).toBe(false);
  });

  it('is found in the only folder that is named, not beside a file or in one of several', async () => {
    const folder = folderOf({ [`in/${FILE}`]: 'exclude: [a.yaml]\n', 'in/a.yaml': TEMPLATE, 'out/b.yaml': TEMPLATE });
    expect((await evaluateIn(folder, ['in'])).verdicts).toEqual({});
    expect((await evaluateIn(folder, ['in/a.yaml'])).verdicts).toEqual({ 'in/a.yaml': PUBLIC });
    expect((await evaluateIn(folder, ['in', 'out'])).verdicts).toEqual({ 'in/a.yaml': PUBLIC, 'out/b.yaml': PUBLIC });
    const named = await evaluateIn(folder, ['in/a.yaml', 'out'], '--config', `${folder}/in/${FILE}`);
    expect(named.verdicts).toEqual({ 'out/b.yaml': PUBLIC });
  });
});

describe('a parameter that no template has', () => {
  const files = {
    [FILE]: 'parameters: { Pubic: x }\nparameterFiles: [p.json]\n',
    'p.json': { Old: 'x' },
    'a.yaml': TEMPLATE,
  };

  it('is a problem, and a notice if it is in a parameter file', async () => {
    const { status, stderr } = await evaluateIn(folderOf(files));
    expect(status).toBe(2);
    expect(stderr).toContain(
      `rabbitmq-conformance: FOLDER/${FILE}: no template or Terraform configuration has the parameter "Pubic".\n`,
    );
    expect(stderr).toContain('\nFOLDER/p.json: no template or Terraform configuration has the parameter "Old".\n');
  });

  it('is a problem if it is for files that there are not', async () => {
    const folder = folderOf({ [FILE]: 'files: { b.yaml: { parameters: { Public: x } } }\n', 'a.yaml': TEMPLATE });
    expect(await evaluateIn(folder)).toMatchObject({
      status: 2,
      stderr: `rabbitmq-conformance: FOLDER/${FILE}: no template or Terraform configuration that "b.yaml" matches has the parameter "Public".\nConfiguration: FOLDER/${FILE} (parameters)\n`,
    });
  });

  it('is nothing where only some files are evaluated, as by pre-commit', async () => {
    const folder = folderOf(files);
    const { status, stderr } = await evaluateIn(folder, ['a.yaml'], '--config', `${folder}/${FILE}`);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `Configuration: FOLDER/${FILE} (parameters)\n` });
  });
});
