import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCloudAssembly } from '../../../../cli/sources/cloudformation/cloud-assembly.ts';
import { folder, manifestOf, NESTED, optionsWith, read, stackOf, withNested, write } from './assembly-support.ts';
import { GOOD, PASS, templateOf } from './support.ts';

describe('what cannot be used is named, and the rest is read', () => {
  const good = { B: stackOf('good.json') };
  it.each<[name: string, artifact: unknown, files: Readonly<Record<string, unknown>>, source: string, problem: RegExp]>(
    [
      [
        'a template that is not there',
        stackOf('nope.json'),
        {},
        'nope.json',
        /^cannot be read: the file does not exist\. Check its path\.$/,
      ],
      [
        'a template that is none',
        stackOf('a.json'),
        { 'a.json': '{"a": 1}' },
        'a.json',
        /^is not a CloudFormation template/,
      ],
      [
        'a template that is cut off',
        stackOf('a.json'),
        { 'a.json': '{"Resources": ' },
        'a.json',
        /^is neither JSON nor YAML/,
      ],
      ['a stack without a template', stackOf(undefined), {}, 'manifest.json', /whose templateFile is undefined/],
      ['a template without a name', stackOf(''), {}, 'manifest.json', /whose templateFile is ""/],
      ['a template that is a folder', stackOf('a'), { 'a/b.json': '' }, 'a', /^is not a file\.$/],
      [
        'a stage that is none',
        { type: 'cdk:cloud-assembly', properties: { directoryName: 'x' } },
        { 'x/manifest.json': [] },
        'x/manifest.json',
        /^is not the manifest of a cloud assembly\.$/,
      ],
      [
        'a template outside',
        stackOf('../../../../etc/hostname'),
        {},
        '',
        /^is outside the folder of the cloud assembly|^cannot be read/,
      ],
      [
        'a stage that is not there',
        { type: 'cdk:cloud-assembly', properties: { directoryName: 'x' } },
        {},
        'x/manifest.json',
        /^cannot be read: the file does not exist\. Check its path\.$/,
      ],
      [
        'a nested template that is not there',
        stackOf('a.json'),
        { 'a.json': withNested(NESTED) },
        'inner.json',
        /^cannot be read: the file does not exist\. Check its path\.$/,
      ],
      [
        'a stack that is nested in itself',
        stackOf('inner.json'),
        { 'inner.json': withNested(NESTED) },
        'inner.json',
        /^includes itself as the nested stack Inner/,
      ],
    ],
  )('%s', async (_, artifact, files, source, problem) => {
    write({ 'manifest.json': manifestOf({ A: artifact, ...good }), 'good.json': templateOf(GOOD), ...files });
    const found = await read();
    const failed = found.filter(({ problems }) => problems.length > 0);
    expect(failed.map(({ problems }) => problems)).toEqual([[expect.stringMatching(problem)]]);
    if (source !== '') expect(failed[0]?.source).toBe(source);
    expect(found.at(-1)).toMatchObject({ source: 'good.json', verdicts: PASS });
  });

  it('a template that is too large', async () => {
    write({ 'manifest.json': manifestOf({ A: stackOf('a.json') }), 'a.json': '' });
    truncateSync(join(folder, 'a.json'), 64 * 2 ** 20 + 1);
    expect((await read()).map(({ problems }) => problems)).toEqual([['is too large. The limit is 67108864 bytes.']]);
  });

  it('assets of which the file is not there', async () => {
    const assets = { type: 'cdk:asset-manifest', properties: { file: 'a.assets.json' } };
    write({ 'manifest.json': manifestOf({ assets }) });
    expect(await read()).toMatchObject([
      {
        source: 'manifest.json',
        problems: [
          'names the asset manifest "a.assets.json", which cannot be read: the file does not exist. Check its path.',
        ],
        notices: [],
      },
    ]);
  });

  it('a link that leads outside', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
    writeFileSync(join(outside, 'a.json'), JSON.stringify(templateOf(GOOD)));
    symlinkSync(join(outside, 'a.json'), join(folder, 'a.json'));
    write({ 'manifest.json': manifestOf({ A: stackOf('a.json') }) });
    const [found] = await read();
    rmSync(outside, { recursive: true });
    expect(found?.problems).toEqual([expect.stringContaining('is outside the folder of the cloud assembly')]);
  });

  it('an assembly that is its own stage is read once', async () => {
    const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: 'loop' } };
    symlinkSync(folder, join(folder, 'loop'));
    write({ 'manifest.json': manifestOf({ ...good, A: stage }), 'good.json': templateOf(GOOD) });
    expect((await read()).map(({ verdicts }) => verdicts).filter(({ length }) => length > 0)).toEqual([PASS]);
  });

  it('nested stacks without number', async () => {
    const two = (path: string) => ({
      Resources: {
        L: { ...NESTED, Metadata: { 'aws:asset:path': path } },
        R: { ...NESTED, Metadata: { 'aws:asset:path': path } },
      },
    });
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`t${index}.json`, two(`t${index + 1}.json`)]),
    );
    write({ 'manifest.json': manifestOf({ A: stackOf('t0.json') }), ...files, 't20.json': templateOf(GOOD) });
    // Not all of them: without the limit there are a million.
    const found: string[] = [];
    for await (const { problems } of readCloudAssembly(folder, optionsWith({}))) {
      found.push(problems.join());
      if (found.length > 3_000) break;
    }
    expect(found).toContain('has more than 2500 nested stacks.');
    expect(found.length).toBeLessThan(3_000);
  });

  it('context that was missing', async () => {
    write({ 'manifest.json': manifestOf(good, { missing: [{ key: 'x' }] }), 'good.json': templateOf(GOOD) });
    expect((await read()).map(({ problems }) => problems)).toEqual([
      ['lacks context values from AWS. Run cdk synth with credentials of the account.'],
      [],
    ]);
  });

  it('a nested stack of which there is no file, whose brokers are not known', async () => {
    write({ 'manifest.json': manifestOf({ A: stackOf('a.json') }), 'a.json': withNested({ ...NESTED, Metadata: {} }) });
    expect((await read())[0]).toMatchObject({ problems: [], verdicts: ['unknown'] });
  });

  it('an asset whose path is no text, so that its brokers are not known', async () => {
    write({
      'manifest.json': manifestOf({
        A: stackOf('a.json'),
        assets: { type: 'cdk:asset-manifest', properties: { file: 'a.assets.json' } },
      }),
      'a.assets.json': { files: { h: { source: { path: 1 }, destinations: { d: { objectKey: 'x.json' } } } } },
      'a.json': withNested({ ...NESTED, Properties: { TemplateURL: 'https://s3.amazonaws.com/x.json' } }),
    });
    expect((await read())[0]).toMatchObject({ problems: [], verdicts: ['unknown'] });
  });

  it.each([
    ['an address that no asset has, whatever its metadata says', 'https://s3.amazonaws.com/x/other.json'],
    ['an address that a function chooses', { 'Fn::Select': [0, ['x/other.json', 'x/inner.json']] }],
  ])('a nested stack with %s', async (_, TemplateURL) => {
    const nested = {
      ...NESTED,
      Properties: { TemplateURL },
      ...(typeof TemplateURL === 'string' ? {} : { Metadata: {} }),
    };
    const assets = { h: { source: { path: 'inner.json' }, destinations: { d: { objectKey: 'inner.json' } } } };
    write({
      'manifest.json': manifestOf({
        A: stackOf('a.json'),
        assets: { type: 'cdk:asset-manifest', properties: { file: 'a.assets.json' } },
      }),
      'a.assets.json': { files: assets },
      'a.json': withNested(nested),
      'inner.json': templateOf(GOOD),
    });
    expect((await read()).map(({ problems, verdicts }) => ({ problems, verdicts }))).toEqual([
      { problems: [], verdicts: ['unknown'] },
    ]);
  });
});
