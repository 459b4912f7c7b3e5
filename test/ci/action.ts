import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Checkout } from './checkout.ts';
import { runProgram } from './checkout.ts';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}

interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly [Step, Step] };
}

const text = readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8');
export const action: Action = parse(text);
export const [BUILD, EVALUATE] = action.runs.steps;

/** The options of bash, as GitHub calls it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
export const BASH = ['--noprofile', '--norc', '-eo', 'pipefail'];

/** A repository with templates and a file that is broken. @returns its folder */
export function createRepository({ folder, work }: Checkout): string {
  const workspace = work();
  const example = (name: string) => readFileSync(join(folder, 'examples', name));
  mkdirSync(join(workspace, 'infra'));
  writeFileSync(join(workspace, 'infra/bad.json'), example('template-single-instance.json'));
  writeFileSync(join(workspace, 'infra/good.yaml'), example('template-cluster.yaml'));
  writeFileSync(join(workspace, 'with parameter.yaml'), example('template-parameters.yaml'));
  writeFileSync(join(workspace, 'broken.json'), '{ "Resources": ');
  return workspace;
}

/** Runs the step that evaluates, with inputs in the place of the defaults. */
export async function evaluate(
  checkout: Checkout,
  inputs: Readonly<Record<string, string>>,
  workspace = createRepository(checkout),
) {
  const given = new Map(Object.entries(action.inputs).map(([name, { default: value }]) => [name, value]));
  for (const [name, value] of Object.entries(inputs)) given.set(name, value);
  const env = Object.fromEntries(
    Object.entries(EVALUATE.env ?? {}).map(([variable, expression]) => {
      const [, input = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
      return [variable, given.get(input) ?? ''];
    }),
  );
  const script = join(checkout.work(), 'step.sh');
  const outputs = join(checkout.work(), 'outputs');
  writeFileSync(script, EVALUATE.run);
  writeFileSync(outputs, '');
  const ended = await runProgram('bash', [...BASH, script], {
    cwd: workspace,
    env: { ...env, GITHUB_ACTION_PATH: checkout.folder, GITHUB_OUTPUT: outputs },
  });
  const lines = readFileSync(outputs, 'utf8').split('\n').slice(0, -1);
  return {
    ...ended,
    workspace,
    lines,
    outputs: Object.fromEntries(lines.map((line) => [/^\w+/.exec(line)?.[0], line.replace(/^\w+=/, '')])),
    // What the runner takes for commands.
    commands: commandsIn(ended.stdout),
  };
}

/** The workflow commands that are obeyed, but for those that stop and start it. */
function commandsIn(stdout: string): readonly string[] {
  let marker: string | undefined;
  return stdout.split('\n').filter((line) => {
    if (marker !== undefined) {
      if (line === `::${marker}::`) marker = undefined;
      return false;
    }
    marker = /^::stop-commands::(.+)$/.exec(line)?.[1];
    return marker === undefined && line.startsWith('::');
  });
}
