import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { run } from '../support.ts';
import { evaluateIn, folderOf, TEMPLATE } from './support.ts';

const FILE = '.rabbitmq-conformance.yaml';
const SECRET = 'hunter2';

/** Runs in a folder, as the working folder. */
async function runIn(folder: string, args: readonly string[]) {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await run(args);
  } finally {
    process.chdir(before);
  }
}

describe('a configuration file that was found', () => {
  const files = { 'in/a.yaml': TEMPLATE, 'out/e.yaml': SECRET, 'out/p.json': { Public: 'false' }, 'in/.git/x': '' };
  /** A folder with links out of the folder in it, which is evaluated. */
  const withLinks = (configuration: string) => {
    const folder = folderOf({ ...files, [`in/${FILE}`]: configuration });
    symlinkSync('../out', join(folder, 'in/link'));
    symlinkSync('.git', join(folder, 'in/hooks'));
    symlinkSync('../out/e.yaml', join(folder, 'in/report'));
    return folder;
  };

  it.each([
    'formats: [json=../out/r.json]',
    'formats: [json=a/../../r.json]',
    'formats: [json=link/r.json]',
    'formats: [json=report]',
    'formats: [json=.git/x]',
    'formats: [json=.bashrc]',
    'formats: [json=hooks/x]',
    'formats: [json=/tmp/rabbitmq-conformance-never-written]',
    'exemptions: ../out/e.yaml',
    'exemptions: link/e.yaml',
    'exemptions: report',
    'exemptions: /dev/zero',
    'parameterFiles: [../out/p.json]',
    'parameterFiles: [link/p.json]',
    'files: { "*": { parameterFiles: [{ path: link/p.json }] } }',
  ])('leads to nothing outside of its folder, and writes nothing hidden: %s', async (configuration) => {
    const folder = withLinks(`${configuration}\n`);
    const { status, stderr } = await run(['evaluate', join(folder, 'in')]);
    expect(status).toBe(2);
    expect(stderr).toContain('outside of the folder of this file. If you trust it, name it with --config.\n');
    expect(stderr).not.toContain(SECRET);
    expect(readFileSync(join(folder, 'out/e.yaml'), 'utf8')).toBe(SECRET);
    expect(readFileSync(join(folder, 'in/.git/x'), 'utf8')).toBe('');
    for (const path of ['out/r.json', 'r.json', 'in/.bashrc']) expect(existsSync(join(folder, path))).toBe(false);
  });

  it('is no link out of its folder', async () => {
    const folder = folderOf({ 'in/a.yaml': TEMPLATE, 'out.yaml': 'failOn: none\n' });
    symlinkSync('../out.yaml', join(folder, 'in', FILE));
    expect(await evaluateIn(folder, ['in'])).toMatchObject({
      status: 2,
      stderr: `rabbitmq-conformance: FOLDER/in/${FILE}: is a link that leads out of its folder. If you trust it, name it with --config.\n`,
    });
    expect((await evaluateIn(folder, ['in'], '--config', join(folder, 'in', FILE))).status).toBe(0);
  });

  it('is no link to nothing, which would be ignored', async () => {
    const folder = folderOf({ 'in/a.yaml': TEMPLATE });
    symlinkSync('none.yaml', join(folder, 'in', FILE));
    expect(await evaluateIn(folder, ['in'])).toMatchObject({
      status: 2,
      stderr: `rabbitmq-conformance: FOLDER/in/${FILE}: cannot be read: the file does not exist. Check its path.\n`,
    });
  });

  it('leads anywhere if the command line names it, except over its own input', async () => {
    const folder = withLinks('formats: [json=../r.json]\nparameterFiles: [link/p.json]\n');
    const { status } = await run(['evaluate', join(folder, 'in'), '--config', join(folder, 'in', FILE)]);
    expect(status).toBe(0);
    expect(existsSync(join(folder, 'r.json'))).toBe(true);
  });

  it('may name files below its folder, and links that stay there', async () => {
    const folder = folderOf({
      'in/a.yaml': TEMPLATE,
      'in/.github/e.yaml': '[]\n',
      'in/out/old.json': '{}',
      [`in/${FILE}`]: 'exemptions: link/e.yaml\nformats: [json=./out/../out/r.json, csv=old]\n',
    });
    symlinkSync('.github', join(folder, 'in/link'));
    symlinkSync('out/old.json', join(folder, 'in/old'));
    const { status, stderr } = await run(['evaluate', join(folder, 'in')]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining(`Configuration: ${folder}/in/${FILE} (exemptions)\n`),
    });
    expect(readFileSync(join(folder, 'in/out/old.json'), 'utf8')).toMatch(/^verdict,/);
  });
});

describe('two configuration files', () => {
  const folder = () => folderOf({ [FILE]: 'failOn: low\n', [`in/${FILE}`]: 'failOn: none\n', 'in/a.yaml': TEMPLATE });

  it('are one too many', async () => {
    expect(await runIn(folder(), ['evaluate', 'in'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `rabbitmq-conformance: ${FILE} and in/${FILE}: two configuration files. Name one with --config, or use --no-config.\n`,
    });
  });

  it('are none with --no-config, and one with --config', async () => {
    expect((await runIn(folder(), ['evaluate', 'in', '--no-config'])).status).toBe(1);
    expect((await runIn(folder(), ['evaluate', 'in', '--config', FILE])).status).toBe(1);
    expect((await runIn(folder(), ['evaluate', 'in', '--config', `in/${FILE}`])).status).toBe(0);
  });

  it('are the same one where the working folder is evaluated', async () => {
    const only = folderOf({ [FILE]: 'failOn: none\n', 'a.yaml': TEMPLATE });
    mkdirSync(join(only, 'in'));
    for (const source of ['.', only, 'in/..', 'a.yaml']) {
      expect((await runIn(only, ['evaluate', source])).status).toBe(0);
    }
  });
});

describe('what a configuration file does is said', () => {
  const said = async (configuration: string, ...options: readonly string[]) => {
    const folder = folderOf({
      [FILE]: configuration,
      'a.yaml': TEMPLATE,
      'old/a.yaml': TEMPLATE,
      'e.yaml': '[]\n',
      'p.json': {},
    });
    const { stdout, stderr } = await evaluateIn(folder, [''], ...options);
    const notices: { message: string }[] = JSON.parse(stdout).notices;
    const notice = notices.map(({ message }) => /^is the configuration: (.*)\.$/.exec(message)?.[1]).filter(Boolean);
    const [, line] = /^Configuration: FOLDER\/\.rabbitmq-conformance\.yaml \((.*)\)$/m.exec(stderr) ?? [];
    expect(notice).toEqual(line === undefined ? [] : [line]);
    return line;
  };

  it.each([
    ['exclude: [old/]\nfailOn: none\n', 'exclude, failOn none'],
    ['exclude: [new/]\n', undefined],
    [
      'exemptions: e.yaml\nmaxExemptionDays: 3\nmetadataExemptions: false\n',
      'exemptions, maxExemptionDays 3, metadataExemptions false',
    ],
    ['checks: [rabbitmq-no-public-access]\nparameters: { Public: false }\n', 'parameters'],
    ['files: { a.yaml: { parameters: { Public: false } } }\n', 'parameters'],
    ['failOn: low\nformats: [table]\nmetadataExemptions: true\nparameterFiles: [p.json]\nparameters: {}\n', undefined],
  ])('%j: %s', async (configuration, line) => {
    expect(await said(configuration)).toBe(line);
    expect(await said(configuration, '--quiet')).toBe(line);
  });

  it('but not what the command line replaces', async () => {
    expect(
      await said('exclude: [old/]\nfailOn: none\nmaxExemptionDays: 5\n', '--fail-on=high', '--max-exemption-days=9'),
    ).toBe('exclude');
  });

  it('with the findings that do not count', async () => {
    const folder = folderOf({ 'a.yaml': TEMPLATE });
    const { status, stderr } = await evaluateIn(folder, [''], '--fail-on', 'none', '--quiet');
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'rabbitmq-conformance: 1 finding does not count, because of --fail-on none.\n',
    });
    expect((await evaluateIn(folder, [''], '--parameters', 'Public=false', '--fail-on', 'none')).stderr).toBe('');
  });

  it('with the files that are named and excluded, even with --quiet', async () => {
    const folder = folderOf({
      [FILE]: 'exclude: [a.yaml, b.yaml]\n',
      'a.yaml': TEMPLATE,
      'b.yaml': TEMPLATE,
      'c.yaml': TEMPLATE,
    });
    const quiet = async (...sources: readonly string[]) =>
      (await evaluateIn(folder, sources, '--config', join(folder, FILE), '--quiet')).stderr;
    const configured = `Configuration: FOLDER/${FILE} (exclude)\n`;
    expect(await quiet('a.yaml', 'c.yaml')).toBe(`FOLDER/${FILE}: excluded 1 file (a.yaml).\n${configured}`);
    expect(await quiet('')).toBe(configured);
    expect(await quiet('a.yaml', 'b.yaml')).toBe(
      `FOLDER/${FILE}: excluded 2 files (a.yaml, b.yaml).\n${configured}` +
        `rabbitmq-conformance: nothing was evaluated: everything is excluded by FOLDER/${FILE}.\n`,
    );
  });
});

describe('the exemptions of templates', () => {
  const exempt = TEMPLATE.replace(
    '    Properties:',
    `    Metadata:
      rabbitmq-conformance:
        exempt:
          - { checks: [rabbitmq-no-public-access], reason: Holds no data., until: ${new Date().toISOString().slice(0, 10)} }
    Properties:`,
  );

  it('can be ignored by the configuration file', async () => {
    const folder = folderOf({ 'a.yaml': exempt });
    expect((await evaluateIn(folder)).status).toBe(0);
    const strict = folderOf({ [FILE]: 'metadataExemptions: false\n', 'a.yaml': exempt });
    expect((await evaluateIn(strict)).status).toBe(1);
  });

  it('are ignored with all that is wrong with them', async () => {
    const broken = exempt.replace('Holds no data.', '!Ref Public');
    const folder = folderOf({ 'a.yaml': broken });
    expect(await evaluateIn(folder)).toMatchObject({
      status: 2,
      stderr:
        'rabbitmq-conformance: FOLDER/a.yaml:4: Orders: the metadata "rabbitmq-conformance" has !Ref Public. Expected literal values, without functions.\n',
    });
    expect(await evaluateIn(folder, [''], '--no-metadata-exemptions')).toMatchObject({
      status: 1,
      stderr: 'FOLDER/a.yaml:4: Orders: the exemptions in its metadata are ignored.\n',
    });
  });
});
