import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runProgram, useCheckout } from './checkout.ts';
import { BAD, BLOCKS, BROKEN, createRepository, GOOD, REPOSITORY, UNKNOWN, VERSION } from './docs.ts';

const checkout = useCheckout();

const read = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');
const hooks: readonly Readonly<Record<string, unknown>>[] = parse(read('.pre-commit-hooks.yaml'));
const [hook = {}] = hooks;
const entry = String(hook.entry).split(' ');

// Of https://pre-commit.com/#creating-new-hooks those that are here or may come.
const TYPES: Readonly<Record<string, string>> = {
  ...{ id: 'string', name: 'string', description: 'string', language: 'string', entry: 'string', files: 'string' },
  ...{ exclude: 'string', pass_filenames: 'boolean', require_serial: 'boolean', args: 'object' },
};

/** Runs the hook as pre-commit does, with the names of files from the root of the repository. */
async function runHook(templates: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const { folder, env } = createRepository(checkout(), templates);
  const [program = '', ...own] = entry;
  return runProgram(program, [...own, ...args, ...Object.keys(templates)], { cwd: folder, env });
}

describe('.pre-commit-hooks.yaml', () => {
  it('has one hook, with what pre-commit asks for, of the types it asks for', () => {
    expect(hooks).toHaveLength(1);
    expect(hook).toMatchObject({ id: 'rabbitmq-conformance', language: 'node', pass_filenames: true });
    for (const [key, value] of Object.entries(hook)) expect([key, typeof value]).toEqual([key, TYPES[key]]);
  });

  it('calls a program that the package installs', () => {
    const { bin } = JSON.parse(read('package.json'));
    expect(Object.keys(bin)).toContain(entry[0]);
  });

  it.each([
    'template.yaml',
    'template.yml',
    'infra/orders.template.json',
    'infra/orders-cfn.yaml',
    'infra/cloudformation.json',
    'infra/tfplan.json',
  ])('takes %s', (name) => {
    expect(name).toMatch(new RegExp(String(hook.files)));
  });

  it.each([
    'package.json',
    'tsconfig.json',
    'docker-compose.yml',
    'nginx.conf.template',
    'templates/page.html',
    'mytemplate.yaml',
    '.github/PULL_REQUEST_TEMPLATE.md',
    'main.tf',
  ])('leaves %s alone', (name) => {
    expect(name).not.toMatch(new RegExp(String(hook.files)));
  });
});

describe('the hook', () => {
  it.each([
    ['passes what is good', GOOD, 0],
    ['fails what is bad', BAD, 1],
    ['fails what cannot be used', BROKEN, 2],
    ['fails what is unknown', UNKNOWN, 3],
  ])('%s', async (_, templates, status) => {
    expect(await runHook(templates)).toMatchObject({ status });
  });

  it('fails a file that is neither a template nor a plan', async () => {
    const { folder, env } = createRepository(checkout(), {});
    cpSync(join(checkout().folder, 'package.json'), join(folder, 'template.json'));
    const [program = '', ...own] = entry;
    const ended = await runProgram(program, [...own, 'template.json'], { cwd: folder, env });
    expect(ended).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^rabbitmq-conformance: template\.json: /),
    });
  });
});

describe('the configurations of docs/ci.md', () => {
  const configurations = BLOCKS.filter(({ code }) => code.startsWith('repos:')).map(({ code }) => parse(code).repos[0]);

  it('name the hook, at a tag', () => {
    expect(configurations).toHaveLength(1);
    for (const { repo, rev, hooks: chosen } of configurations) {
      expect({ repo, rev }).toEqual({ repo: `https://github.com/${REPOSITORY}`, rev: `v${VERSION}` });
      expect(chosen).toMatchObject([{ id: hook.id, files: expect.any(String) }]);
    }
  });

  it('take the files and the arguments that they are there for', async () => {
    const [general] = configurations.map(({ hooks: [only] }) => only);
    expect('infrastructure/orders.yaml').toMatch(new RegExp(general.files));
    expect(await runHook(BAD, general.args)).toMatchObject({ status: 1 });
  });

  it('have the values of parameters in the configuration file, whichever files are committed', async () => {
    const { folder, env } = createRepository(checkout(), { ...GOOD, ...UNKNOWN });
    writeFileSync(join(folder, '.rabbitmq-conformance.yaml'), 'parameters: { Public: false }\n');
    const [program = '', ...own] = entry;
    for (const path of Object.keys({ ...GOOD, ...UNKNOWN }))
      expect(await runProgram(program, [...own, path], { cwd: folder, env })).toMatchObject({
        status: 0,
        stderr: 'Configuration: .rabbitmq-conformance.yaml (parameters)\n',
      });
  });
});
