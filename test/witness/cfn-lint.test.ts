import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { REGIONS_WITHOUT_RESOURCE_POLICY } from '../../cdk/settings/function-access.ts';
import { PARTITIONS } from '../../cdk/settings/partitions.ts';
import { renderCombinedPack } from '../../conformance-pack/render.ts';
import type { TemplateJson } from '../support/cdk.ts';
import {
  COMMITTED_PACK,
  innerTemplates,
  longest,
  propertiesOf,
  REMEDIATED,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
  synthesizeOne,
} from '../support/cdk.ts';
import { CONFIGURED_CHECKS } from '../support/checks.ts';
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

/** Where the schemas of cfn-lint have a type of CloudFormation, or not. */
function regionsOf(type: string, isThere: boolean): readonly string[] {
  const [folder = ''] = globSync(
    join(dirname(program ?? ''), '../lib/python3*/site-packages/cfnlint/data/schemas/providers'),
  );
  const known = new Set(
    RegionInfo.regions.flatMap(({ name, partition }) => (PARTITIONS.includes(partition ?? '') ? name : [])),
  );
  return readdirSync(folder)
    .map((file) => basename(file, '.json'))
    .filter(
      (region) =>
        known.has(region) && type in JSON.parse(readFileSync(join(folder, `${region}.json`), 'utf8')) === isThere,
    );
}

function byName(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...texts].map(([text, name]) => [name, text]));
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
    regions = REGIONS,
  ): Promise<{ readonly status: number; readonly output: string }> {
    const paths = [...templates].map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    });
    try {
      const { stdout, stderr } = await run(program ?? '', ['--regions', ...regions, '--', ...paths]);
      return { status: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, output: stdout + stderr };
    }
  }

  test('finds nothing in the pack and in any template of any shape, with few settings and with all of them', async () => {
    // By their texts, many of which are the same. Some regions have no policies of functions, and get another template.
    const withPolicy = new Map<string, string>();
    const others = new Map([
      [COMMITTED_PACK, 'pack.yaml'],
      [renderCombinedPack(CONFIGURED_CHECKS), 'combined-pack.yaml'],
    ]);
    for (const shape of SHAPE_NAMES) {
      const { excludedAccounts, ...most } = longest(shape);
      // It solves conditions, which takes minutes where there is one for each of 999 accounts.
      const excluded = Array.isArray(excludedAccounts) ? { excludedAccounts: excludedAccounts.slice(0, 11) } : {};
      for (const [size, context] of Object.entries({ least: SHAPES[shape], longest: { ...most, ...excluded } })) {
        for (const { name, json } of synthesize(context)) {
          const named = `${shape}-${size}-${name}`;
          const hasPolicy = propertiesOf(json, 'AWS::Lambda::ResourcePolicy').length > 0;
          (hasPolicy ? withPolicy : others).set(JSON.stringify(json, undefined, 1), `${named}.json`);
          for (const [index, body] of innerTemplates(json).entries()) others.set(body, `${named}-inner-${index}.json`);
          for (const [index, pack] of packs(json).entries()) others.set(pack, `${named}-pack-${index}.yaml`);
        }
      }
    }
    for (const kind of ['-inner-1.json', '-pack-0.yaml']) expect([...others.values()].join(' ')).toContain(kind);
    expect(withPolicy.size).toBeGreaterThan(0);
    expect(await lint(byName(others))).toEqual({ status: 0, output: '' });
    expect(await lint(byName(withPolicy), ['eu-west-1'])).toEqual({ status: 0, output: '' });
  });

  // There is no organization in China.
  test.each(['eu-west-1', 'us-gov-west-1'])(
    'finds nothing in the function of an organization in %s',
    async (region) => {
      const stacks = synthesize({ ...SHAPES.organization, regions: region, homeRegion: region });
      const evaluators = stacks.filter(({ name }) => name.endsWith(`-evaluator-${region}`));
      const templates = evaluators.map(
        ({ name, json }) => [`${name}.json`, JSON.stringify(json, undefined, 1)] as const,
      );
      expect(templates).toHaveLength(1);
      expect(await lint(new Map(templates), [region])).toEqual({ status: 0, output: '' });
    },
  );

  test('knows the policies of functions in the regions that get them, and in no other', () => {
    const without = regionsOf('AWS::Lambda::ResourcePolicy', false).filter((region) => !region.startsWith('cn-'));
    expect(without.toSorted()).toEqual(REGIONS_WITHOUT_RESOURCE_POLICY);
    expect(regionsOf('AWS::Lambda::ResourcePolicy', true)).toContain('eu-west-1');
  });

  test('finds nothing in the example that makes evidence each month', async () => {
    const text = readFileSync('examples/monthly-evidence.yaml', 'utf8');
    expect(await lint(new Map([['monthly-evidence.yaml', text]]), ['eu-west-1'])).toEqual({ status: 0, output: '' });
  });

  const [remediated = ''] = packs(synthesizeOne(REMEDIATED.account).json);
  const account = JSON.stringify(synthesizeOne(REMEDIATED.account).json);

  test.each([
    ['a rule', 'wrong.yaml', COMMITTED_PACK.replace('Owner:', 'Ownr:'), "Did you mean 'Owner'?"],
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
