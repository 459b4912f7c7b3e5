import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsState } from '../../simulator/aws/aws-state.ts';
import type { StackTemplate } from '../../simulator/template/stack-template.ts';
import { assemblyOf, copyAssembly } from './assemblies.ts';
import { deployAssembly } from './deploy-assembly.ts';
import { ACCOUNTS, ADMINISTRATOR, problemsOf, SETTINGS } from './support.ts';

const NAME = 'rabbitmq-conformance';
const HERE = { accountId: ADMINISTRATOR, defaultRegion: 'eu-west-1' };

const folder = mkdtempSync(join(tmpdir(), 'views-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Manifest = { artifacts: Record<string, { dependencies?: string[] }> };

function change<T>(path: string, change: (content: T) => void): void {
  const content = JSON.parse(readFileSync(path, 'utf8'));
  change(content);
  writeFileSync(path, JSON.stringify(content));
}

/** The assembly of a former version, whose first stack had the views. */
function formerAssembly(shape: 'organization' | 'stack-set', owner: string): string {
  const assembly = copyAssembly(SETTINGS[shape], folder);
  const views: StackTemplate = JSON.parse(readFileSync(join(assembly, `${NAME}-views.template.json`), 'utf8'));
  change<StackTemplate>(join(assembly, `${owner}.template.json`), ({ Resources }) => {
    Object.assign(Resources, views.Resources);
  });
  change<Manifest>(join(assembly, 'manifest.json'), ({ artifacts }) => delete artifacts[`${NAME}-views`]);
  return assembly;
}

describe.each([
  ['organization', `${NAME}-home`],
  ['stack-set', `${NAME}-stack-set`],
] as const)('the aggregator of a former version of the shape %s, in the stack %s,', (shape, owner) => {
  test('moves into the stack of the views', () => {
    const state = createAwsState(ACCOUNTS, { codeFolder: folder });
    const former = deployAssembly(state, formerAssembly(shape, owner), HERE);
    expect(problemsOf(former)).toEqual({});
    const [before] = state.aggregators.keys();
    const queries = () => [...state.others.keys()].filter((arn) => arn.includes(':stored-query/')).length;
    expect([former.some(({ name }) => name.endsWith('-views')), state.aggregators.size, queries()]).toEqual([
      ...[false, 1, 2],
    ]);

    expect(problemsOf(deployAssembly(state, assemblyOf(SETTINGS[shape]), HERE))).toEqual({});
    const [after, ...others] = state.aggregators.values();
    expect(others).toEqual([]);
    expect(after).toMatchObject({ name: NAME });
    expect(after?.arn).not.toBe(before);
    expect(queries()).toBe(2);
  });
});
