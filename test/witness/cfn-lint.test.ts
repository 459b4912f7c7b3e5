import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { combineRules, readPack } from '../../cdk/pack/pack.ts';
import type { TemplateJson } from '../support/cdk.ts';
import {
  innerTemplates,
  longest,
  propertiesOf,
  REMEDIATED,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
  synthesizeOne,
} from '../support/cdk.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';

const program = findWitness('cfn-lint');

const run = promisify(execFile);

/** The texts of the packs of a template, those in its StackSets too. */
function packs(template: TemplateJson): readonly string[] {
  const all = [template, ...innerTemplates(template).map((body): TemplateJson => JSON.parse(body))];
  const types = ['AWS::Config::ConformancePack', 'AWS::Config::OrganizationConformancePack'];
  return all
    .flatMap((one) => types.flatMap((type) => propertiesOf(one, type)))
    .map(({ TemplateBody }) => TemplateBody.replaceAll('<AWS::AccountId>', '111122223333'));
}

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
    const templates = new Map([
      ['pack.yaml', readPack().template],
      ['combined-pack.yaml', combineRules(readPack()).template],
    ]);
    for (const shape of SHAPE_NAMES) {
      for (const [size, context] of Object.entries({ least: SHAPES[shape], longest: longest(shape) })) {
        for (const { name, json } of synthesize(context)) {
          templates.set(`${shape}-${size}-${name}.json`, JSON.stringify(json, undefined, 1));
          for (const [index, body] of innerTemplates(json).entries()) {
            templates.set(`${shape}-${size}-inner-${index}.json`, body);
          }
          for (const pack of packs(json)) templates.set(`${shape}-${size}-pack.yaml`, pack);
        }
      }
    }
    // Three organizations of five stacks, a StackSet and a pack, one stack with a StackSet and a pack, one with a pack, and
    // one without. With all settings two organizations have one more StackSet.
    expect(templates.size).toBe(2 + 2 * (3 * 7 + 3 + 2 + 1) + 2);
    expect(await lint(templates)).toEqual({ status: 0, output: '' });
  });

  const [remediated = ''] = packs(synthesizeOne(REMEDIATED.account).json);
  const account = JSON.stringify(synthesizeOne(REMEDIATED.account).json);

  test.each([
    ['a rule', 'wrong.yaml', readPack().template.replace('Owner:', 'Ownr:'), "Did you mean 'Owner'?"],
    [
      'a remediation',
      'wrong.yaml',
      remediated.replace('TargetId:', 'TargetName:'),
      "'TargetId' is a required property",
    ],
    [
      'a runbook',
      'wrong.json',
      account.replace('"schemaVersion":"0.3"', '"schemaVersion":"0.4"'),
      "'0.4' is not one of",
    ],
  ])('does find what is wrong in %s', async (_, name, text, problem) => {
    const { status, output } = await lint(new Map([[name, text]]));
    expect(output).toContain(problem);
    expect(status).not.toBe(0);
  });
});
