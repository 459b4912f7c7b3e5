import { symlinkSync } from 'node:fs';
import type { Output } from '../support.ts';
import { EVALUATE, run } from '../support.ts';
import { evaluateFolder, folderOf, GOOD, TEMPLATE } from './folders-support.ts';

const CHILD = `Parameters: { Public: { Type: String } }\n${TEMPLATE.replace('PubliclyAccessible: false', 'PubliclyAccessible: !Ref Public')}`;
const parent = (child: string, value = false) => `Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ${child}, Parameters: { Public: ${value} } }
`;

/** The addresses with their sources, of one check. */
async function addresses(folder: string, ...paths: readonly string[]) {
  const { stdout, stderr, status } = await run([
    ...EVALUATE,
    ...['--checks', 'rabbitmq-no-public-access', '--format', 'json', ...paths.map((path) => `${folder}/${path}`)],
  ]);
  const { results }: Output = JSON.parse(stdout);
  const found = results.map(
    ({ source, address, verdict }) => `${source.replace(`${folder}/`, '')} ${address} ${verdict}`,
  );
  return { status, found, stderr: stderr.replaceAll(folder, 'FOLDER') };
}

describe('a nested template that its parent evaluates is not evaluated alone', () => {
  it.each([
    [
      'in a folder that has it before its parent',
      { 'a.yaml': CHILD, 'b.yaml': parent('a.yaml') },
      [''],
      ['a.yaml Inner/Orders pass'],
    ],
    [
      'in a folder that has it after its parent',
      { 'a.yaml': parent('b.yaml'), 'b.yaml': CHILD },
      [''],
      ['b.yaml Inner/Orders pass'],
    ],
    [
      'once for each parent',
      { 'a.yaml': CHILD, 'b.yaml': parent('a.yaml'), 'c.yaml': parent('a.yaml', true) },
      [''],
      ['a.yaml Inner/Orders pass', 'a.yaml Inner/Orders fail'],
    ],
    [
      'whatever the depth',
      { 'a.yaml': CHILD, 'b.yaml': parent('a.yaml'), 'c.yaml': parent('b.yaml') },
      [''],
      ['a.yaml Inner/Inner/Orders pass'],
    ],
    [
      'but it is if both are named',
      { 'a.yaml': CHILD, 'b.yaml': parent('a.yaml') },
      ['a.yaml', 'b.yaml'],
      ['a.yaml Orders unknown', 'a.yaml Inner/Orders pass'],
    ],
    [
      'but it is if it is named before its parent',
      { 'a.yaml': parent('b.yaml'), 'b.yaml': CHILD },
      ['b.yaml', 'a.yaml'],
      ['b.yaml Orders unknown', 'b.yaml Inner/Orders pass'],
    ],
    [
      'but it is if it has parameters of its own',
      {
        'a.yaml': parent('b.yaml'),
        'b.yaml': CHILD,
        '.rabbitmq-conformance.yaml': 'files: { b.yaml: { parameters: { Public: "true" } } }\n',
      },
      [''],
      ['b.yaml Inner/Orders pass', 'b.yaml Orders fail'],
    ],
    [
      'but it is if only it is named',
      { 'a.yaml': CHILD, 'b.yaml': parent('a.yaml') },
      ['a.yaml'],
      ['a.yaml Orders unknown'],
    ],
  ])('%s', async (_, files, paths, expected) => {
    const { found, stderr } = await addresses(folderOf(files), ...paths);
    expect({ found, stderr: stderr.replace(/^Configuration: .*\n/, '') }).toEqual({ found: expected, stderr: '' });
  });

  it('which --verbose tells', async () => {
    const folder = folderOf({ 'a.yaml': CHILD, 'b.yaml': parent('a.yaml') });
    const { stderr } = await run([...EVALUATE, '--verbose', folder]);
    const notice = 'evaluated FOLDER/a.yaml only as a nested stack. To evaluate it by itself too, name it.';
    expect(stderr.replaceAll(folder, 'FOLDER')).toBe(`FOLDER/b.yaml: ${notice}\n`);
  });

  it('but of templates that include each other, the first one is', async () => {
    const both = (other: string) => `${parent(other)}${TEMPLATE.replace('Resources:\n', '')}`;
    const { status, found } = await addresses(folderOf({ 'a.yaml': both('b.yaml'), 'b.yaml': both('a.yaml') }), '');
    expect({ status, found }).toEqual({ status: 2, found: ['a.yaml Orders pass', 'b.yaml Inner/Orders pass'] });
  });
});

describe('a file that is given twice counts once', () => {
  const twice = 'is given more than once, and counts once.\n';
  it.each([
    ['named twice', ['a.json', 'a.json'], `FOLDER/a.json: ${twice}`],
    ['by two paths', ['a.json', './a.json'], `FOLDER/./a.json: ${twice}`],
    ['by a link', ['a.json', 'link.json'], `FOLDER/link.json: ${twice}`],
    ['after its folder', ['inner', 'inner/b.json'], `FOLDER/inner/b.json: ${twice}`],
    ['before its folder', ['inner/b.json', 'inner'], 'FOLDER/inner: skipped 1 file that was read before (b.json).\n'],
  ])('%s', async (_, paths, stderr) => {
    const folder = folderOf({ 'a.json': GOOD, 'inner/b.json': GOOD });
    symlinkSync(`${folder}/a.json`, `${folder}/link.json`);
    const { found, ...others } = await addresses(folder, ...paths);
    expect({ count: found.length, ...others }).toEqual({ count: 1, status: 0, stderr });
  });

  it('as standard input', async () => {
    const { stdout, stderr } = await run([...EVALUATE, '--format', 'json', '-', '-'], {
      stdin: [JSON.stringify(GOOD)],
    });
    expect({ results: JSON.parse(stdout).results.length, stderr }).toEqual({
      results: 3,
      stderr: `standard input: ${twice}`,
    });
  });

  it('as a template of a cloud assembly', async () => {
    const artifacts = { A: { type: 'aws:cloudformation:stack', properties: { templateFile: 'a.template.json' } } };
    const folder = folderOf({
      'cdk.out/manifest.json': { version: '48.0.0', artifacts },
      'cdk.out/a.template.json': TEMPLATE,
    });
    const names = ['cdk.out/a.template.json', 'cdk.out', '', 'cdk.out'];
    expect((await addresses(folder, ...names)).found).toEqual(['cdk.out/a.template.json Orders pass']);
    expect((await evaluateFolder(folder)).sources).toEqual(['cdk.out/a.template.json']);
  });
});
