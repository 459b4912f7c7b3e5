import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readPack } from '../../cdk/pack.ts';
import { innerTemplates, LONGEST, SHAPE_NAMES, SHAPES, synthesize } from '../support/cdk.ts';
import { describeWith, findWitness } from '../support/python.ts';

const program = findWitness('cfn-lint');

const run = promisify(execFile);

const REGIONS = ['eu-west-1', 'cn-north-1', 'us-gov-west-1'];

describeWith(program)('cfn-lint', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** @returns what cfn-lint writes, warnings included */
  async function lint(
    templates: ReadonlyMap<string, string>,
  ): Promise<{ readonly status: number; readonly output: string }> {
    const paths = [...templates].map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    });
    try {
      const { stdout, stderr } = await run(program ?? '', ['--regions', ...REGIONS, '--', ...paths]);
      return { status: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, output: stdout + stderr };
    }
  }

  test('finds nothing in the pack and in any template of any shape, with few settings and with all of them', async () => {
    const templates = new Map([['pack.yaml', readPack().template]]);
    for (const shape of SHAPE_NAMES) {
      for (const [size, settings] of Object.entries({ least: {}, longest: LONGEST })) {
        for (const { name, json } of synthesize({ ...SHAPES[shape], ...settings })) {
          templates.set(`${shape}-${size}-${name}.json`, JSON.stringify(json, undefined, 1));
          for (const body of innerTemplates(json)) templates.set(`${shape}-${size}-inner.json`, body);
        }
      }
    }
    // Three organizations of five stacks and a StackSet, one stack with a StackSet, two single stacks.
    expect(templates.size).toBe(1 + 2 * (3 * 6 + 2 + 2));
    expect(await lint(templates)).toEqual({ status: 0, output: '' });
  });

  test('does find what is wrong', async () => {
    const wrong = readPack().template.replace('Owner:', 'Ownr:');
    const { status, output } = await lint(new Map([['wrong.yaml', wrong]]));
    expect(output).toContain("Did you mean 'Owner'?");
    expect(status).not.toBe(0);
  });
});
