import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Shape } from '../support/cdk.ts';
import {
  ADMINISTRATOR_ACCOUNT,
  innerTemplates,
  MANAGEMENT_ACCOUNT,
  resolve,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
} from '../support/cdk.ts';

const KEY_ACCOUNT = '777788889999';
const SETTINGS = {
  alarms: true,
  alarmTopicName: 'ops',
  permissionsBoundary: 'boundary',
  logKmsKey: `arn:aws:kms:eu-west-1:${KEY_ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
};

const REGIONS = RegionInfo.regions.map(({ name }) => name);

/** Every text of a template, and of the templates in it, joined from its parts. */
function textsOf(shape: Shape): readonly string[] {
  const all = synthesize({ ...SHAPES[shape], ...SETTINGS }).flatMap(({ json }) => [
    ...texts(resolve(json)),
    ...innerTemplates(json).flatMap((body) => texts(resolve(JSON.parse(body)))),
  ]);
  // A command has the settings as they were given.
  return all.map((text) =>
    /^npx (cdk|rabbitmq-conformance) /.test(text) ? text.replaceAll(SETTINGS.logKmsKey, KEY_ACCOUNT) : text,
  );
}

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...texts(member)]);
}

// What was given in a setting may be there.
const GIVEN: Readonly<Record<Shape, readonly string[]>> = {
  organization: [KEY_ACCOUNT],
  delegated: [KEY_ACCOUNT, MANAGEMENT_ACCOUNT],
  covered: [KEY_ACCOUNT, MANAGEMENT_ACCOUNT],
  'account-packs': [KEY_ACCOUNT],
  'stack-set': [KEY_ACCOUNT],
  account: [KEY_ACCOUNT],
  'management-account': [ADMINISTRATOR_ACCOUNT],
};

describe.each(SHAPE_NAMES)('in the shape %s', (shape) => {
  const all = textsOf(shape);
  const arns = all.filter((text) => text.includes('arn:'));

  it('no ARN has a partition or a region of its own', () => {
    expect(arns).not.toEqual([]);
    for (const text of arns) {
      expect(text).not.toMatch(/arn:aws/);
      for (const arn of text.match(/arn:[^\s"'`,]*/g) ?? []) {
        for (const region of REGIONS) expect(arn).not.toContain(region);
      }
    }
  });

  it('no text has an account id, other than those that were given', () => {
    const ids = all.flatMap((text) => text.match(/(?<![\w-])\d{12}(?![\w-])/g) ?? []);
    expect(new Set(ids)).toEqual(new Set(GIVEN[shape]));
  });
});

test('the template of a StackSet has no region at all: the same one goes to all', () => {
  for (const shape of ['organization', 'stack-set'] as const) {
    const bodies = synthesize({ ...SHAPES[shape], ...SETTINGS }).flatMap(({ json }) => innerTemplates(json));
    expect(bodies).toHaveLength(1);
    for (const region of REGIONS) expect(bodies[0]).not.toContain(region);
  }
});

describe('the sources', () => {
  const folders = ['checks', 'lambda', 'cdk', 'conformance-pack'];
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('.'))
      .map((name) => join(folder, name)),
  );

  it.each(sources)('%s has neither a partition in an ARN nor an account id', (path) => {
    const source = readFileSync(path, 'utf8');
    expect(source).not.toMatch(/arn:aws/);
    expect(source).not.toMatch(/\b\d{12}\b/);
  });

  it('the bundles have no partition in an ARN', () => {
    for (const path of globSync('dist/{lambda,lambda-inline}/*')) {
      expect(readFileSync(path, 'utf8')).not.toMatch(/arn:aws[\w-]*:/);
    }
  });
});
