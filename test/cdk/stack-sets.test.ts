import { plannedStackSets } from '../../cdk/settings/stack-sets.ts';
import type { Context } from '../support/cdk.ts';
import {
  fullest,
  NOTIFIED,
  NOTIFIED_NAMES,
  propertiesOf,
  resolve,
  SHAPE_NAMES,
  SHAPES,
  settingsOf,
  synthesize,
} from '../support/cdk.ts';

const EXCLUDED = { excludedAccounts: ['999988887777'] };

const CONTEXTS = [
  ...SHAPE_NAMES.map((shape) => [shape, SHAPES[shape]] as const),
  ...SHAPE_NAMES.map((shape) => [`${shape} with all settings`, fullest(shape)] as const),
  ...NOTIFIED_NAMES.map((shape) => [`${shape} with notifications`, NOTIFIED[shape]] as const),
].map(([name, context]) => [name, 'organizationalUnits' in context ? { ...context, ...EXCLUDED } : context] as const);

it.each(CONTEXTS)('%s: the app has just the StackSets that status and preflight look for', (_, context) => {
  const settings = settingsOf(context);
  const planned = plannedStackSets(settings, settings.homeRegion ?? 'eu-west-1').map((plan) => ({
    ...{ name: plan.name, regions: plan.regions, units: plan.organizationalUnits },
    excluded: plan.excludedAccounts,
  }));
  const synthesized = synthesize(context).flatMap(({ json }) =>
    propertiesOf(json, 'AWS::CloudFormation::StackSet').map((properties) => {
      const { StackSetName, StackInstancesGroup } = resolve(properties);
      const [{ DeploymentTargets, Regions }] = StackInstancesGroup;
      const { OrganizationalUnitIds: units, Accounts: excluded = [] } = DeploymentTargets;
      return { name: StackSetName, regions: Regions, units, excluded };
    }),
  );
  const byName = (sets: readonly { readonly name: string; readonly regions: readonly string[] }[]) =>
    sets.toSorted((a, b) => `${a.name} ${a.regions}`.localeCompare(`${b.name} ${b.regions}`));
  expect(byName(planned)).toEqual(byName(synthesized));
});

describe('an account that fails has a StackSet rolled back', () => {
  /** The percentage that may fail, of each StackSet by the end of its name. */
  function tolerances(context: Context) {
    const sets = synthesize(context).flatMap(({ json }) => propertiesOf(json, 'AWS::CloudFormation::StackSet'));
    return Object.fromEntries(
      sets.map(({ StackSetName, OperationPreferences }) => [
        StackSetName.replace('rabbitmq-conformance', ''),
        OperationPreferences.FailureTolerancePercentage,
      ]),
    );
  }

  it('by default only if it would fail the pack of the organization, for want of the runbook or its role', () => {
    const tolerant = { '-evaluation-role': 100, '-notifications': 100 };
    expect(tolerances(NOTIFIED.organization)).toEqual(tolerant);
    for (const logRemediation of ['manual', 'automatic']) {
      const remediated = { ...NOTIFIED.organization, logRemediation };
      const strict = { '-evaluation-role': 0, '-log-remediation': 0 };
      expect(tolerances(remediated)).toEqual({ ...tolerant, ...strict });
      expect(tolerances({ ...remediated, packs: 'stack-set' })).toEqual({ ...tolerant, '-pack': 100 });
    }
    expect(tolerances({ ...NOTIFIED['stack-set'], logRemediation: 'manual' })).toEqual({
      ...{ '': 100, '-notifications': 100 },
    });
  });

  it('as the settings say', () => {
    const context = { ...NOTIFIED.organization, logRemediation: 'manual', failureTolerancePercentage: 7 };
    expect(new Set(Object.values(tolerances(context)))).toEqual(new Set([7]));
  });
});
