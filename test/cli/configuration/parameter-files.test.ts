import { readParameterFile } from '../../../cli/configuration/parameter-files.ts';
import { folderOf } from './support.ts';

const read = (name: string, content: unknown, environment?: string) =>
  readParameterFile(`${folderOf({ [name]: content })}/${name}`, environment);

const EXPECTED =
  'Expected [{"ParameterKey": …, "ParameterValue": …}], {"Parameters": {…}}, ["Name=value"], {"Name": "value"} or samconfig.toml.';

describe('a parameter file', () => {
  it.each<[string, unknown, Readonly<Record<string, string | undefined>>]>([
    ['of the AWS CLI', [{ ParameterKey: 'A', ParameterValue: 'x' }], { A: 'x' }],
    ['with the value of the deployed stack', [{ ParameterKey: 'A', UsePreviousValue: true }], { A: undefined }],
    ['of CodePipeline', { Parameters: { A: 'x', B: '' }, Tags: { T: 'y' } }, { A: 'x', B: '' }],
    ['with a function of CodePipeline', { Parameters: { A: { 'Fn::GetParam': ['a', 'b', 'c'] } } }, { A: undefined }],
    ['of texts', ['A=x', 'B=y=z', 'C='], { A: 'x', B: 'y=z', C: '' }],
    ['of values by names', { A: 'x', B: true, C: 5671 }, { A: 'x', B: 'true', C: '5671' }],
    ['with tabs', '{\n\t"Parameters": {\n\t\t"A": 1.10\n\t}\n}\n', { A: '1.10' }],
    ['in YAML', '# Production\nA: x\nB: "0123"\nC: 0123\n', { A: 'x', B: '0123', C: '0123' }],
    ['with a byte order mark', '\ufeff{"A": "x"}', { A: 'x' }],
    ['with an alias', 'A: &a x\nB: *a\n', { A: 'x', B: 'x' }],
    ['that is empty', [], {}],
  ])('%s', async (_, content, values) => {
    expect(await read('p.json', content)).toStrictEqual(values);
  });

  it.each<[string, unknown, string]>([
    ['a text', '"A=x"', `: is a text. ${EXPECTED}`],
    ['something else', [{ ParameterKey: 'A' }], `:1: the parameter A has no text as its value. ${EXPECTED}`],
    ['a list of something else', '[\n{"Key": "A"}]', `:2: the entry is no parameter. ${EXPECTED}`],
    ['a secret without its name', ['hunter2'], `:1: the entry is no parameter. ${EXPECTED}`],
    ['a value that is a list', '{"A":\n["x"]}', `:1: the parameter A has no text as its value. ${EXPECTED}`],
    ['parameters that are no object', '{\n"Parameters": []}', ':2: "Parameters" is a list. Expected an object.'],
    ['JSON that is broken', '{"A": "x"', ':1: Flow map must end with a }.'],
  ])('cannot be %s', async (_, content, message) => {
    await expect(read('p.json', content)).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/p\.json/),
    });
    const error = await read('p.json', content).catch((thrown: Error) => thrown);
    expect((error as Error).message.replace(/^.*p\.json/, '')).toBe(message);
  });

  it('has environments only if it is of AWS SAM', async () => {
    await expect(read('p.json', {}, 'prod')).rejects.toThrow(
      'has no environment "prod": only a samconfig.toml has them.',
    );
  });
});

const toml = (overrides: string, environment = 'default', command = 'deploy') =>
  `version = 0.1\n[${environment}.${command}.parameters]\nstack_name = "orders"\nparameter_overrides = ${overrides}\n`;

describe('a file of Terraform', () => {
  const VALUES = { A: 'x', B: 'true', C: '5671', D: '["a","%%{b}"]', E: '{"f":{"g":1}}', N: undefined };
  it.each<[string, unknown]>([
    ['p.tfvars', 'A = "x"\nB = true\nC = 5671\nD = ["a", "%%{b}"]\nE = { f = { g = 1 } }\nN = null\n'],
    ['p.tfvars.json', { A: 'x', B: true, C: 5671, D: ['a', '%{b}'], E: { f: { g: 1 } }, N: null }],
  ])('%s', async (name, content) => {
    expect(await read(name, content)).toStrictEqual(VALUES);
  });

  it.each([
    ['p.tfvars', 'A = \n', 'p.tfvars: is not valid HCL at line 2'],
    ['p.tfvars.json', '[]', 'p.tfvars.json: is not a JSON object.'],
  ])('%s cannot be broken', async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
  });
});

describe('samconfig.toml', () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['a text', '"A=x B=\\"two words\\" C=\'y z\'"', { A: 'x', B: 'two words', C: 'y z' }],
    ['a text with escaped spaces', "'A=two\\ words B='", { A: 'two words', B: '' }],
    ['the long form', '"ParameterKey=A,ParameterValue=x ParameterKey=B,ParameterValue=y"', { A: 'x', B: 'y' }],
    ['a list of texts', '["A=x", "B=y C=z"]', { A: 'x', B: 'y', C: 'z' }],
    ['an object', '{ A = "x", B = true, C = 5, D = ["a", "b"] }', { A: 'x', B: 'True', C: '5', D: 'a,b' }],
    ['a list of both', '["A=x", { A = "y" }]', { A: 'y' }],
    ['nothing', '""', {}],
  ])('has %s', async (_, overrides, values) => {
    expect(await read('samconfig.toml', toml(overrides))).toStrictEqual(values);
  });

  it('has environments, of which one is the default', async () => {
    const content = `${toml('"A=dev"')}${toml('"A=prod"', 'prod').replace('version = 0.1\n', '')}`;
    expect(await read('samconfig.toml', content)).toEqual({ A: 'dev' });
    expect(await read('samconfig.toml', content, 'prod')).toEqual({ A: 'prod' });
    await expect(read('samconfig.toml', content, 'prd')).rejects.toThrow(
      'has no environment "prd". It has: default, prod.',
    );
  });

  it('has parameters of all commands, which those of deploy replace', async () => {
    const all = toml('"A=x B=x"', 'default', 'global');
    expect(await read('samconfig.toml', all)).toEqual({ A: 'x', B: 'x' });
    expect(await read('samconfig.toml', `${all}[default.deploy.parameters]\nparameter_overrides = "A=y"\n`)).toEqual({
      A: 'y',
    });
  });

  it('may have none', async () => {
    expect(await read('samconfig.toml', '[default.deploy.parameters]\nstack_name = "orders"\n')).toEqual({});
  });

  it('may be YAML', async () => {
    const content = 'version: 0.1\ndefault:\n  deploy:\n    parameters:\n      parameter_overrides: [A=x]\n';
    expect(await read('samconfig.yaml', content)).toEqual({ A: 'x' });
  });

  it.each<[string, string, string]>([
    ['broken', 'a = ', ':1: Invalid TOML document: '],
    ['a word without a value', toml('"A=x y"'), ': parameter_overrides has a word that is not Name=value.'],
    ['a number', toml('5'), ': parameter_overrides is a number.'],
    ['an open quote', toml('"A=\'x"'), ': parameter_overrides has a quote that is not closed.'],
    ['another file', toml('"file://p.yaml"'), ': "file://p.yaml" is not followed. Name that file in parameterFiles.'],
    [
      'an include',
      toml('{ "$include" = "p.yaml" }'),
      ': "$include" is not followed. Name that file in parameterFiles.',
    ],
  ])('is refused with %s', async (_, content, message) => {
    const error = await read('samconfig.toml', content).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining(`samconfig.toml${message}`),
    });
    expect((error as Error).message).not.toContain('\n');
  });
});
