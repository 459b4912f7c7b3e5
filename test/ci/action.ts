import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';
import type { Checkout } from './checkout.ts';
import { runProgram } from './checkout.ts';

interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

const text = readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8');
export const action: Action = parse(text);

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

interface Environment {
  readonly workspace?: string;
  /** The folder of the action. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the action as the runner of GitHub does, with inputs in the place of the defaults. */
export async function runAction(
  checkout: Checkout,
  inputs: Readonly<Record<string, string>>,
  { workspace = createRepository(checkout), folder = checkout.folder, env = {} }: Environment = {},
) {
  const given = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, each]) => [name, each.default])),
    ...inputs,
  };
  const files = checkout.work();
  const outputs = join(files, 'outputs');
  const summary = join(files, 'summary');
  const temporary = join(files, 'temporary');
  writeFileSync(outputs, '');
  writeFileSync(summary, '');
  mkdirSync(temporary);
  const ended = await runProgram(process.execPath, [join(folder, action.runs.main)], {
    cwd: workspace,
    env: {
      ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temporary,
      ...env,
    },
  });
  const lines = readFileSync(outputs, 'utf8').split('\n').slice(0, -1);
  return {
    ...ended,
    workspace,
    lines,
    temporary,
    outputs: Object.fromEntries(lines.map((line) => [/^\w+/.exec(line)?.[0], line.replace(/^\w+=/, '')])),
    summary: readFileSync(summary, 'utf8'),
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
