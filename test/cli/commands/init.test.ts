import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { CI_SYSTEMS } from '../../../cli/configuration/ci-jobs.ts';
import { blockWith } from '../../ci/docs.ts';
import { run, temporaryFolder } from '../support.ts';

const temporary = temporaryFolder();
const CONFIGURATION = '.rabbitmq-conformance.yaml';
let number = 0;

/** A new repository with these files, by their paths. What ends in a slash is a folder. */
function repositoryOf(files: Readonly<Record<string, string>> = {}): string {
  number += 1;
  const root = temporary.path(`repository-${number}`);
  mkdirSync(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(name.endsWith('/') ? join(root, name) : dirname(join(root, name)), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(join(root, name), content);
  }
  return root;
}

async function init(root: string, ...options: readonly string[]) {
  const { stdout, ...ended } = await run(['init', root, ...options]);
  const read = (name: string) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : undefined);
  return { ...ended, lines: stdout.replaceAll(root, 'ROOT').trimEnd().split('\n'), read };
}

const TEMPLATE = `Parameters:
  Public: { Type: String }
Resources:
  Orders:
    Type: AWS::AmazonMQ::Broker
    Properties:
      EngineType: RABBITMQ
      DeploymentMode: CLUSTER_MULTI_AZ
      PubliclyAccessible: !Ref Public
      Logs: { General: true }
`;
const SAM = '[default.deploy.parameters]\nparameter_overrides = "Public=false"\n';
const NO_CI = expect.stringMatching(/^No CI system was found\. For a job, add --ci github or --ci gitlab\./);

describe('init', () => {
  it('writes a configuration file without settings where it finds nothing', async () => {
    const { status, lines, read } = await init(repositoryOf());
    expect({ status, lines }).toEqual({
      status: 0,
      lines: [`Wrote ROOT/${CONFIGURATION}.`, NO_CI, 'Next: rabbitmq-conformance evaluate ROOT'],
    });
    expect(parse(read(CONFIGURATION) ?? 'x')).toBeNull();
  });

  it('uses a samconfig.toml for the templates in its folder, so that they can be evaluated', async () => {
    const root = repositoryOf({
      'a [x]/samconfig.toml': SAM,
      'a [x]/template.yaml': TEMPLATE,
      'b/samconfig.toml': SAM.replace('false', 'true'),
      'b/template.yaml': TEMPLATE,
      'broken/samconfig.toml': '[',
    });
    const { lines } = await init(root);
    expect(lines[0]).toBe(`Wrote ROOT/${CONFIGURATION}. It names 2 parameter files.`);
    const { status, stdout } = await run([
      'evaluate',
      root,
      '--format',
      'json',
      '--checks',
      'rabbitmq-no-public-access',
    ]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).results.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['pass', 'fail']);
  });

  it('uses a samconfig.toml in the root for all templates', async () => {
    const { read } = await init(repositoryOf({ 'samconfig.toml': SAM }));
    expect(parse(read(CONFIGURATION) ?? '')).toEqual({ parameterFiles: ['samconfig.toml'] });
  });

  it('only names parameter files, of which a stage has its own', async () => {
    const { read } = await init(
      repositoryOf({
        'parameters/dev.json': '[{"ParameterKey":"Public","ParameterValue":"true"}]',
        'prod-params.json': '{"Parameters":{"Public":"false"}}',
        'parameters/template.json': '{"Parameters":{"Public":{}},"Resources":{}}',
        'parameters/other.json': '[]',
      }),
    );
    const text = read(CONFIGURATION) ?? 'x';
    expect(parse(text)).toBeNull();
    expect(
      parse(text.replaceAll(/^# {0,3}(?=parameterFiles| *- "|exclude|- legacy|failOn|exemptions)/gm, '')),
    ).toMatchObject({
      parameterFiles: ['parameters/dev.json', 'prod-params.json'],
    });
  });

  it.each([
    ['github', '.github/', 'runs-on:'],
    ['gitlab', '.gitlab/', 'image:'],
  ] as const)(
    'writes the job of docs/ci.md for %s, if %s is there, for the whole repository',
    async (system, sign, text) => {
      const { path } = CI_SYSTEMS[system];
      const { lines, read } = await init(repositoryOf({ [sign]: '' }));
      expect(lines.slice(1, -1)).toEqual([`Wrote ROOT/${path}.`, expect.stringMatching(/replace OWNER by/)]);
      const job = blockWith('yaml', text).code;
      expect(job).toContain('infrastructure');
      const words = (of: string) => of.replaceAll(/infrastructure|fail-on: high/g, ' . ').split(/[\s.]+/);
      expect(words(read(path) ?? '')).toEqual(words(job));
      expect(read(path)).not.toMatch(/infrastructure|fail-on: high/);
    },
  );

  it('prints the job for a GitLab pipeline that there is already', async () => {
    const root = repositoryOf({ '.gitlab-ci.yml': 'stages: [test]\n' });
    const { lines, read } = await init(root);
    expect(lines).toEqual(
      expect.arrayContaining(['ROOT/.gitlab-ci.yml exists, kept. Add this job to it:', 'rabbitmq-conformance:']),
    );
    expect(read('.gitlab-ci.yml')).toBe('stages: [test]\n');
  });

  it('overwrites nothing', async () => {
    const files = {
      [CONFIGURATION]: 'failOn: high\n',
      '.github/workflows/rabbitmq-conformance.yml': 'name: mine\n',
      '.gitlab-ci.yml': 'rabbitmq-conformance: { script: "true" }\n',
    };
    const { status, lines, read } = await init(repositoryOf(files));
    expect({ status, lines }).toEqual({
      status: 0,
      lines: [
        ...Object.keys(files).map((name) => `ROOT/${name} exists, kept.`),
        'Next: rabbitmq-conformance evaluate ROOT',
      ],
    });
    for (const [name, content] of Object.entries(files)) expect(read(name)).toBe(content);
  });

  it('writes no job with --ci none', async () => {
    const { lines, read } = await init(repositoryOf({ '.github/': '' }), '--ci', 'none');
    expect(lines).toEqual([`Wrote ROOT/${CONFIGURATION}.`, 'Next: rabbitmq-conformance evaluate ROOT']);
    expect(read(CI_SYSTEMS.github.path)).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['no folder', {}, '/missing', 'ROOT/missing: is not a folder. Name the root of the repository.'],
    [
      'a file with a wrong name',
      { '.rabbitmq-conformance.yml': '' },
      '',
      `ROOT/.rabbitmq-conformance.yml: rename it to ${CONFIGURATION}.`,
    ],
    [
      'a file where a folder must be',
      { '.github': '' },
      '',
      'ROOT/.github/workflows/rabbitmq-conformance.yml: cannot be written: ',
    ],
  ])('says what is wrong with %s', async (_, files, path, message) => {
    const root = repositoryOf(files);
    const { status, stderr } = await run(['init', `${root}${path}`]);
    expect(status).toBe(2);
    expect(stderr.replaceAll(root, 'ROOT')).toContain(`rabbitmq-conformance: ${message}`);
  });
});
