import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { broker, cliAnswer } from '../forms.ts';
import type { Output } from '../support.ts';
import { EVALUATE, run, temporaryFolder } from '../support.ts';

export const temporary = temporaryFolder();
let number = 0;

/** A new folder with these files, by their paths in it. */
export function folderOf(files: Readonly<Record<string, unknown>>): string {
  number += 1;
  const root = temporary.path(`folder-${number}`);
  mkdirSync(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(`${root}/${name}`), { recursive: true });
    temporary.write(`folder-${number}/${name}`, content);
  }
  return root;
}

export async function evaluateFolder(folder: string, ...options: readonly string[]) {
  const { status, stdout, stderr } = await run([...EVALUATE, '--format', 'json', ...options, folder]);
  const { results }: Output = JSON.parse(stdout);
  const sources = [...new Set(results.map(({ source }) => source.replace(`${folder}/`, '')))];
  return { status, sources, stderr: stderr.replaceAll(folder, 'FOLDER') };
}

export const GOOD = cliAnswer(broker());
export const TEMPLATE = `Resources:
  Orders:
    Type: AWS::AmazonMQ::Broker
    Properties: { EngineType: RABBITMQ, DeploymentMode: SINGLE_INSTANCE, PubliclyAccessible: false, Logs: { General: true } }
`;
export const PLAN = {
  format_version: '1.2',
  planned_values: {
    root_module: {
      resources: [
        {
          address: 'aws_mq_broker.a',
          mode: 'managed',
          type: 'aws_mq_broker',
          name: 'a',
          values: { engine_type: 'RabbitMQ' },
        },
      ],
    },
  },
};
export const NOTHING = 'rabbitmq-conformance: no broker was found, so nothing was evaluated.\n';
export const skippedNotice = (what: string) => `FOLDER: skipped ${what}.\n`;
// As an answer of aws cloudformation get-template has it.
export const PROCESSED = { TemplateBody: { Resources: { B: { Type: 'AWS::AmazonMQ::Broker', Properties: {} } } } };
