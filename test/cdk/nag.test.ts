import { Stack, Validations } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { buildApp } from '../../cdk/build-app.ts';
import { addForwarder } from '../../cdk/constructs/event-forwarder.ts';
import { addAccountPack } from '../../cdk/stacks/account.ts';
import { addEvaluationRole } from '../../cdk/stacks/home.ts';
import type { Context } from '../support/cdk.ts';
import {
  NOTIFIED,
  NOTIFIED_NAMES,
  REMEDIATED,
  REMEDIATED_NAMES,
  SHAPE_NAMES,
  SHAPES,
  settingsOf,
  withApp,
} from '../support/cdk.ts';

// It warns of a property of event bus policies that cdk-nag reads, and we do not use.
process.env.JSII_DEPRECATED = 'quiet';

const NAMES = {
  rolePath: '/team/',
  namePrefix: 'mq',
  permissionsBoundary: 'boundary',
  alarms: true,
  alarmTopicName: 'ops',
};
const STACK_SET = settingsOf({ ...SHAPES['stack-set'], ...NAMES });
const REMEDIATION = settingsOf({ ...REMEDIATED.delegated, ...NAMES });

const APPS: readonly (readonly [name: string, create: () => IConstruct])[] = [
  ...SHAPE_NAMES.map((shape) => [`the shape ${shape}`, () => createApp(SHAPES[shape])] as const),
  ...REMEDIATED_NAMES.map(
    (shape) => [`the shape ${shape} with the remediation of logs`, () => createApp(REMEDIATED[shape])] as const,
  ),
  ...NOTIFIED_NAMES.map(
    (shape) => [`the shape ${shape} with notifications`, () => createApp(NOTIFIED[shape])] as const,
  ),
  [
    'the evaluator of a StackSet with notifications',
    () =>
      createStack((stack) => {
        addAccountPack(stack, STACK_SET, 'inline');
        addForwarder(stack, STACK_SET);
      }),
  ],
  ['an organization with other names', () => createApp({ ...SHAPES.covered, ...NAMES })],
  ['the evaluator of a StackSet', () => createStack((stack) => addAccountPack(stack, STACK_SET, 'inline'))],
  ['the evaluation role of a StackSet', () => createStack((stack) => addEvaluationRole(stack, STACK_SET))],
  ['the roles of a StackSet with the remediation', () => createStack((stack) => addEvaluationRole(stack, REMEDIATION))],
];

function createApp(context: Context): IConstruct {
  return withApp((app) => {
    buildApp(app, settingsOf(context));
    return app;
  });
}

function createStack(build: (stack: Stack) => void): IConstruct {
  return withApp((app) => {
    const stack = new Stack(app, 'Template');
    build(stack);
    return stack;
  });
}

/** What cdk-nag finds, each with the path of the resource. */
function findings(root: IConstruct, checks = new AwsSolutionsChecks()): readonly string[] {
  return checks
    .validateScope(root)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
}

/** What it would find if nothing were acknowledged. */
function allFindings(root: IConstruct): readonly string[] {
  const checks = new AwsSolutionsChecks();
  Object.defineProperty(checks, 'isAcknowledged', { value: () => false });
  return findings(root, checks);
}

interface Acknowledgement {
  readonly rule: string;
  readonly reason: string;
  readonly path: string;
}

function acknowledgements(root: IConstruct): readonly Acknowledgement[] {
  return root.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([id, reason]) => ({ rule: id.replace('Annotation::', ''), reason, path: node.path })),
  );
}

describe.each(APPS)('%s', (_, create) => {
  const root = create();
  const acknowledged = acknowledgements(root);

  it('has no finding that was not acknowledged', () => {
    expect(findings(root)).toEqual([]);
  });

  it('has no acknowledgement of what is not found any more, and none twice', () => {
    const expected = acknowledged.map(({ rule, path }) => `${rule} at ${path}/Resource`);
    expect(expected.toSorted()).toEqual(allFindings(root).toSorted());
  });

  it('has a reason in a sentence with each', () => {
    expect(acknowledged).not.toEqual([]);
    for (const { reason } of acknowledged) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});

test('a finding that was not acknowledged is found, beside those that were', () => {
  const stack = createStack((account) => {
    addAccountPack(account, STACK_SET, 'inline');
    new Role(account, 'Other', {
      assumedBy: new AccountPrincipal('111122223333'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
    });
  });
  expect(findings(stack)).toEqual([
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/ReadOnlyAccess] at Template/Other/Resource',
  ]);
});

test('prefix lists are a reason only where the function reads security groups', () => {
  const reasons = (checks: string) =>
    acknowledgements(createApp({ ...SHAPES.account, checks })).filter(({ reason }) => /prefix lists/.test(reason));
  expect(reasons('default')).toEqual([]);
  expect(reasons('rabbitmq-security-group-sources')).toHaveLength(1);
});
