import { parse } from 'yaml';
import { logRunbook } from '../../cdk/constructs/log-runbook.ts';
import type { Context, SynthesizedStack, TemplateJson } from '../support/cdk.ts';
import {
  COMMITTED_PACK,
  innerTemplates,
  propertiesOf,
  REGIONS,
  REMEDIATED,
  REMEDIATED_NAMES,
  ROOT,
  resourceCounts,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
} from '../support/cdk.ts';

const RUNBOOK = 'AWS::SSM::Document';
const ROLE = 'AWS::IAM::Role';
const DASHBOARD = 'AWS::CloudWatch::Dashboard';
const STACK_SET = 'AWS::CloudFormation::StackSet';
const PACK = 'AWS::Config::ConformancePack';
const PACKS = [PACK, 'AWS::Config::OrganizationConformancePack'];
const NAME = 'rabbitmq-conformance-log-remediation';

const organization = synthesize(REMEDIATED.organization);
const delegated = synthesize(REMEDIATED.delegated);

function named(stacks: readonly SynthesizedStack[], ending: string): TemplateJson {
  const stack = stacks.find(({ name }) => name.endsWith(ending));
  if (stack === undefined) throw new Error(`There is no stack …${ending}.`);
  return stack.json;
}

function innerOf(template: TemplateJson): readonly TemplateJson[] {
  return innerTemplates(template).map((body) => JSON.parse(body));
}

/** All templates of a deployment, those of its StackSets too. */
function templatesOf(context: Context): readonly TemplateJson[] {
  return synthesize(context).flatMap(({ json }) => [json, ...innerOf(json)]);
}

function packsOf(context: Context): readonly string[] {
  const packs = templatesOf(context).flatMap((template) => PACKS.flatMap((type) => propertiesOf(template, type)));
  return packs.map(({ TemplateBody }) => TemplateBody);
}

describe.each(REMEDIATED_NAMES)('in the shape %s', (shape) => {
  it('every runbook is the same, has the name that the packs know, and is updated in place', () => {
    const runbooks = templatesOf(REMEDIATED[shape]).flatMap((template) => propertiesOf(template, RUNBOOK));
    for (const { Tags, ...runbook } of runbooks) {
      expect(runbook).toEqual({
        Name: NAME,
        DocumentType: 'Automation',
        DocumentFormat: 'JSON',
        Content: JSON.parse(JSON.stringify(logRunbook(NAME))),
        UpdateMethod: 'NewVersion',
      });
    }
    expect(runbooks).not.toEqual([]);
  });

  it('the pack has all rules as they are without it, and after the rule for logs its remediation', () => {
    const packs = packsOf(REMEDIATED[shape]);
    for (const pack of packs) {
      const { RabbitmqGeneralLoggingRemediation: remediation, ...rules } = parse(pack).Resources;
      expect({ ...parse(pack), Resources: rules }).toEqual(parse(COMMITTED_PACK));
      expect(remediation).toMatchObject({
        Type: 'AWS::Config::RemediationConfiguration',
        DependsOn: 'RabbitmqGeneralLogging',
        Properties: {
          ConfigRuleName: 'rabbitmq-general-logging',
          ResourceType: 'AWS::AmazonMQ::Broker',
          TargetType: 'SSM_DOCUMENT',
          TargetId: NAME,
        },
      });
      expect(Object.keys(remediation.Properties.Parameters)).toEqual(Object.keys(logRunbook(NAME).parameters));
      expect(remediation.Properties.Parameters.BrokerId).toEqual({ ResourceValue: { Value: 'RESOURCE_ID' } });
    }
    expect(packs).not.toEqual([]);
  });

  it.each([
    ['manual', { Automatic: false }],
    [
      'automatic',
      {
        Automatic: true,
        // AWS Config leaves a broker alone after so many attempts in that time.
        MaximumAutomaticAttempts: 5,
        RetryAttemptSeconds: 60,
        ExecutionControls: { SsmControls: { ConcurrentExecutionRatePercentage: 5, ErrorPercentage: 5 } },
      },
    ],
  ])('%s means %j', (logRemediation, expected) => {
    for (const pack of packsOf({ ...REMEDIATED[shape], logRemediation })) {
      const { RabbitmqGeneralLoggingRemediation: remediation } = parse(pack).Resources;
      const { ConfigRuleName, ResourceType, TargetType, TargetId, Parameters, ...others } = remediation.Properties;
      expect(others).toEqual(expected);
    }
  });

  it('an output has the command that starts it where it is manual', () => {
    const outputs = (logRemediation: string) =>
      synthesize({ ...REMEDIATED[shape], logRemediation }).flatMap(
        ({ json }) => json.Outputs?.StartLogRemediation?.Value ?? [],
      );
    expect(new Set(outputs('manual'))).toEqual(
      new Set([
        'aws configservice start-remediation-execution --config-rule-name <rule> ' +
          '--resource-keys resourceType=AWS::AmazonMQ::Broker,resourceId=<broker id>',
      ]),
    );
    expect(outputs('automatic')).toEqual([]);
  });
});

describe('in an organization', () => {
  it.each([
    ['the management account', organization],
    ['a delegated administrator', delegated],
  ])(
    'of %s a StackSet brings the role to every account, and another the runbook to every region of it',
    (_, stacks) => {
      const [roles, runbooks] = propertiesOf(named(stacks, '-home'), STACK_SET);
      expect(resourceCounts(JSON.parse(roles.TemplateBody))).toEqual({ [ROLE]: 2 });
      expect(roles.StackInstancesGroup).toEqual([
        { DeploymentTargets: { OrganizationalUnitIds: [ROOT] }, Regions: ['eu-west-1'] },
      ]);
      expect(resourceCounts(JSON.parse(runbooks.TemplateBody))).toEqual({ [RUNBOOK]: 1 });
      expect(runbooks).toMatchObject({
        StackSetName: NAME,
        StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: [ROOT] }, Regions: REGIONS }],
      });
      // There is nothing of IAM in its template.
      expect(runbooks).not.toHaveProperty('Capabilities');
    },
  );

  it('the management account, which no StackSet reaches, has the role and the runbooks of its stacks if it deploys', () => {
    expect(resourceCounts(named(organization, '-home'))).toEqual({ [DASHBOARD]: 1, [ROLE]: 1, [STACK_SET]: 2 });
    for (const region of REGIONS) {
      expect(resourceCounts(named(organization, `-evaluator-${region}`))).toMatchObject({ [ROLE]: 1, [RUNBOOK]: 1 });
    }
  });

  it('a delegated administrator, which the StackSets reach, has them from there only', () => {
    expect(resourceCounts(named(delegated, '-home'))).toEqual({ [DASHBOARD]: 1, [STACK_SET]: 2 });
    for (const region of REGIONS) {
      expect(resourceCounts(named(delegated, `-evaluator-${region}`))).not.toHaveProperty([RUNBOOK]);
    }
  });

  it('packs come after the roles and the runbooks, and so go before them', () => {
    for (const stacks of [organization, delegated]) {
      const order = stacks.map(({ name }) => name.replace('rabbitmq-conformance-', ''));
      for (const region of REGIONS) {
        expect(order.indexOf(`pack-${region}`)).toBeGreaterThan(order.indexOf(`evaluator-${region}`));
        expect(order.indexOf(`evaluator-${region}`)).toBeGreaterThan(order.indexOf('home'));
      }
    }
  });

  it.each([
    ['the default names', {}, `/${NAME}`],
    ['other names', { rolePath: '/team/', namePrefix: 'mq' }, '/team/mq-log-remediation'],
  ])(
    'with %s, the pack has the ARN of the role of the administrator, which all accounts have by the same name',
    (...row) => {
      const [, context, path] = row;
      for (const shape of ['organization', 'delegated'] as const) {
        const all = templatesOf({ ...REMEDIATED[shape], ...context });
        const paths = all.flatMap((template) =>
          propertiesOf(template, ROLE).map(({ Path, RoleName }) => `${Path}${RoleName}`),
        );
        expect(paths).toContain(path);
        for (const pack of packsOf({ ...REMEDIATED[shape], ...context })) {
          expect(pack).toContain(`- arn:<AWS::Partition>:iam::<AWS::AccountId>:role${path}\n`);
        }
      }
    },
  );
});

describe('in an account', () => {
  it.each(['stack-set', 'account'] as const)(
    'of the shape %s the pack comes after the role and the runbook',
    (shape) => {
      const template = templatesOf(REMEDIATED[shape]).find(({ Resources }) =>
        Object.values(Resources).some(({ Type }) => Type === PACK),
      );
      const [[, pack] = []] = Object.entries(template?.Resources ?? {}).filter(([, { Type }]) => Type === PACK);
      const idOf = (type: string) =>
        Object.entries(template?.Resources ?? {}).find(
          ([id, { Type }]) => Type === type && /Remediation/.test(id),
        )?.[0];
      expect(pack?.DependsOn).toContain(idOf(RUNBOOK));
      // What is referred to comes before what refers to it. The role has no name, as the template goes to several regions.
      expect(packsOf(REMEDIATED[shape]).every((text) => text.includes(`- <${idOf(ROLE)}.Arn>\n`))).toBe(true);
      expect(propertiesOf(template as TemplateJson, ROLE).every(({ RoleName }) => RoleName === undefined)).toBe(true);
    },
  );
});

test.each(SHAPE_NAMES)('in the shape %s nothing of it is there by default', (shape) => {
  // The output with the command `status` has all settings that were given.
  const withoutStatus = (context: Context) =>
    templatesOf(context).map(({ Outputs: { Status, ...Outputs } = {}, ...template }) => ({ ...template, Outputs }));
  expect(withoutStatus({ ...SHAPES[shape], logRemediation: 'none' })).toEqual(withoutStatus(SHAPES[shape]));
  expect(JSON.stringify(templatesOf(SHAPES[shape]))).not.toMatch(/log-?remediation|mq:UpdateBroker|SSM::Document/i);
  for (const pack of packsOf(SHAPES[shape])) expect(pack).toBe(COMMITTED_PACK);
});

test('the checks that are chosen are those of the pack with the remediation too', () => {
  const context = { ...REMEDIATED.account, checks: 'rabbitmq-general-logging' };
  const resources = packsOf(context).map((pack) => Object.keys(parse(pack).Resources));
  expect(resources).toEqual([['RabbitmqGeneralLogging', 'RabbitmqGeneralLoggingRemediation']]);
});
