import { plannedStackSets } from '../../cdk/settings/stack-sets.ts';
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
