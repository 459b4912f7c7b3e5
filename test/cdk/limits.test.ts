import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { ServiceManagedStackSet } from '../../cdk/constructs/stack-set.ts';
import { evaluatorRoleName, forwarderRoleName } from '../../cdk/settings/names.ts';
import type { Context, TemplateJson } from '../support/cdk.ts';
import {
  innerTemplates,
  LONGEST,
  longest,
  propertiesOf,
  SHAPE_NAMES,
  SHAPES,
  settingsOf,
  synthesize,
  withApp,
} from '../support/cdk.ts';

// All shapes, with every setting as long as it may be.
const stacks = SHAPE_NAMES.flatMap((shape) => synthesize(longest(shape)));
const bodies = stacks.flatMap(({ json }) => innerTemplates(json));
const templates = [...stacks.map(({ json }) => json), ...bodies.map((body): TemplateJson => JSON.parse(body))];

const ROLE = 'AWS::IAM::Role';
const FUNCTION = 'AWS::Lambda::Function';
const STACK_SET = 'AWS::CloudFormation::StackSet';
const QUERY = 'AWS::Config::StoredQuery';
const AGGREGATOR = 'AWS::Config::ConfigurationAggregator';
const PACK = 'AWS::Config::ConformancePack';
const RUNBOOK = 'AWS::SSM::Document';
const ORGANIZATION_PACK = 'AWS::Config::OrganizationConformancePack';
const ALARM = 'AWS::CloudWatch::Alarm';
const EVENT_RULE = 'AWS::Events::Rule';
const EVENT_BUS = 'AWS::Events::EventBus';
const BUS_POLICY = 'AWS::Events::EventBusPolicy';
const TOPIC = 'AWS::SNS::Topic';
const TOPIC_POLICY = 'AWS::SNS::TopicPolicy';
const LOG_GROUP = 'AWS::Logs::LogGroup';

const URL_OF_ASSET =
  /^https:\/\/s3\.eu-west-1\.<AWS::URLSuffix>\/cdk-hnb659fds-assets-<AWS::AccountId>-eu-west-1\/([0-9a-f]{64}\.json)$/;

type Properties = ReturnType<typeof propertiesOf>[number];
type Row = readonly [type: string, what: string, read: (properties: Properties) => unknown, maximum: number];

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
// https://docs.aws.amazon.com/config/latest/APIReference/API_PutOrganizationConformancePack.html
// https://docs.aws.amazon.com/general/latest/gr/ssm.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const LIMITS: readonly Row[] = [
  [ROLE, 'name', ({ RoleName }) => RoleName, 64],
  [ROLE, 'path', ({ Path }) => Path, 512],
  [ROLE, 'description', ({ Description }) => Description, 1_000],
  [ROLE, 'policy', ({ Policies }) => Policies, 10_240],
  [ROLE, 'trust policy', ({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument, 2_048],
  [ROLE, 'boundary', ({ PermissionsBoundary }) => PermissionsBoundary, 2_048],
  [FUNCTION, 'description', ({ Description }) => Description, 256],
  [FUNCTION, 'code in the template', ({ Code }) => Code.ZipFile, 4_000_000],
  [FUNCTION, 'environment', ({ Environment }) => Environment?.Variables, 4_096],
  [STACK_SET, 'name', ({ StackSetName }) => StackSetName, 128],
  [STACK_SET, 'description', ({ Description }) => Description, 1_024],
  [STACK_SET, 'template', ({ TemplateBody }) => TemplateBody, 51_200],
  [QUERY, 'name', ({ QueryName }) => QueryName, 64],
  [QUERY, 'expression', ({ QueryExpression }) => QueryExpression, 4_096],
  [QUERY, 'description', ({ QueryDescription }) => QueryDescription, 256],
  [AGGREGATOR, 'name', ({ ConfigurationAggregatorName }) => ConfigurationAggregatorName, 256],
  // AWS Config makes OrgConformsPack-<name>-<8 characters> of the name of an organization's, of at most 256.
  [ORGANIZATION_PACK, 'name', ({ OrganizationConformancePackName }) => OrganizationConformancePackName, 128],
  [ORGANIZATION_PACK, 'template', ({ TemplateBody }) => TemplateBody, 51_200],
  [PACK, 'name', ({ ConformancePackName }) => ConformancePackName, 256],
  [PACK, 'template', ({ TemplateBody }) => TemplateBody, 51_200],
  [RUNBOOK, 'name', ({ Name }) => Name, 128],
  [RUNBOOK, 'content', ({ Content }) => Content, 64_000],
  [ALARM, 'description', ({ AlarmDescription }) => AlarmDescription, 1_024],
  [ALARM, 'action', ({ AlarmActions }) => AlarmActions[0], 1_024],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
  ['AWS::CloudWatch::Dashboard', 'name', ({ DashboardName }) => DashboardName, 255],
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
  ['AWS::Logs::QueryDefinition', 'name', ({ Name }) => Name, 255],
  ['AWS::Logs::QueryDefinition', 'query', ({ QueryString }) => QueryString, 10_000],
  [EVENT_BUS, 'name', ({ Name }) => Name, 256],
  [BUS_POLICY, 'statement', ({ Statement }) => Statement, 10_240],
  [EVENT_RULE, 'name', ({ Name }) => Name, 64],
  [EVENT_RULE, 'description', ({ Description }) => Description, 512],
  [EVENT_RULE, 'pattern', ({ EventPattern }) => EventPattern, 2_048],
  [EVENT_RULE, 'template', ({ Targets }) => Targets[0].InputTransformer?.InputTemplate, 8_192],
  [TOPIC, 'display name', ({ DisplayName }) => DisplayName, 100],
  [TOPIC_POLICY, 'policy', ({ PolicyDocument }) => PolicyDocument, 30_720],
  [LOG_GROUP, 'key', ({ KmsKeyId }) => KmsKeyId, 256],
];

const COUNTS: readonly Row[] = [
  [ROLE, 'tags', ({ Tags }) => Tags, 50],
  [STACK_SET, 'tags', ({ Tags }) => Tags, 50],
  [RUNBOOK, 'tags', ({ Tags }) => Tags, 50],
  [ORGANIZATION_PACK, 'parameters', (pack) => pack.ConformancePackInputParameters, 60],
  [ORGANIZATION_PACK, 'excluded accounts', ({ ExcludedAccounts }) => ExcludedAccounts, 1_000],
  [PACK, 'parameters', (pack) => pack.ConformancePackInputParameters, 60],
];

/** What all resources of a type have, where they have it. */
function read([type, , readOne]: Row): readonly unknown[] {
  const all = templates.flatMap((template) => propertiesOf(template, type)).map(readOne);
  return all.filter((value) => value !== undefined);
}

function inText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

describe('with every setting as long as it may be', () => {
  it.each(LIMITS.map((row) => [row[0], row[1], row[3], row] as const))('%s: %s of at most %i bytes', (...args) => {
    const [, , maximum, row] = args;
    const lengths = read(row).map((value) => Buffer.byteLength(inText(value)));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(maximum);
    expect(lengths).not.toEqual([]);
  });

  it.each(COUNTS.map((row) => [row[0], row[1], row[3], row] as const))('%s: %s, at most %i', (...args) => {
    const [, , maximum, row] = args;
    const lengths = read(row).map((value) => (value as readonly unknown[]).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(maximum);
    expect(lengths).not.toEqual([]);
  });

  it('a template has at most 1 MB, 500 resources, 200 outputs and 200 parameters', () => {
    for (const template of templates) {
      const { Resources, Outputs = {}, Parameters = {} } = template;
      expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
      expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
      expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
      expect(Object.keys(Parameters).length).toBeLessThanOrEqual(200);
    }
  });

  it('the description of a template or an output has at most 1,024 bytes', () => {
    const texts = templates.flatMap(({ Description, Outputs = {} }) => [
      Description,
      ...Object.values(Outputs).map((output) => output.Description ?? ''),
    ]);
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_024);
  });

  it.each([
    ['StackSets', STACK_SET, 'StackSetName', /^[a-zA-Z][-a-zA-Z0-9]*$/],
    ['conformance packs', PACK, 'ConformancePackName', /^[a-zA-Z][-a-zA-Z0-9]*$/],
    ['organization conformance packs', ORGANIZATION_PACK, 'OrganizationConformancePackName', /^[a-zA-Z][-a-zA-Z0-9]*$/],
    ['event buses', EVENT_BUS, 'Name', /^(?!default$)[\w.-]+$/],
    ['stored queries', QUERY, 'QueryName', /^[a-zA-Z0-9-_]+$/],
    ['runbooks', RUNBOOK, 'Name', /^(?!aws|amazon|amzn)[\w.-]{3,128}$/i],
    ['dashboards', 'AWS::CloudWatch::Dashboard', 'DashboardName', /^(<AWS::Region>|[\w-])+$/],
    ['aggregators', AGGREGATOR, 'ConfigurationAggregatorName', /^[\w-]+$/],
  ])('%s have names of the characters that AWS allows', (_, type, property, pattern) => {
    const names = read([type, 'name', (properties) => properties[property], 0]);
    for (const name of names) expect(name).toMatch(pattern);
    expect(names).not.toEqual([]);
  });

  it('stacks have names of at most 128 characters', () => {
    for (const { name } of stacks) expect(name).toMatch(/^[A-Za-z][-A-Za-z0-9]{0,127}$/);
  });

  it('evaluators and forwarders have role names of at most 64 characters in every region that the CDK knows', () => {
    const settings = settingsOf({ ...SHAPES.account, namePrefix: LONGEST.namePrefix });
    const lengths = RegionInfo.regions.flatMap(({ name }) =>
      [evaluatorRoleName, forwarderRoleName].map((nameOf) => nameOf(settings, name).length),
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(64);
  });
});

describe('the template of a StackSet', () => {
  const create = (template: string) =>
    withApp((app) => {
      const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
      new ServiceManagedStackSet(stack, 'StackSet', {
        settings: settingsOf(SHAPES.account),
        stackSetName: 'name',
        description: 'A test.',
        template,
        regions: ['eu-west-1'],
        capability: 'CAPABILITY_IAM',
      });
      const { directory, stacks } = app.synth();
      const [properties] = stacks.flatMap((each) => propertiesOf(each.template, STACK_SET));
      const { TemplateBody, TemplateURL } = properties;
      const [, name] = URL_OF_ASSET.exec(TemplateURL ?? '') ?? [];
      return { TemplateBody, file: name && readFileSync(join(directory, `asset.${name}`), 'utf8') };
    });

  it('is in the request with up to 51,200 bytes', () => {
    const template = 'x'.repeat(51_200);
    expect(create(template)).toEqual({ TemplateBody: template });
  });

  it.each([
    ['51,201 bytes', `é${'x'.repeat(51_199)}`],
    ['1,000,000 bytes', 'x'.repeat(1_000_000)],
  ])('is a file in the bucket of the bootstrap with %s', (_, template) => {
    expect(create(template)).toEqual({ file: template });
  });

  it('has at most 1,000,000 bytes', () => {
    expect(() => create(`é${'x'.repeat(999_999)}`)).toThrow(
      'The template of the StackSet has 1000001 bytes, but at most 1000000 are allowed.',
    );
  });

  it('is in the request in every shape with few settings, and a file where a stack-set has all of them', () => {
    const inRequest = (context: Context) =>
      synthesize(context)
        .flatMap(({ json }) => propertiesOf(json, STACK_SET))
        .map(({ TemplateURL }) => TemplateURL === undefined);
    for (const shape of SHAPE_NAMES) expect(inRequest(SHAPES[shape])).not.toContain(false);
    expect(inRequest(longest('stack-set'))).toEqual([true, false]);
  });
});
