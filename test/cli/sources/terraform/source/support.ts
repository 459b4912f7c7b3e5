import type { CheckId } from '../../../../../checks/registry.ts';
import { CHECKS } from '../../../../../checks/registry.ts';
import { evaluate } from '../../../../../cli/report/results.ts';
import type { Findings } from '../../../../../cli/sources/reading.ts';
import { readSources } from '../../../../../cli/sources/sources.ts';
import { configured, THREE_CHECKS } from '../../../../support/checks.ts';
import { folderOf } from '../../folders-support.ts';

/** What was found in files, by their paths in the folder, and in all of them. */
export interface Read extends Findings {
  readonly sources: readonly string[];
  /** The verdicts of cluster, access and logging, by addresses. */
  readonly verdicts: Readonly<Record<string, string>>;
  /** The details of what is unknown, each once. */
  readonly unknown: readonly string[];
}

export interface Options {
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Evaluates files and folders. The messages have no absolute paths. */
export async function readPaths(
  paths: readonly string[],
  folder: string,
  { parameters = {} }: Options = {},
): Promise<Read> {
  const readings: Findings['readings'][number][] = [];
  const problems: string[] = [];
  const notices: string[] = [];
  const sources: string[] = [];
  for await (const found of readSources(paths, {
    stdin: (async function* () {})(),
    parameters: [{ values: parameters, from: '--parameters', unused: 'problem' }],
    exclude: { globs: [], folder, from: '--exclude', isWhole: true },
  })) {
    const source = found.source.replace(`${folder}/`, '').replace(folder, '.');
    const say = (message: string) => `${source}: ${message.replaceAll(`${folder}/`, '')}`;
    sources.push(...found.readings.map(({ line }) => `${source}:${line}`));
    readings.push(...found.readings);
    problems.push(...found.problems.map(say));
    notices.push(...found.notices.map(say));
  }
  const results = readings.map((reading) => ({ reading, results: evaluate('-', reading, THREE_CHECKS) }));
  const unknown = results.flatMap(({ results }) => results.filter(({ verdict }) => verdict === 'unknown'));
  return {
    readings,
    problems,
    notices,
    sources,
    verdicts: Object.fromEntries(
      results.map(({ reading, results }) => [reading.address, results.map(({ verdict }) => verdict).join(' ')]),
    ),
    unknown: [...new Set(unknown.map(({ detail }) => detail))],
  };
}

/** A broker that passes everything, in HCL. Attributes that are given replace others; a block is a line of its own. */
export function rabbit(attributes: Readonly<Record<string, string>> = {}, { name = 'orders', more = '' } = {}): string {
  const all = {
    broker_name: '"orders"',
    deployment_mode: '"CLUSTER_MULTI_AZ"',
    engine_type: '"RabbitMQ"',
    engine_version: '"3.13"',
    host_instance_type: '"mq.m5.large"',
    publicly_accessible: 'false',
    ...attributes,
  };
  const lines = Object.entries(all).map(([attribute, value]) => `  ${attribute} = ${value}\n`);
  const logs = more.includes('logs') ? '' : '  logs {\n    general = true\n  }\n';
  return `resource "aws_mq_broker" "${name}" {\n${lines.join('')}${logs}${more}}\n`;
}

/** What one check finds for the only broker in files: its verdict and detail. */
export async function finding(
  files: Readonly<Record<string, unknown>>,
  id: CheckId,
  options?: Options,
): Promise<string> {
  const folder = folderOf(files);
  const { readings } = await readPaths([folder], folder, options);
  const check = CHECKS.find((each) => each.id === id);
  const [reading] = readings;
  if (!check || !reading || readings.length > 1) throw new Error('There is not one broker to evaluate.');
  const [result] = evaluate('-', reading, [configured(check)]);
  return `${result?.verdict}: ${result?.detail}`;
}
