import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildApp } from '../../cdk/build-app.ts';
import type { SettingsPorts } from '../../cdk/settings/exemptions.ts';
import { parseSettings } from '../../cdk/settings/parse-settings.ts';
import type { Settings } from '../../cdk/settings/settings.ts';
import { SettingsError } from '../../cdk/settings/settings.ts';
import { RULE_CHECKS } from '../../checks/registry.ts';
import { PACK_PATH } from '../../conformance-pack/render.ts';
import { CONTEXT } from './synthesize.ts';

/** The conformance pack in the repository. */
export const COMMITTED_PACK = readFileSync(PACK_PATH, 'utf8');

export const MANAGEMENT_ACCOUNT = '111122223333';
export const ADMINISTRATOR_ACCOUNT = '444455556666';
export const ORGANIZATION_ID = 'o-a1b2c3d4e5';
export const ROOT = 'r-ab12';
export const UNIT = 'ou-ab12-1a2b3c4d';
export const REGIONS = ['eu-west-1', 'us-east-1'] as const;

/** As they are given with -c or in cdk.json. */
export type Context = Readonly<Record<string, unknown>>;

const PLACES = { regions: REGIONS.join(','), homeRegion: REGIONS[0] };
const ORGANIZATION = {
  deployment: 'organization',
  ...PLACES,
  organizationalUnits: ROOT,
  organizationId: ORGANIZATION_ID,
};
const DELEGATED = { ...ORGANIZATION, administrator: 'delegated', managementAccount: MANAGEMENT_ACCOUNT };

/** The least settings of each shape. */
export const SHAPES = {
  organization: ORGANIZATION,
  delegated: DELEGATED,
  covered: { ...DELEGATED, managementAccountCovered: true },
  'account-packs': { ...ORGANIZATION, packs: 'stack-set' },
  'stack-set': { deployment: 'stack-set', ...PLACES, organizationalUnits: UNIT },
  account: { deployment: 'account' },
  'management-account': { deployment: 'management-account', administratorAccount: ADMINISTRATOR_ACCOUNT },
} as const satisfies Record<string, Context>;

export type Shape = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as readonly Shape[];

/** Shapes with the remediation of logs; a management account that is not the administrator cannot have it. */
export const REMEDIATED = {
  organization: { ...ORGANIZATION, logRemediation: 'manual' },
  delegated: { ...DELEGATED, logRemediation: 'automatic' },
  'account-packs': { ...SHAPES['account-packs'], logRemediation: 'manual' },
  'stack-set': { ...SHAPES['stack-set'], logRemediation: 'manual' },
  account: { ...SHAPES.account, logRemediation: 'automatic' },
} as const satisfies Partial<Record<Shape, Context>>;

export const REMEDIATED_NAMES = Object.keys(REMEDIATED) as readonly (keyof typeof REMEDIATED)[];

const OF_NOTIFICATIONS = { notifications: 'all', organizationId: 'o-exampleorgid' };

/** Shapes with notifications. */
export const NOTIFIED = {
  organization: { ...ORGANIZATION, ...OF_NOTIFICATIONS },
  delegated: { ...DELEGATED, ...OF_NOTIFICATIONS },
  'stack-set': { ...SHAPES['stack-set'], ...OF_NOTIFICATIONS },
  account: { ...SHAPES.account, notifications: 'all' },
  'management-account': {
    ...SHAPES['management-account'],
    notifications: 'all',
    regions: REGIONS.join(','),
    homeRegion: REGIONS[0],
  },
} as const satisfies Partial<Record<Shape, Context>>;

export const NOTIFIED_NAMES = Object.keys(NOTIFIED) as readonly (keyof typeof NOTIFIED)[];

/** The settings of a shape with as much in it as there can be. */
export function fullest(shape: Shape): Context {
  return { ...{ ...SHAPES, ...NOTIFIED }[shape], ...{ ...SHAPES, ...REMEDIATED }[shape] };
}

/** Parameters of all checks, with lists that are nearly as long as a rule may have them. */
const LONGEST_PARAMETERS = Object.fromEntries(
  RULE_CHECKS.flatMap(({ id, parameters = {} }) => {
    const values = Object.entries(parameters).map(([name, { type, example }]) => [
      name,
      type === 'list'
        ? Array(Math.floor(900 / (example.length + 1)))
            .fill(example)
            .join(',')
        : example,
    ]);
    return values.length === 0 ? [] : [[id, Object.fromEntries(values)]];
  }),
);

/** Every setting that all shapes may have, each as long as it may be. */
export const LONGEST = {
  namePrefix: `p${'x'.repeat(31)}`,
  rolePath: `/${'p'.repeat(510)}/`,
  permissionsBoundary: `${'b'.repeat(511)}/${'n'.repeat(128)}`,
  logKmsKey: `arn:aws:kms:ap-northeast-1:${ADMINISTRATOR_ACCOUNT}:key/mrk-${'0'.repeat(32)}`,
  logRetentionDays: 3653,
  alarms: true,
  alarmTopicName: 't'.repeat(256),
  reservedConcurrency: 1_000,
  frequency: 'TwentyFour_Hours',
  refresh: 30,
  checks: 'all',
  checkParameters: LONGEST_PARAMETERS,
  tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}`.padEnd(127, 'k'), 'v'.repeat(256)])),
  bootstrapQualifier: 'q123456789',
} as const satisfies Context;

/** A shape with {@link LONGEST} and what else it may have. */
export function longest(shape: Shape): Context {
  const context = { ...fullest(shape), ...LONGEST };
  // With the notifications of all checks, 50 such tags make its template larger than CloudFormation takes.
  if (shape === 'account') return { ...context, notifications: 'noncompliant' };
  const excludedAccounts = Array.from({ length: 999 }, (_, index) => String(200_000_000_000 + index));
  return { ...context, excludedAccounts, failureTolerancePercentage: 100 };
}

/** The settings, all those that are left out included. */
export function settingsOf(context: Context, ports?: SettingsPorts): Settings {
  return parseSettings(context, ports);
}

/** The message with which settings are refused. */
export function refusal(context: Context, ports?: SettingsPorts): string {
  try {
    parseSettings(context, ports);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'not refused';
}

/** A template as JSON, as far as the tests look into it. */
export interface TemplateJson {
  readonly Description: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Description?: string; readonly Value: unknown }>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

export interface SynthesizedStack {
  readonly name: string;
  /** `unknown-region` where it goes to the region of the credentials. */
  readonly region: string;
  /** The names of the stacks that are deployed before. */
  readonly dependencies: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** What the CDK warns of. */
  readonly warnings: readonly string[];
  /** The role of the bootstrap with which the CDK deploys. */
  readonly deployRole: string | undefined;
  /** As it is deployed. */
  readonly json: TemplateJson;
  /** With references made readable, see {@link resolve}. */
  readonly template: Template;
}

const SYNTHESIZED = new Map<string, readonly SynthesizedStack[]>();

/** The stacks of a deployment, in the order in which the CDK deploys them. In a test file, the same settings are synthesized once. */
export function synthesize(context: Context, ports?: SettingsPorts): readonly SynthesizedStack[] {
  if (ports !== undefined) return synthesizeAnew(context, ports);
  const key = JSON.stringify(context);
  const stacks = SYNTHESIZED.get(key) ?? synthesizeAnew(context);
  SYNTHESIZED.set(key, stacks);
  return stacks;
}

function synthesizeAnew(context: Context, ports?: SettingsPorts): readonly SynthesizedStack[] {
  return withApp((app) => {
    buildApp(app, settingsOf(context, ports));
    const { stacks, directory } = app.synth();
    for (const { template } of stacks) keepTemplateFiles(template, directory);
    const ids = new Set(stacks.map(({ id }) => id));
    return stacks.map((stack) => ({
      name: stack.stackName,
      region: stack.environment.region,
      dependencies: stack.dependencies.map(({ id }) => id).filter((id) => ids.has(id)),
      tags: stack.tags,
      warnings: stack.messages.filter(({ level }) => level === 'warning').map(({ entry }) => String(entry.data)),
      deployRole: stack.assumeRoleArn,
      json: stack.template,
      template: Template.fromJSON(resolve(stack.template)),
    }));
  });
}

/** Calls a function with an app, which can be synthesized only meanwhile: its folder is removed afterwards. */
export function withApp<T>(use: (app: App) => T, context: Context = CONTEXT): T {
  const outdir = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  try {
    return use(new App({ outdir, analyticsReporting: false, treeMetadata: false, stackTraces: false, context }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The only stack of a deployment. */
export function synthesizeOne(context: Context): SynthesizedStack {
  const [stack, ...others] = synthesize(context);
  if (stack === undefined || others.length > 0) throw new Error(`There is not one stack, but ${others.length + 1}.`);
  return stack;
}

/** The templates that StackSets have in files, by the resource. The files are gone with the app. */
const TEMPLATE_FILES = new WeakMap<Resource, string>();

function keepTemplateFiles({ Resources }: TemplateJson, directory: string): void {
  for (const resource of Object.values(Resources)) {
    const { TemplateURL } = resource.Properties ?? {};
    if (TemplateURL === undefined) continue;
    const file = join(directory, `asset.${basename(resolve(TemplateURL))}`);
    TEMPLATE_FILES.set(resource, readFileSync(file, 'utf8'));
  }
}

/** The templates of the StackSets of a template, each as text, wherever it is. */
export function innerTemplates({ Resources }: TemplateJson): readonly string[] {
  return Object.values(Resources).flatMap((resource) =>
    resource.Type === 'AWS::CloudFormation::StackSet'
      ? [TEMPLATE_FILES.get(resource) ?? String(resource.Properties.TemplateBody)]
      : [],
  );
}

/** The template of the only StackSet of a stack. */
export function innerTemplate({ json }: SynthesizedStack): {
  readonly json: TemplateJson;
  readonly template: Template;
} {
  const [body = ''] = innerTemplates(json);
  return { json: JSON.parse(body), template: Template.fromJSON(resolve(JSON.parse(body))) };
}

/** The properties of all resources of a type, see {@link resolve}. */
export function propertiesOf({ Resources }: TemplateJson, type: string) {
  return Object.values(Resources).flatMap(({ Type, Properties }) => (Type === type ? [resolve(Properties)] : []));
}

export function resourceCounts({ Resources }: TemplateJson): Readonly<Record<string, number>> {
  const byType = Object.groupBy(Object.values(Resources), ({ Type }) => Type);
  return Object.fromEntries(Object.entries(byType).map(([type, resources]) => [type, resources?.length ?? 0]));
}

/**
 * A part of a template in which joined texts are texts, and references are the name of what they refer to,
 * in angle brackets.
 */
// biome-ignore lint/suspicious/noExplicitAny: JSON, of whatever the caller looks for in it.
export function resolve(value: unknown): any {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  const [[name, argument] = ['', undefined], ...others] = members;
  if (others.length === 0) {
    if (name === 'Ref') return `<${argument}>`;
    if (name === 'Fn::GetAtt') return `<${argument.join('.')}>`;
    if (name === 'Fn::ImportValue') return `<${argument}>`;
    if (name === 'Fn::FindInMap') return `<${resolve(argument).join('.')}>`;
    if (name === 'Fn::Sub') return argument.replaceAll(/\$\{(.*?)\}/g, '<$1>');
    if (name === 'Fn::Join') return resolve(argument[1]).join(argument[0]);
  }
  return Object.fromEntries(members.map(([key, member]) => [key, resolve(member)]));
}
