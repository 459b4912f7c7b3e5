import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Run } from '../support.ts';
import { EVALUATE, run, temporaryFolder } from '../support.ts';

const temporary = temporaryFolder();
let number = 0;

/** A new folder with these files, by their paths in it. What is not text is written as JSON. */
export function folderOf(files: Readonly<Record<string, unknown>>): string {
  number += 1;
  const root = temporary.path(`folder-${number}`);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

/** Evaluates paths in a folder, the folder itself if there are none. Its name is replaced in the output. */
export async function evaluateIn(
  folder: string,
  paths: readonly string[] = [''],
  ...options: readonly string[]
): Promise<Run & { readonly verdicts: Readonly<Record<string, readonly string[]>> }> {
  const sources = paths.map((path) => (path === '-' ? path : join(folder, path)));
  const { status, stdout, stderr } = await run([...EVALUATE, '--format', 'json', ...options, ...sources]);
  const verdicts: Record<string, string[]> = {};
  for (const { source, verdict } of stdout.startsWith('{') ? JSON.parse(stdout).results : []) {
    const name = source.slice(folder.length + 1);
    verdicts[name] = [...(verdicts[name] ?? []), verdict];
  }
  return { status, stdout, stderr: stderr.replaceAll(folder, 'FOLDER'), verdicts };
}

/** A template that is good but for public access, which a parameter decides. */
export const TEMPLATE = `Parameters:
  Public: { Type: String, Default: "true" }
Resources:
  Orders:
    Type: AWS::AmazonMQ::Broker
    Properties:
      EngineType: RABBITMQ
      DeploymentMode: CLUSTER_MULTI_AZ
      PubliclyAccessible: !Ref Public
      Logs: { General: true }
`;
