import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { action, createRepository, runAction } from './action.ts';
import { pathWith, useCheckout } from './checkout.ts';

const checkout = useCheckout();

describe('action.yml', () => {
  it('describes all inputs and outputs, and has a default for each input', () => {
    const described = { description: expect.any(String) };
    expect(action).toMatchObject({ name: expect.any(String), ...described });
    for (const input of Object.values(action.inputs))
      expect(input).toMatchObject({ ...described, default: expect.any(String) });
    for (const output of Object.values(action.outputs)) expect(output).toEqual(described);
    expect(Object.keys(action.inputs)).toEqual([
      'paths',
      'format',
      'output',
      'config',
      'baseline',
      'fail-on',
      'checks',
      'set',
      'parameters',
    ]);
  });

  it('runs on the Node.js that the runner has', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'action.ts' });
  });

  it('has the outputs that the action writes', async () => {
    const { outputs } = await runAction(checkout(), {});
    expect(Object.keys(outputs)).toEqual(Object.keys(action.outputs));
  });
});

describe('the action', () => {
  it('writes SARIF with paths from the root of the repository, and fails as the command does', async () => {
    const { status, outputs, workspace } = await runAction(checkout(), { paths: 'infra' });
    expect({ status, outputs }).toEqual({
      status: 1,
      outputs: { output: './rabbitmq-conformance.sarif', status: '1' },
    });
    const { runs } = JSON.parse(readFileSync(join(workspace, 'rabbitmq-conformance.sarif'), 'utf8'));
    const uris = runs[0].results.map(
      (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect([...new Set(uris)]).toEqual(['infra/bad.json']);
  });

  it('writes a table to the log, a summary and annotations, and leaves nothing else', async () => {
    const { stdout, stderr, summary, commands, temporary, workspace } = await runAction(checkout(), { paths: 'infra' });
    expect(stdout).toContain('rabbitmq-no-public-access');
    expect(stderr).toBe('');
    expect(summary).toMatch(/^## RabbitMQ conformance\n/);
    expect(commands).toEqual([
      expect.stringMatching(/^::error file=infra\/bad\.json,line=\d+,title=rabbitmq-no-public-access::/),
      expect.stringMatching(/^::warning file=infra\/bad\.json,line=\d+,title=rabbitmq-cluster-deployment::/),
      expect.stringMatching(/^::warning file=infra\/bad\.json,line=\d+,title=rabbitmq-general-logging::/),
    ]);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(workspace).sort()).toEqual([
      'broken.json',
      'infra',
      'rabbitmq-conformance.sarif',
      'with parameter.yaml',
    ]);
  });

  it.each([
    ['several paths, one a line', { paths: '\n  infra/good.yaml\r\n\n infra/bad.json \n' }, 1],
    ['a path with a space', { paths: 'with parameter.yaml' }, 3],
    ['a parameter', { paths: 'with parameter.yaml', parameters: 'Public=false\n' }, 0],
    ['checks', { paths: 'with parameter.yaml', checks: 'rabbitmq-general-logging' }, 0],
    [
      'a parameter of a check',
      {
        paths: 'infra/good.yaml',
        checks: 'rabbitmq-engine-version',
        set: 'rabbitmq-engine-version.minimumVersion=4.2',
      },
      1,
    ],
    ['a severity that nothing has to reach', { paths: 'infra', 'fail-on': 'none' }, 0],
  ])('takes %s', async (_, inputs, status) => {
    expect(await runAction(checkout(), inputs)).toMatchObject({ status, outputs: { status: String(status) } });
  });

  it.each([
    ['markdown', 'rabbitmq-conformance.markdown', /^## RabbitMQ conformance/],
    ['table', 'rabbitmq-conformance.table', /rabbitmq-no-public-access/],
    ['junit', 'reports/junit.xml', /^<\?xml /],
  ])('writes %s to %s', async (format, output, expected) => {
    const workspace = createRepository(checkout());
    mkdirSync(join(workspace, 'reports'));
    const inputs = { paths: 'infra', format, ...(output.includes('/') ? { output } : {}) };
    const { outputs } = await runAction(checkout(), inputs, { workspace });
    expect(outputs.output).toBe(`./${output}`);
    expect(readFileSync(join(workspace, output), 'utf8')).toMatch(expected);
  });

  it.each([
    ['obeys the configuration file of the repository', '.rabbitmq-conformance.yaml', {}, 0],
    ['obeys the one that it is given', 'config/gate.yaml', { config: 'config/gate.yaml' }, 0],
    ['lets its own inputs win', '.rabbitmq-conformance.yaml', { 'fail-on': 'low' }, 1],
  ])('%s', async (_, path, inputs, status) => {
    const workspace = createRepository(checkout());
    mkdirSync(join(workspace, 'config'));
    writeFileSync(join(workspace, path), "failOn: none\nformats: [json=never.json]\nexclude: ['broken.json']\n");
    expect(await runAction(checkout(), { paths: 'infra', ...inputs }, { workspace })).toMatchObject({
      status,
      outputs: { output: './rabbitmq-conformance.sarif' },
    });
    expect(existsSync(join(workspace, 'never.json'))).toBe(false);
  });

  it('takes its own JSON report as a baseline, and has no annotations of what is in it', async () => {
    const before = await runAction(checkout(), { paths: 'infra', format: 'json', output: 'before.json' });
    const { workspace } = before;
    const after = await runAction(checkout(), { paths: 'infra', baseline: 'before.json' }, { workspace });
    expect([before.status, before.commands.length]).toEqual([1, 3]);
    expect([after.status, after.commands]).toEqual([0, []]);
  });

  it('needs nothing but its file and the built command line', async () => {
    const folder = checkout().work();
    for (const part of ['action.ts', 'package.json', 'dist/cli'])
      cpSync(join(checkout().folder, part), join(folder, part), { recursive: true });
    const env = { PATH: '' };
    // Without a PATH, the Node.js that runs the action is the only program there is.
    expect(await runAction(checkout(), { paths: 'infra/good.yaml' }, { folder, env })).toMatchObject({ status: 0 });
  });
});

describe('where some input cannot be used, the action', () => {
  it.each([
    ['a file that is broken', 'infra\nbroken.json', 'broken.json'],
    ['a file that is missing', 'infra\nmissing.json', 'missing.json'],
  ])('still writes SARIF, with a result for that: %s', async (_, paths, file) => {
    const { status, outputs, workspace, commands } = await runAction(checkout(), { paths });
    expect({ status, outputs }).toEqual({
      status: 2,
      outputs: { output: './rabbitmq-conformance.sarif', status: '2' },
    });
    const { runs } = JSON.parse(readFileSync(join(workspace, 'rabbitmq-conformance.sarif'), 'utf8'));
    expect(runs[0].results).toHaveLength(4);
    expect(runs[0].results[3]).toMatchObject({
      ruleId: 'unusable-input',
      locations: [{ physicalLocation: { artifactLocation: { uri: file } } }],
    });
    expect(commands[0]).toMatch(`::error file=${file},title=Input that could not be used::`);
  });

  it('keeps the report of an earlier run, and does not take it for its own', async () => {
    const { workspace } = await runAction(checkout(), { paths: 'infra' });
    const { status, outputs, commands } = await runAction(
      checkout(),
      { paths: 'infra', checks: 'no-such-check' },
      { workspace },
    );
    expect({ status, outputs }).toEqual({ status: 2, outputs: { output: '', status: '2' } });
    expect(commands).toEqual(['::error title=RabbitMQ conformance::There is no report. The reason is above.']);
    expect(existsSync(join(workspace, 'rabbitmq-conformance.sarif'))).toBe(true);
  });

  it('keeps an input that the output would overwrite', async () => {
    const { workspace, ...run } = await runAction(checkout(), { paths: 'infra/bad.json', output: 'infra/bad.json' });
    expect(run).toMatchObject({ status: 2, outputs: { output: '', status: '2' } });
    expect(run.stdout).toContain('is an input, so it cannot hold a report');
    expect(JSON.parse(readFileSync(join(workspace, 'infra/bad.json'), 'utf8'))).toHaveProperty('Resources');
  });

  it('says so in the summary', async () => {
    const { summary } = await runAction(checkout(), { paths: 'infra\nbroken.json' });
    expect(summary).toContain('Input that could not be used');
  });

  it('does not wait for standard input', async () => {
    expect(await runAction(checkout(), { paths: '-' })).toMatchObject({ status: 2 });
  });

  it.each([
    ['no path', { paths: ' \n' }, 'The input "paths" is empty.'],
    ['an output of two lines', { output: 'a\nstatus=0' }, 'The input "output" must be a single line.'],
  ])('says that it was given %s, and writes no outputs', async (_, inputs, message) => {
    expect(await runAction(checkout(), inputs)).toMatchObject({
      status: 2,
      lines: [],
      commands: [`::error title=RabbitMQ conformance::${message}`],
    });
  });
});

describe('an input that means harm', () => {
  const HARM = [
    '$(touch harmed)',
    '"; touch harmed; "',
    'x\ntouch harmed',
    '--output=harmed',
    '--help',
    '*',
    '\\',
    '=',
  ];
  const cases = Object.keys(action.inputs).flatMap((input) =>
    HARM.map((value) => [input, JSON.stringify(value), value] as const),
  );

  it.each(cases)('is no code and no option: %s %s', async (input, _, value) => {
    const { workspace, stdout, lines } = await runAction(checkout(), { paths: 'infra', [input]: value });
    expect(existsSync(join(workspace, 'harmed'))).toBe(false);
    expect(stdout).not.toMatch(/^Usage:/m);
    for (const line of lines) expect(line).toMatch(/^(output|status)=/);
  });

  it('does not take away a folder', async () => {
    const { status, workspace } = await runAction(checkout(), { paths: 'infra', output: 'infra' });
    expect({ status, isThere: existsSync(join(workspace, 'infra/bad.json')) }).toEqual({ status: 2, isThere: true });
  });

  it('is not a command to the runner as the name of a file', async () => {
    const workspace = createRepository(checkout());
    const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };
    writeFileSync(join(workspace, '::set-output name=output::evil.json'), JSON.stringify(template));
    const { stdout, commands } = await runAction(checkout(), { paths: '.' }, { workspace });
    expect(stdout).toContain('./::set-output name=output::evil.json');
    for (const command of commands) expect(command).toMatch(/^::(error|warning) file=[\w/.% ]+,/);
  });
});

describe('the action without a built command line', () => {
  /** Runs it with an npm that notes how it is called, and ends with a status. */
  async function build(npmStatus: number) {
    const folder = checkout().work();
    for (const part of ['action.ts', 'scripts'])
      cpSync(join(checkout().folder, part), join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const bin = checkout().work();
    const dist = join(checkout().folder, 'dist');
    const script = `#!/bin/sh\necho "$PWD: npm $*"\n[ "$*" != 'run build' ] || cp -R "${dist}" .\nexit ${npmStatus}\n`;
    writeFileSync(join(bin, 'npm'), script, { mode: 0o755 });
    const ended = await runAction(checkout(), { paths: 'infra' }, { folder, env: { PATH: pathWith(bin) } });
    return { ...ended, folder };
  }

  it('says why it takes long, installs what is locked without its scripts, builds and evaluates', async () => {
    const { status, stdout, outputs, folder } = await build(0);
    expect({ status, outputs }).toEqual({
      status: 1,
      outputs: { output: './rabbitmq-conformance.sarif', status: '1' },
    });
    const calls = ['ci --ignore-scripts --include=dev --no-audit --no-fund', 'rebuild node', 'run build'];
    expect(stdout.split('\n').filter((line) => line.includes(': npm '))).toEqual(
      calls.map((call) => `${folder}: npm ${call}`),
    );
    expect(stdout).toMatch(/^This ref of the action has no built command line\./);
  });

  it('says what the runner lacks if that fails', async () => {
    const { status, lines, commands } = await build(1);
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
    expect(commands).toEqual([expect.stringContaining('npm and Node.js 20.18 or newer')]);
  });
});
