import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { action, BASH, runAction } from './action.ts';
import { runProgram, useCheckout } from './checkout.ts';
import type { Templates } from './docs.ts';
import { BAD, BROKEN, blockWith, createRepository, GOOD, REPOSITORY, VERSION } from './docs.ts';

const checkout = useCheckout();

const ACTION = `${REPOSITORY}@v${VERSION}`;

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
}

describe('the workflow for GitHub', () => {
  const workflow = parse(blockWith('yaml', 'fail-on: high').code);
  const job = workflow.jobs['rabbitmq-conformance'];
  const steps: readonly Step[] = job.steps;
  const ours = steps.filter(({ uses }) => uses === ACTION);

  it('may upload SARIF, and no more', () => {
    expect(job.permissions).toEqual({ contents: 'read', 'security-events': 'write', actions: 'read' });
  });

  it('calls the action with inputs that it has', () => {
    expect(ours).toHaveLength(1);
    for (const step of ours)
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  });

  it('uploads the report, whatever is in it, but not where there is none', () => {
    const upload = steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));
    const output = `steps.${ours[0]?.id}.outputs.output`;
    expect(Object.keys(action.outputs)).toContain('output');
    expect(upload).toMatchObject({
      if: `\${{ !cancelled() && ${output} != '' }}`,
      with: { sarif_file: `\${{ ${output} }}` },
    });
  });

  it.each<[string, Templates, number, RegExp]>([
    ['is green where all is good', GOOD, 0, /0 fail, 0 unknown/],
    ['is red where something failed', BAD, 1, /3 fail, 0 unknown/],
    ['is red where some input could not be used', BROKEN, 2, /Not everything could be read/],
  ])('%s, and has a summary', async (_, templates, status, expected) => {
    const { folder } = createRepository(checkout(), templates);
    const ended = await runAction(checkout(), ours[0]?.with ?? {}, { workspace: folder });
    expect(ended.status).toBe(status);
    expect(ended.summary).toMatch(expected);
  });
});

describe('the workflow for GitHub that makes a plan', () => {
  const job = parse(blockWith('yaml', 'setup-terraform').code).jobs['rabbitmq-conformance-plan'];
  const steps: readonly Step[] = job.steps;

  it('may get credentials of AWS and upload SARIF, and no more', () => {
    const permissions = { contents: 'read', 'security-events': 'write', actions: 'read', 'id-token': 'write' };
    expect(job.permissions).toEqual(permissions);
  });

  it('let the action evaluate that plan, and upload the report', async () => {
    const { folder, env, stub } = createRepository(checkout(), {});
    const plan = join(checkout().folder, 'examples/terraform-plan.json');
    stub('terraform', `case "$*" in *' show -json plan.out') cat '${plan}' ;; esac`);
    const script = steps.find(({ run }) => run !== undefined)?.run ?? '';
    expect(await runProgram('bash', [...BASH, '-c', script], { cwd: folder, env })).toMatchObject({ status: 0 });
    const { id, with: inputs = {} } = steps.find(({ uses }) => uses === ACTION) ?? {};
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
    expect(await runAction(checkout(), inputs, { workspace: folder })).toMatchObject({ status: 1 });
    const output = `steps.${id}.outputs.output`;
    expect(steps.at(-1)).toMatchObject({
      if: `\${{ !cancelled() && ${output} != '' }}`,
      with: { sarif_file: `\${{ ${output} }}` },
    });
  });
});

describe('the pipeline for Jenkins', () => {
  const { code } = blockWith('groovy', 'pipeline');
  const commands = [...code.matchAll(/^\s*sh '(.*)'$/gm)].map(([, command = '']) => command);
  const [, report = ''] = /junit '(.*)'/.exec(code) ?? [];

  it.each<[string, Templates, number]>([
    ['is green where all is good', GOOD, 0],
    ['is red where something failed', BAD, 1],
    ['is red where some input could not be used', BROKEN, 2],
  ])('%s, and has a report', async (_, templates, status) => {
    const { folder, env } = createRepository(checkout(), templates);
    expect(commands).toHaveLength(1);
    const ended = await runProgram('sh', ['-xec', ...commands], { cwd: folder, env });
    expect(ended.status).toBe(status);
    expect(existsSync(join(folder, report))).toBe(true);
  });
});
