import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { evaluateFolder, folderOf, GOOD, NOTHING, PROCESSED, skippedNotice, TEMPLATE } from './folders-support.ts';

describe('in a folder is skipped, and told of', () => {
  const unknown: readonly (readonly [string, string, unknown])[] = [
    ['a program that names brokers', 'stack.ts', "const TYPE = 'AWS::AmazonMQ::Broker';"],
    ['JSON of something else', 'package.json', { name: 'x' }],
    ['a list of something else', 'list.json', [1, {}, 'x']],
    ['JSON of something else that names brokers', 'schema.json', { typeName: 'AWS::AmazonMQ::Broker' }],
    ['YAML of something else that names brokers', 'rule.yaml', 'Resources: [AWS::AmazonMQ::Broker]\n'],
    ['JSON with comments', 'tsconfig.json', '{ // comment\n}'],
    ['JSON with comments that names brokers', 'settings.json', '{\n  // x\n  "a": "AWS::AmazonMQ::Broker", /* y */\n}'],
    ['a broker of Kafka', 'kafka.json', { brokerId: 1, host: 'x', port: 9092 }],
    ['logs of a broker', 'log.jsonl', '{"brokerId":"b1","msg":"a"}\n{"brokerId":"b2","msg":"b"}\n'],
    ['messages of something else', 'events.json', { messageType: 'DATA_MESSAGE', logEvents: [] }],
    ['YAML of something else', 'values.yaml', 'a: 1\n'],
    ['YAML of several documents', 'pods.yml', 'kind: Pod\n---\nkind: Pod # Resources\n'],
    ['what is no YAML', 'chart.yaml', '{{ Resources }}\n: :'],
    ['an empty file', 'empty.json', ''],
    ['something else, gzipped', 'log.gz', gzipSync('a line\n')],
    ['something else that is large', 'large.json', '\n'.repeat(17 * 2 ** 20)],
  ];
  it.each(unknown)('%s', async (_, name, content) => {
    const folder = folderOf({ [name]: content, 'good.json': GOOD });
    expect(await evaluateFolder(folder)).toEqual({
      status: 0,
      sources: ['good.json'],
      stderr: skippedNotice(`1 file of an unknown type (${name})`),
    });
  });

  it('without parsing what no input has', async () => {
    const parse = jest.spyOn(JSON, 'parse');
    await evaluateFolder(folderOf({ 'package-lock.json': '{"lockfileVersion":3}' }));
    expect(parse).not.toHaveBeenCalledWith('{"lockfileVersion":3}');
    parse.mockRestore();
  });

  it('all that there is', async () => {
    const folder = folderOf(Object.fromEntries(unknown.map(([, name, content]) => [name, content])));
    const names = unknown.map(([, name]) => name).toSorted();
    const stderr = `${skippedNotice(`${unknown.length} files of unknown types (${names.slice(0, 3).join(', ')} and ${unknown.length - 3} more)`)}${NOTHING}`;
    expect(await evaluateFolder(folder)).toEqual({ status: 0, sources: [], stderr });
  });

  it('a link, which may lead back', async () => {
    const folder = folderOf({ 'good.json': GOOD });
    symlinkSync(folder, `${folder}/loop`);
    symlinkSync(`${folder}/good.json`, `${folder}/same.json`);
    expect(await evaluateFolder(folder)).toEqual({
      status: 0,
      sources: ['good.json'],
      stderr: skippedNotice('2 symbolic links (loop, same.json)'),
    });
  });
});

describe('in a folder is skipped', () => {
  it('without a word what git has, and what packages bring', async () => {
    const folder = folderOf({ '.git/a.json': GOOD, 'a/node_modules/b/a.json': GOOD, 'b.json': GOOD });
    expect(await evaluateFolder(folder)).toEqual({ status: 0, sources: ['b.json'], stderr: '' });
  });

  it('what is hidden, and told of', async () => {
    const folder = folderOf({ '.aws-sam/build/template.yaml': TEMPLATE, 'a/.b.json': GOOD });
    const stderr = `${skippedNotice('2 hidden files or folders (.aws-sam, a/.b.json)')}${NOTHING}`;
    expect(await evaluateFolder(folder)).toEqual({ status: 0, sources: [], stderr });
  });

  it('a schema of what declares brokers, and told of', async () => {
    const folder = folderOf({ 'a.json': GOOD, 'schema.json': { resource_schemas: { aws_mq_broker: {} } } });
    const stderr = skippedNotice('1 file that declares brokers in an unknown format (schema.json)');
    expect(await evaluateFolder(folder)).toEqual({ status: 0, sources: ['a.json'], stderr });
  });

  it('what could be read for ever, and told of', async () => {
    const folder = folderOf({ 'a.json': GOOD });
    execFileSync('mkfifo', [`${folder}/pipe.json`]);
    const stderr = skippedNotice('1 pipe, socket or device (pipe.json)');
    expect(await evaluateFolder(folder)).toEqual({ status: 0, sources: ['a.json'], stderr });
  });

  it('brokers in programs and documents, and told of', async () => {
    const snippet = `# How to\n\n\`\`\`yaml\n${TEMPLATE}\`\`\`\n`;
    const folder = folderOf({ 'README.md': snippet, 'a.json': GOOD, 'b.txt': 'x' });
    const stderr =
      skippedNotice('1 file that declares brokers in an unknown format (README.md)') +
      skippedNotice('1 file of an unknown type (b.txt)');
    expect(await evaluateFolder(folder)).toEqual({ status: 0, sources: ['a.json'], stderr });
  });

  it('what the manifest of a cloud assembly does not name, and told of', async () => {
    const artifacts = { A: { type: 'aws:cloudformation:stack', properties: { templateFile: 'a.template.json' } } };
    const folder = folderOf({
      'manifest.json': { version: '48.0.0', artifacts },
      'a.template.json': { Resources: {} },
      'b.template.json': PROCESSED.TemplateBody,
      'asset.1/c.yaml': TEMPLATE,
      'asset.1/d.yaml': 'a: 1\n',
    });
    const { status, stderr } = await evaluateFolder(folder);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr:
        'FOLDER: skipped 2 files with brokers that its manifest.json does not list: ' +
        `FOLDER/asset.1/c.yaml, FOLDER/b.template.json.\n${NOTHING}`,
    });
  });
});

describe('a manifest.json that is none of a cloud assembly hides nothing', () => {
  it.each([
    ['that has a version only', { version: '1.2.3' }],
    ['that has no artifacts', { version: '36.0.0', artifacts: {} }],
    ['that has other artifacts', { version: '36.0.0', artifacts: { a: { type: 'zip' }, b: 'x' } }],
  ])('%s', async (_, manifest) => {
    const folder = folderOf({ 'manifest.json': manifest, 'infra/bad.yaml': TEMPLATE });
    const { status, sources } = await evaluateFolder(folder);
    expect({ status, sources }).toEqual({ status: 1, sources: ['infra/bad.yaml'] });
  });
});
