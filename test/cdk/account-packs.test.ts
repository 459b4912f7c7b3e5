import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Context, TemplateJson } from '../support/cdk.ts';
import {
  COMMITTED_PACK,
  innerTemplates,
  propertiesOf,
  REGIONS,
  REMEDIATED,
  ROOT,
  resolve,
  resourceCounts,
  SHAPES,
  synthesize,
} from '../support/cdk.ts';

const STACK_SET = 'AWS::CloudFormation::StackSet';
const PACK = 'AWS::Config::ConformancePack';
const RUNBOOK = 'AWS::SSM::Document';

const ACCOUNT_PACKS = SHAPES['account-packs'];
const DELEGATED = { ...SHAPES.delegated, packs: 'stack-set' };

function stacksOf(context: Context) {
  const stacks = synthesize(context);
  const named = (ending: string) => {
    const stack = stacks.find(({ name }) => name.endsWith(ending));
    if (stack === undefined) throw new Error(`There is no stack …${ending}.`);
    return stack;
  };
  return {
    stacks,
    home: named('-home'),
    packs: REGIONS.map((region) => named(`rabbitmq-conformance-pack-${region}`)),
    ofManagement: stacks.filter(({ name }) => name.startsWith('rabbitmq-conformance-management-pack-')),
  };
}

/** The template of the StackSet in each pack stack. */
function innersOf(context: Context): readonly TemplateJson[] {
  return stacksOf(context).packs.flatMap(({ json }) => innerTemplates(json).map((body) => JSON.parse(body)));
}

describe('the StackSet of a region', () => {
  const [, packs] = stacksOf(ACCOUNT_PACKS).packs;

  it('brings the pack to all accounts and those that join, with the function of its region', () => {
    packs?.template.hasResourceProperties(STACK_SET, {
      StackSetName: 'rabbitmq-conformance-pack',
      CallAs: 'SELF',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: Match.absent(),
      OperationPreferences: Match.objectLike({ FailureTolerancePercentage: 100 }),
      Parameters: [
        {
          ParameterKey: 'EvaluatorFunctionArn',
          ParameterValue: Match.stringLikeRegexp('^<rabbitmq-conformance-evaluator-us-east-1:.*Function.*Arn'),
        },
      ],
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: [ROOT], AccountFilterType: Match.absent() },
          Regions: ['us-east-1'],
        },
      ],
    });
  });

  it('has a template with the pack and nothing else, the same in all regions', () => {
    const [inner, other] = innersOf(ACCOUNT_PACKS);
    expect(other).toEqual(inner);
    expect(resourceCounts(inner as TemplateJson)).toEqual({ [PACK]: 1 });
    Template.fromJSON(resolve(inner)).hasResourceProperties(PACK, {
      ConformancePackName: 'rabbitmq-conformance',
      TemplateBody: COMMITTED_PACK,
      ConformancePackInputParameters: [
        { ParameterName: 'EvaluatorFunctionArn', ParameterValue: '<EvaluatorFunctionArn>' },
        { ParameterName: 'Frequency', ParameterValue: 'TwentyFour_Hours' },
      ],
    });
  });

  it('tolerates accounts that fail, with the log remediation too, and comes after the StackSets of the landing zone', () => {
    const recorders = 'arn:aws:cloudformation:eu-west-1:111122223333:stackset/recorders:1';
    for (const { template } of stacksOf({ ...REMEDIATED['account-packs'], autoDeploymentDependsOn: recorders }).packs) {
      template.hasResourceProperties(STACK_SET, {
        AutoDeployment: { DependsOn: [recorders] },
        OperationPreferences: { FailureTolerancePercentage: 100 },
      });
    }
  });

  it('leaves excluded accounts out', () => {
    const excluded = { ...DELEGATED, excludedAccounts: '777788889999' };
    for (const { template } of stacksOf(excluded).packs) {
      template.hasResourceProperties(STACK_SET, {
        CallAs: 'DELEGATED_ADMIN',
        StackInstancesGroup: [{ DeploymentTargets: { Accounts: ['777788889999'], AccountFilterType: 'DIFFERENCE' } }],
      });
    }
  });

  it('comes after the function, and has an output that lists where it failed', () => {
    const { stacks, packs: both } = stacksOf(DELEGATED);
    expect(stacks.map(({ name }) => name)).toEqual(synthesize(SHAPES.organization).map(({ name }) => name));
    for (const { json, dependencies, region } of both) {
      expect(dependencies).toEqual([`rabbitmq-conformance-evaluator-${region}`]);
      expect(resolve(json.Outputs?.PacksFailures?.Value)).toContain('--stack-set-name rabbitmq-conformance-pack ');
    }
  });

  it('brings the runbook before the pack, whose role is that of its account, and no other StackSet does', () => {
    for (const inner of innersOf(REMEDIATED['account-packs'])) {
      expect(resourceCounts(inner)).toEqual({ [PACK]: 1, [RUNBOOK]: 1 });
      const idOf = (type: string) => Object.entries(inner.Resources).find(([, { Type }]) => Type === type)?.[0] ?? '';
      expect(inner.Resources[idOf(PACK)]?.DependsOn).toEqual([idOf(RUNBOOK)]);
      expect(propertiesOf(inner, PACK)[0].TemplateBody).toContain(
        '- arn:<AWS::Partition>:iam::<AWS::AccountId>:role/rabbitmq-conformance-log-remediation\n',
      );
    }
    const { home } = stacksOf(REMEDIATED['account-packs']);
    expect(propertiesOf(home.json, STACK_SET).map(({ StackSetName }) => StackSetName)).toEqual([
      'rabbitmq-conformance-evaluation-role',
    ]);
  });
});

describe('the management account, which no StackSet reaches,', () => {
  it('has a pack if it is the administrator, in a stack that fails alone, after the StackSet', () => {
    const { packs, ofManagement } = stacksOf(ACCOUNT_PACKS);
    for (const { json } of packs) expect(resourceCounts(json)).toEqual({ [STACK_SET]: 1 });
    expect(ofManagement.map(({ region }) => region)).toEqual(REGIONS);
    for (const { json, region, dependencies } of ofManagement) {
      expect(resourceCounts(json)).toEqual({ [PACK]: 1 });
      expect(dependencies).toContain(`rabbitmq-conformance-pack-${region}`);
      const [pack] = propertiesOf(json, PACK);
      const [inner] = innersOf(ACCOUNT_PACKS).flatMap((template) => propertiesOf(template, PACK));
      expect(pack.TemplateBody).toBe(inner.TemplateBody);
      expect(JSON.stringify(json)).not.toContain('Condition');
    }
  });

  it.each([1, 11, 999])('has none where it is among %i excluded accounts', (count) => {
    const excludedAccounts = Array.from({ length: count }, (_, index) => String(200_000_000_000 + index));
    const [own] = stacksOf({ ...ACCOUNT_PACKS, excludedAccounts }).ofManagement;
    own?.template.hasResource(PACK, { Condition: 'IsCovered' });
    const conditions = JSON.stringify(own?.template.toJSON().Conditions.IsCovered);
    for (const id of excludedAccounts) expect(conditions).toContain(`{"Fn::Equals":["<AWS::AccountId>","${id}"]}`);
  });

  it('has none of a delegated administrator, whose output has the command for a deployment of its own', () => {
    const { home, ofManagement } = stacksOf(DELEGATED);
    expect(ofManagement).toEqual([]);
    expect(home.json.Outputs).not.toHaveProperty('ManagementAccountRole');
    expect(home.json.Outputs?.ManagementAccount?.Value).toMatch(/^npx cdk deploy -c deployment=account -c regions=eu-/);
    expect(stacksOf(ACCOUNT_PACKS).home.json.Outputs).not.toHaveProperty('ManagementAccount');
  });
});
