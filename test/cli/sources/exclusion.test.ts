import { relative } from 'node:path';
import fc from 'fast-check';
import ignore from 'ignore';
import { readSources } from '../../../cli/sources/sources.ts';
import { run } from '../support.ts';
import { folderOf, GOOD, TEMPLATE } from './folders-support.ts';

const FILES = {
  'a.yaml': TEMPLATE,
  'legacy/old.yaml': TEMPLATE,
  'legacy/deep/older.json': GOOD,
  'new/legacy/b.json': GOOD,
};

/** The sources with brokers, and what is said, when paths in a folder are evaluated. */
async function read(
  folder: string,
  globs: readonly string[],
  { paths = [''], isWhole = true }: { readonly paths?: readonly string[]; readonly isWhole?: boolean } = {},
) {
  const sources: string[] = [];
  const notices: string[] = [];
  const problems: string[] = [];
  const exclude = { globs, folder, from: '--exclude', isWhole };
  const named = paths.map((path) => (path === '' ? folder : `${folder}/${path}`));
  for await (const found of readSources(named, { stdin: (async function* () {})(), parameters: [], exclude })) {
    if (found.readings.length > 0) sources.push(relative(folder, found.source));
    problems.push(...found.problems);
    if (found.source === '--exclude') notices.push(...found.notices);
  }
  return { sources, notices, problems };
}

describe('globs exclude as in .gitignore', () => {
  it.each<[string, readonly string[], readonly string[], string]>([
    ['a name at any depth', ['legacy'], ['a.yaml'], 'excluded 2 folders (legacy, new/legacy).'],
    ['a folder from the root', ['/legacy/'], ['a.yaml', 'new/legacy/b.json'], 'excluded 1 folder (legacy).'],
    ['./ is the root', ['./legacy'], ['a.yaml', 'new/legacy/b.json'], 'excluded 1 folder (legacy).'],
    [
      'files by their ending',
      ['*.json'],
      ['a.yaml', 'legacy/old.yaml'],
      'excluded 2 files (legacy/deep/older.json, new/legacy/b.json).',
    ],
    [
      'any number of folders between',
      ['legacy/**/*.json', 'a.yaml'],
      ['legacy/old.yaml', 'new/legacy/b.json'],
      'excluded 2 files (a.yaml, legacy/deep/older.json).',
    ],
    [
      'a later glob takes back',
      ['*.json', '!b.json'],
      ['a.yaml', 'legacy/old.yaml', 'new/legacy/b.json'],
      'excluded 1 file (legacy/deep/older.json).',
    ],
  ])('%s', async (_, globs, sources, notice) => {
    expect(await read(folderOf(FILES), globs)).toEqual({ sources, notices: [notice], problems: [] });
  });

  it('and distinguish case', async () => {
    expect((await read(folderOf(FILES), ['LEGACY'])).sources).toHaveLength(4);
  });
});

it('does not enter an excluded folder, and reads no excluded file', async () => {
  const folder = folderOf({
    ...FILES,
    'broken/bad.yaml': 'Resources: {A: {Type: AWS::AmazonMQ::Broker',
    'x.json': '{"TemplateBody',
  });
  expect((await read(folder, ['broken', 'x.json'])).problems).toEqual([]);
});

it('excludes what is named too, as pre-commit and the globs of shells name files', async () => {
  const folder = folderOf(FILES);
  expect(await read(folder, ['legacy'], { paths: ['a.yaml', 'legacy/old.yaml', 'legacy/deep'] })).toEqual({
    sources: ['a.yaml'],
    notices: ['excluded 1 file and 1 folder (legacy/old.yaml, legacy/deep).'],
    problems: [],
  });
});

it('excludes stacks of a cloud assembly, with their nested stacks', async () => {
  const nested = {
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: 'https://example.com/nested.json' },
    Metadata: { 'aws:asset:path': 'Nested.json' },
  };
  const stacks = ['Dev', 'Prod'].map((id) => [
    id,
    { type: 'aws:cloudformation:stack', properties: { templateFile: `${id}.json` } },
  ]);
  const assets = {
    files: { a: { source: { path: 'Nested.json' }, destinations: { b: { objectKey: 'nested.json' } } } },
  };
  const folder = folderOf({
    'cdk.out/manifest.json': {
      version: '48.0.0',
      artifacts: {
        ...Object.fromEntries(stacks),
        assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      },
    },
    'cdk.out/assets.json': assets,
    'cdk.out/Dev.json': { Resources: { Nested: nested } },
    'cdk.out/Prod.json': TEMPLATE,
    'cdk.out/Nested.json': TEMPLATE,
  });
  expect((await read(folder, [])).sources).toEqual(['cdk.out/Nested.json', 'cdk.out/Prod.json']);
  expect(await read(folder, ['Dev.json'])).toMatchObject({ sources: ['cdk.out/Prod.json'], problems: [] });
  expect((await read(folder, ['Nested.json'])).sources).toEqual(['cdk.out/Nested.json', 'cdk.out/Prod.json']);
});

it('evaluates an excluded template with the one that has it as a nested stack', async () => {
  const folder = folderOf({
    'parent.yaml': 'Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}\n',
    'child.yaml': TEMPLATE,
  });
  expect((await read(folder, ['child.yaml'])).sources).toEqual(['child.yaml']);
  expect((await read(folder, ['parent.yaml'])).sources).toEqual(['child.yaml']);
  expect(await read(folder, ['*.yaml'])).toMatchObject({ sources: [], problems: [] });
});

describe('a glob that excludes nothing', () => {
  const notice = '"lgacy/" excludes nothing, or only what another glob excludes.';

  it('is said', async () => {
    expect((await read(folderOf(FILES), ['lgacy/', '!a.yaml'])).notices).toEqual([notice]);
  });

  it('is not said if only a part is evaluated, where it could exclude nothing', async () => {
    expect((await read(folderOf(FILES), ['lgacy/'], { isWhole: false })).notices).toEqual([]);
  });
});

it('leaves files outside of its folder alone, and standard input', async () => {
  const folder = folderOf(FILES);
  const exclude = { globs: ['*'], folder: `${folder}/legacy`, from: '--exclude', isWhole: true };
  const stdin = (async function* () {
    yield JSON.stringify(GOOD);
  })();
  const sources: string[] = [];
  for await (const { source, readings } of readSources([`${folder}/a.yaml`, '-'], { stdin, parameters: [], exclude })) {
    if (readings.length > 0) sources.push(source);
  }
  expect(sources).toEqual([`${folder}/a.yaml`, '-']);
});

it('whatever the globs, no result is of an excluded file, and no other result is lost', async () => {
  const folder = folderOf(FILES);
  const part = fc.constantFrom('*', '**', 'a.yaml', 'legacy', 'deep', 'new', '*.json', 'o*', 'b.json');
  const glob = fc
    .tuple(fc.constantFrom('', '!', '/'), fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
    .map(([begin, parts, end]) => `${begin}${parts.join('/')}${end}`);
  await fc.assert(
    fc.asyncProperty(fc.array(glob, { minLength: 1, maxLength: 4 }), async (globs) => {
      const rules = ignore({ ignoreCase: false }).add([...globs]);
      const { sources } = await read(folder, globs);
      expect(sources.toSorted()).toEqual(
        Object.keys(FILES)
          .filter((path) => !rules.ignores(path))
          .toSorted(),
      );
    }),
    { numRuns: 60 },
  );
});

describe('--exclude', () => {
  it('is relative to the working folder', async () => {
    const { status, stderr } = await run([
      'evaluate',
      'examples',
      '--exclude',
      'examples/*',
      '--exclude=!*-cluster.yaml',
    ]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^--exclude: excluded \d+ files \(examples\/README.md, .* more\)\.\n$/);
  });

  it('refuses an empty glob', async () => {
    expect(await run(['evaluate', 'examples', '--exclude', ' '])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        "rabbitmq-conformance: option '--exclude <glob>' argument ' ' is invalid. The glob is empty.\n" +
        'Try: rabbitmq-conformance evaluate --help\n',
    });
  });
});
