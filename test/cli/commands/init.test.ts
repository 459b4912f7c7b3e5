import { execFileSync } from 'node:child_process';
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

  it('says which environment of a samconfig.toml is used, and which others there are', async () => {
    const staging = SAM.replace('default', 'staging');
    const root = repositoryOf({
      'samconfig.toml': `${SAM}${staging}[empty.deploy.parameters]\n`,
      'other/samconfig.toml': staging,
      'broken/samconfig.toml': staging.replace('Public=', ''),
    });
    const { lines, read } = await init(root);
    const notes = [
      'other/samconfig.toml has no environment "default". Choose one: staging.',
      'samconfig.toml: the environment "default" is used. Others: staging.',
    ];
    expect(lines.slice(0, 3)).toEqual([`Wrote ROOT/${CONFIGURATION}. It names 2 parameter files.`, ...notes]);
    const text = read(CONFIGURATION) ?? '';
    for (const note of notes) expect(text).toContain(`# ${note}\n`);
    expect(parse(text)).toEqual({ parameterFiles: ['samconfig.toml'] });
    const chosen = text.slice(text.indexOf('# files:')).replaceAll(/^# /gm, '');
    expect(parse(chosen)).toEqual({
      files: { '/other/': { parameterFiles: [{ path: 'other/samconfig.toml', environment: 'staging' }] } },
    });
  });

  it('uses a samconfig.toml in the root for all templates', async () => {
    const { read } = await init(repositoryOf({ 'samconfig.toml': SAM }));
    expect(parse(read(CONFIGURATION) ?? '')).toEqual({ parameterFiles: ['samconfig.toml'] });
  });

  it('only names parameter files, of which a stage has its own', async () => {
    const { lines, read } = await init(
      repositoryOf({
        'parameters/dev.json': '[{"ParameterKey":"Public","ParameterValue":"true"}]',
        'prod-params.json': '{"Parameters":{"Public":"false"}}',
        'parameters/template.json': '{"Parameters":{"Public":{}},"Resources":{}}',
        'parameters/other.json': '[]',
        'stages/dev.tfvars': 'a = 1',
        'terraform.tfvars': 'a = 1',
      }),
    );
    expect(lines[1]).toBe('Choose the parameter files of one stage.');
    const text = read(CONFIGURATION) ?? 'x';
    expect(parse(text)).toBeNull();
    expect(parse(text.slice(text.indexOf('# parameterFiles:')).replaceAll(/^# /gm, ''))).toEqual({
      parameterFiles: ['parameters/dev.json', 'prod-params.json', 'stages/dev.tfvars'],
    });
  });

  it.each([
    ['github', '.github/', 'fail-on: high'],
    ['gitlab', '.gitlab/', 'image: node:24'],
  ] as const)(
    'writes the job of docs/ci.md for %s, if %s is there, for the whole repository',
    async (system, sign, text) => {
      const { path } = CI_SYSTEMS[system];
      const { lines, read } = await init(repositoryOf({ [sign]: '' }));
      expect(lines.slice(1, -1)).toEqual([`Wrote ROOT/${path}.`, expect.stringMatching(/replace OWNER with/)]);
      const job = blockWith('yaml', text).code;
      expect(job).toContain('infrastructure');
      const words = (of: string) => of.replaceAll(/infrastructure|fail-on: high/g, ' . ').split(/[\s.]+/);
      expect(words(read(path) ?? '')).toEqual(words(job));
      expect(read(path)).not.toMatch(/infrastructure|fail-on: high/);
    },
  );

  it.each([
    ['github', 'jobs.rabbitmq-conformance.steps'],
    ['gitlab', 'rabbitmq-conformance.script'],
  ] as const)('lets the job for %s synthesize CDK apps', async (system, place) => {
    const root = repositoryOf({
      'cdk.json': '{}',
      'package-lock.json': '{}',
      'my app/cdk.json': '{}',
      'node_modules/x/cdk.json': '{}',
      'cdk.out/asset.1/cdk.json': '{}',
    });
    const { lines, read } = await init(root, '--ci', system);
    expect(lines.at(-2)).toBe('In the job, install what the CDK app in my app needs before "cdk synth".');
    const job = parse(read(CI_SYSTEMS[system].path) ?? '');
    const steps = place.split('.').reduce((value, name) => value[name], job);
    const synthesis = {
      github: [
        expect.objectContaining({ uses: expect.stringMatching(/checkout/) }),
        { run: 'npm ci\nnpx cdk synth --quiet\n' },
        { run: 'npx cdk synth --quiet\n', 'working-directory': 'my app' },
        expect.objectContaining({ uses: expect.stringMatching(/^OWNER/) }),
      ],
      gitlab: [
        '(npm ci && npx cdk synth --quiet)',
        "(cd 'my app' && npx cdk synth --quiet)",
        expect.stringMatching(/^npm install/),
        expect.stringMatching(/^rabbitmq-conformance evaluate \. /),
      ],
    };
    expect(steps.slice(0, 4)).toEqual(synthesis[system]);
  });

  it('says what the job does not see', async () => {
    const root = repositoryOf({ '.github/': '', 'api/serverless.yml': '', 'main.tf': '' });
    const { lines } = await init(root);
    expect(lines.slice(3, -1)).toEqual([
      'In the job, run "serverless package" for api/serverless.yml, and evaluate .serverless/cloudformation-template-update-stack.json too.',
      expect.stringMatching(/^The job evaluates \.tf files\. A plan knows more/),
    ]);
  });

  it.each([
    [
      'the default branch of the remote',
      ['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk/2'],
      'trunk/2',
    ],
    ['the current branch', ['symbolic-ref', 'HEAD', 'refs/heads/a"b,{c'], 'a"b,{c'],
  ])('runs the job on %s', async (_, command, branch) => {
    const root = repositoryOf({ '.github/': '' });
    for (const args of [['init', '--quiet'], command]) execFileSync('git', ['-C', root, ...args]);
    const { read } = await init(root);
    expect(parse(read(CI_SYSTEMS.github.path) ?? '').on.push.branches).toEqual([branch]);
  });

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
