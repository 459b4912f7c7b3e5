import type { Context, Shape, TemplateJson } from '../support/cdk.ts';
import { fullest, innerTemplates, propertiesOf, SHAPE_NAMES, synthesize } from '../support/cdk.ts';

/** All templates of a shape, those of its StackSets too. */
function templates(shape: Shape, context: Context): readonly TemplateJson[] {
  return synthesize({ ...fullest(shape), ...context }).flatMap(({ json }) => [
    json,
    ...innerTemplates(json).map((body): TemplateJson => JSON.parse(body)),
  ]);
}

function properties(all: readonly TemplateJson[], type: string) {
  return all.flatMap((template) => propertiesOf(template, type));
}

const ROLES: Readonly<Record<Shape, number>> = {
  // Two of these are of the remediation of logs, in the other shapes one, but for those that cannot have it. Of the
  // notifications, there is one in a StackSet and one in each region of a management account.
  organization: 6 + 1 + 2,
  delegated: 5 + 1,
  covered: 4,
  'account-packs': 6,
  'stack-set': 3 + 1,
  account: 2,
  'management-account': 1 + 2,
};

describe.each(SHAPE_NAMES)('in the shape %s', (shape) => {
  const tags = { team: 'messaging', 'cost:center': '42' };
  const context = { permissionsBoundary: 'org/boundary', rolePath: '/team/mq/', namePrefix: 'mq', tags };
  const roles = properties(templates(shape, context), 'AWS::IAM::Role');

  it('every role has the boundary, which is in its own account, and the path', () => {
    expect(roles).toHaveLength(ROLES[shape]);
    for (const role of roles) {
      expect(role).toMatchObject({
        PermissionsBoundary: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:policy/org/boundary',
        Path: '/team/mq/',
      });
    }
  });

  it('no role has a boundary or a path where none is given', () => {
    for (const role of properties(templates(shape, {}), 'AWS::IAM::Role')) {
      expect(role).toMatchObject({ Path: '/' });
      expect(role).not.toHaveProperty('PermissionsBoundary');
    }
  });

  it('every name begins with the prefix', () => {
    const stacks = synthesize({ ...fullest(shape), ...context });
    for (const { name } of stacks) expect(name).toMatch(/^mq-/);
    const all = templates(shape, context);
    const names = [
      ...roles.flatMap(({ RoleName = [] }) => RoleName),
      ...properties(all, 'AWS::CloudFormation::StackSet').map(({ StackSetName }) => StackSetName),
      ...properties(all, 'AWS::SSM::Document').map(({ Name }) => Name),
      ...properties(all, 'AWS::Config::StoredQuery').map(({ QueryName }) => QueryName),
      ...properties(all, 'AWS::Config::ConfigurationAggregator').map(
        (aggregator) => aggregator.ConfigurationAggregatorName,
      ),
      ...properties(all, 'AWS::Config::ConformancePack').map(({ ConformancePackName }) => ConformancePackName),
      ...properties(all, 'AWS::Config::OrganizationConformancePack').map(
        (pack) => pack.OrganizationConformancePackName,
      ),
    ];
    for (const name of names) expect(name).toMatch(/^mq(-|$)/);
  });

  it('every stack has the tags, and the StackSet, which passes them on', () => {
    const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    for (const stack of synthesize({ ...fullest(shape), tags })) {
      expect(stack.tags).toEqual(tags);
      for (const stackSet of properties([stack.json], 'AWS::CloudFormation::StackSet')) {
        expect(stackSet.Tags).toEqual(expect.arrayContaining(list));
      }
    }
  });

  it('the bootstrap of the qualifier is used, or that of the CDK, but none in the management account', () => {
    const [own, default_] = ['corp', undefined].map((bootstrapQualifier) =>
      synthesize({ ...fullest(shape), ...(bootstrapQualifier && { bootstrapQualifier }) }),
    );
    if (shape === 'management-account') {
      for (const { deployRole } of [...(own ?? []), ...(default_ ?? [])]) expect(deployRole).toBeUndefined();
      return;
    }
    for (const { deployRole } of own ?? []) expect(deployRole).toContain(':role/cdk-corp-deploy-role-');
    for (const { deployRole } of default_ ?? []) expect(deployRole).toContain(':role/cdk-hnb659fds-deploy-role-');
  });

  it('the frequency and the checks reach the pack', () => {
    const all = templates(shape, { frequency: 'Six_Hours', checks: 'rabbitmq-general-logging' });
    const packs = [
      ...properties(all, 'AWS::Config::ConformancePack'),
      ...properties(all, 'AWS::Config::OrganizationConformancePack'),
    ];
    for (const { ConformancePackInputParameters, TemplateBody } of packs) {
      expect(ConformancePackInputParameters[1]).toEqual({ ParameterName: 'Frequency', ParameterValue: 'Six_Hours' });
      expect(new Set(TemplateBody.match(/ConfigRuleName: .*/g))).toEqual(
        new Set(['ConfigRuleName: rabbitmq-general-logging']),
      );
    }
    expect(packs).toHaveLength(
      { 'account-packs': 4, 'stack-set': 1, account: 1, 'management-account': 0 }[shape as string] ?? 2,
    );
  });

  it('the days until a result is sent again reach each rule', () => {
    const packs = [1, 30].map((refresh) => {
      const all = templates(shape, { refresh, logRemediation: 'none' });
      return [
        ...properties(all, 'AWS::Config::ConformancePack'),
        ...properties(all, 'AWS::Config::OrganizationConformancePack'),
      ].map(({ TemplateBody }) => TemplateBody.match(/^ {8}refresh: .*$/gm));
    });
    const [byDefault, given] = packs;
    expect(byDefault).toEqual(byDefault?.map(() => null));
    expect(given).toEqual(byDefault?.map(() => Array(3).fill('        refresh: "30"')));
  });

  it('every template says what it is for', () => {
    for (const { Description } of templates(shape, {})) expect(Description).toMatch(/^[A-Z].*\.$/);
  });
});
