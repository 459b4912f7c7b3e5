import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { action, BASH, evaluate } from './action.ts';
import { runProgram, useCheckout } from './checkout.ts';
import type { Templates } from './docs.ts';
import { BAD, BROKEN, blockWith, createRepository, GOOD, REPOSITORY, VERSION } from './docs.ts';

const checkout = useCheckout();

describe('the workflow for GitHub', () => {
  interface Step {
    readonly id?: string;
    readonly uses?: string;
    readonly if?: string;
    readonly with?: Readonly<Record<string, string>>;
    readonly run?: string;
    readonly env?: Readonly<Record<string, string>>;
  }
  const workflow = parse(blockWith('yaml', 'runs-on:').code);
  const job = workflow.jobs['rabbitmq-conformance'];
  const steps: readonly Step[] = job.steps;
  const ours = steps.filter(({ uses }) => uses === `${REPOSITORY}@v${VERSION}`);

  it('may upload SARIF, and no more', () => {
    expect(job.permissions).toEqual({ contents: 'read', 'security-events': 'write', actions: 'read' });
  });

  it('calls the action with inputs that it has', () => {
    expect(ours).toHaveLength(2);
    for (const step of ours)
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  });

  it('refers to outputs that there are', () => {
    const outputs = ours.flatMap(({ id }) =>
      Object.keys(action.outputs).map((output) => `steps.${id}.outputs.${output}`),
    );
    const referred = [...JSON.stringify(steps).matchAll(/steps\.\w+\.outputs\.\w+/g)].map(([reference]) => reference);
    expect(referred).toHaveLength(4);
    expect(outputs).toEqual(expect.arrayContaining(referred));
  });

  it('uploads only what the action says is whole', () => {
    const upload = steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));
    const output = 'steps.conformance.outputs.output';
    expect(upload).toMatchObject({
      if: `\${{ !cancelled() && ${output} != '' }}`,
      with: { sarif_file: `\${{ ${output} }}` },
    });
  });

  it.each<[string, Templates, number, RegExp]>([
    ['of what is good', GOOD, 0, /0 fail, 0 unknown/],
    ['of what is bad', BAD, 0, /3 fail, 0 unknown/],
    ['that says that some input could not be used', BROKEN, 2, /Not everything could be read/],
  ])('writes a summary %s', async (_, templates, status, expected) => {
    const { folder, env } = createRepository(checkout(), templates);
    const ended = await evaluate(checkout(), ours[1]?.with ?? {}, folder);
    expect(ended.status).toBe(status);
    const script = steps.find(({ run }) => run !== undefined)?.run ?? '';
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '');
    await runProgram('bash', [...BASH, '-c', script], {
      cwd: folder,
      env: { ...env, SUMMARY: ended.outputs.output ?? '', GITHUB_STEP_SUMMARY: summary },
    });
    expect(readFileSync(summary, 'utf8')).toMatch(expected);
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
