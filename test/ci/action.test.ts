import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { action, BASH, BUILD, createRepository, EVALUATE, evaluate } from './action.ts';
import { pathWith, runProgram, useCheckout } from './checkout.ts';

const checkout = useCheckout();

describe('action.yml', () => {
  it('has what GitHub asks of a composite action', () => {
    expect(action).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    expect(action.runs.using).toBe('composite');
    for (const step of action.runs.steps) expect(step).toMatchObject({ shell: 'bash', run: expect.any(String) });
  });

  it('describes all inputs and outputs, and has a default for each input', () => {
    const described = { description: expect.any(String) };
    for (const input of Object.values(action.inputs))
      expect(input).toMatchObject({ ...described, default: expect.any(String) });
    for (const output of Object.values(action.outputs))
      expect(output).toMatchObject({ ...described, value: expect.any(String) });
    expect(Object.keys(action.inputs)).toEqual(['paths', 'format', 'output', 'fail-on', 'checks', 'parameters']);
  });

  it('passes every input by a variable, and has no expression in a script', () => {
    const passed = Object.keys(action.inputs).map((name) => `\${{ inputs.${name} }}`);
    expect(Object.values(EVALUATE.env ?? {}).sort()).toEqual([...passed].sort());
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
  });

  it('has the outputs that its step writes', async () => {
    const { lines } = await evaluate(checkout(), {});
    const written = lines.map((line) => `\${{ steps.${EVALUATE.id}.outputs.${line.split('=')[0]} }}`);
    expect(Object.values(action.outputs).map(({ value }) => value)).toEqual(written);
  });
});

describe('the step that evaluates', () => {
  it('writes SARIF with paths from the root of the repository, and fails as the command does', async () => {
    const { status, outputs, workspace } = await evaluate(checkout(), { paths: 'infra' });
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

  it.each([
    ['several paths, one a line', { paths: '\n  infra/good.yaml\r\n\n infra/bad.json \n' }, 1],
    ['a path with a space', { paths: 'with parameter.yaml' }, 3],
    ['a parameter', { paths: 'with parameter.yaml', parameters: 'Public=false\n' }, 0],
    ['checks', { paths: 'with parameter.yaml', checks: 'rabbitmq-general-logging' }, 0],
    ['a severity that nothing has to reach', { paths: 'infra', 'fail-on': 'none' }, 0],
  ])('takes %s', async (_, inputs, status) => {
    expect(await evaluate(checkout(), inputs)).toMatchObject({
      status,
      outputs: { status: String(status) },
      commands: [],
    });
  });

  it.each([
    ['markdown', 'rabbitmq-conformance.markdown', /^## RabbitMQ conformance/],
    ['junit', 'reports/junit.xml', /^<\?xml /],
  ])('writes %s to %s', async (format, output, expected) => {
    const workspace = createRepository(checkout());
    mkdirSync(join(workspace, 'reports'));
    const inputs = { paths: 'infra', format, ...(output.includes('/') ? { output } : {}) };
    const { outputs } = await evaluate(checkout(), inputs, workspace);
    expect(outputs.output).toBe(`./${output}`);
    expect(readFileSync(join(workspace, output), 'utf8')).toMatch(expected);
  });
});

describe('where some input cannot be used, the step that evaluates', () => {
  it.each([
    ['a file that is broken', 'infra\nbroken.json'],
    ['a file that is missing', 'infra\nmissing.json'],
  ])('puts SARIF aside, lest its upload closes alerts: %s', async (_, paths) => {
    const { status, outputs, workspace, commands } = await evaluate(checkout(), { paths });
    expect({ status, outputs }).toEqual({ status: 2, outputs: { output: '', status: '2' } });
    expect(existsSync(join(workspace, 'rabbitmq-conformance.sarif'))).toBe(false);
    const { runs } = JSON.parse(readFileSync(join(workspace, 'rabbitmq-conformance.sarif.incomplete'), 'utf8'));
    expect(runs[0].results).toHaveLength(3);
    expect(commands).toEqual([expect.stringMatching(/^::error::Some input could not be used/)]);
  });

  it('leaves no SARIF of an earlier run, which would be taken for its own', async () => {
    const { workspace } = await evaluate(checkout(), { paths: 'infra' });
    const { status, outputs } = await evaluate(checkout(), { paths: 'infra', checks: 'no-such-check' }, workspace);
    expect({ status, outputs }).toEqual({ status: 2, outputs: { output: '', status: '2' } });
    expect(existsSync(join(workspace, 'rabbitmq-conformance.sarif'))).toBe(false);
  });

  it('keeps the report in another format, which says so', async () => {
    const { status, outputs, workspace } = await evaluate(checkout(), {
      paths: 'infra\nbroken.json',
      format: 'markdown',
    });
    expect({ status, output: outputs.output }).toEqual({ status: 2, output: './rabbitmq-conformance.markdown' });
    const report = readFileSync(join(workspace, 'rabbitmq-conformance.markdown'), 'utf8');
    expect(report).toContain('Input that could not be used');
  });

  it('does not wait for standard input', async () => {
    expect(await evaluate(checkout(), { paths: '-' })).toMatchObject({ status: 2 });
  });

  it('says that no path was given', async () => {
    expect(await evaluate(checkout(), { paths: ' \n' })).toMatchObject({
      status: 2,
      commands: ['::error::The input "paths" is empty.'],
    });
  });
});

describe('an input that means harm', () => {
  const HARM = [
    '$(touch harmed)',
    '`touch harmed`',
    '"; touch harmed; "',
    "'; touch harmed; '",
    'x\ntouch harmed',
    '|| touch harmed',
    '--output=harmed',
    '--help',
    '*',
    '\\',
  ];
  const cases = Object.keys(action.inputs).flatMap((input) =>
    HARM.map((value) => [input, JSON.stringify(value), value] as const),
  );

  it.each(cases)('is no code and no option: %s %s', async (input, _, value) => {
    const { workspace, stdout, lines } = await evaluate(checkout(), { paths: 'infra', [input]: value });
    expect(existsSync(join(workspace, 'harmed'))).toBe(false);
    expect(stdout).not.toMatch(/^Usage:/m);
    for (const line of lines) expect(line).toMatch(/^(output|status)=/);
  });

  it('does not write further outputs', async () => {
    const { status, lines } = await evaluate(checkout(), { paths: 'infra', output: 'a\nstatus=0' });
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
  });

  it('does not take away a folder', async () => {
    const { status, workspace } = await evaluate(checkout(), { paths: 'infra', output: 'infra' });
    expect({ status, isThere: existsSync(join(workspace, 'infra/bad.json')) }).toEqual({ status: 2, isThere: true });
  });

  it('is not a command to the runner as the name of a file', async () => {
    const workspace = createRepository(checkout());
    const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };
    writeFileSync(join(workspace, '::set-output name=output::evil.json'), JSON.stringify(template));
    const { stdout, stderr, commands } = await evaluate(checkout(), { paths: '.' }, workspace);
    expect(stdout).toMatch(/^\.\/::set-output name=output::evil\.json: skipped 1 resource/m);
    expect({ stderr, commands }).toEqual({ stderr: '', commands: [] });
  });
});

describe('the step that builds', () => {
  /** Runs it with an npm that only notes how it is called. */
  async function build(actionPath: string) {
    const bin = checkout().work();
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "$PWD: npm $*"\n');
    chmodSync(join(bin, 'npm'), 0o755);
    const env = { GITHUB_ACTION_PATH: actionPath, PATH: pathWith(bin) };
    return runProgram('bash', [...BASH, '-c', BUILD.run], { cwd: checkout().work(), env });
  }

  it('installs what is locked without running its scripts, but for that of Node.js, and builds', async () => {
    const folder = checkout().work();
    cpSync(join(checkout().folder, 'scripts'), join(folder, 'scripts'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const calls = ['npm ci --ignore-scripts --include=dev --no-audit --no-fund', 'npm rebuild node', 'npm run build'];
    const stdout = calls.map((call) => `${folder}: ${call}\n`).join('');
    expect(await build(folder)).toEqual({ status: 0, stdout, stderr: '' });
  });

  it('does nothing where that is done', async () => {
    expect(await build(checkout().folder)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
