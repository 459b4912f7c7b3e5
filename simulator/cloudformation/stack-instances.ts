import { AwsError } from '../aws/call.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { StackInstance, StackSet, StackSetOperation } from '../aws/stack-set-record.ts';
import type { Request } from './requests.ts';
import { flag, orRefuse, text, texts, validationError } from './requests.ts';
import type { OperationPreferences } from './stack-set-operations.ts';
import { runOperation } from './stack-set-operations.ts';
import { accountsIn, findStackSet, removeStackSet, requireAdministrator } from './stack-sets.ts';

/** The StackSet that a call is about, for who may use it. @throws AwsError */
export function requireStackSet(request: Request): StackSet {
  const { simulation, place } = request;
  const name = text(request, 'StackSetName') ?? '';
  orRefuse(() => requireAdministrator(simulation.state, place, text(request, 'CallAs') ?? 'SELF'));
  const set = findStackSet(simulation.state, place, name);
  if (!set) throw new AwsError(404, 'StackSetNotFoundException', `StackSet ${name} not found`);
  return set;
}

/** Creates the stacks of accounts and regions. @throws AwsError */
export function createStackInstances(request: Request) {
  const set = requireStackSet(request);
  const targets = readTargets(request);
  const { units, regions } = targets;
  if (targets.isWhole) set.targets = [...set.targets, { units, excludedAccounts: [], regions }];
  return run(request, set, 'CREATE', targets.places);
}

/** Updates the stacks of accounts and regions, those too that failed before. @throws AwsError */
export function updateStackInstances(request: Request) {
  const set = requireStackSet(request);
  return run(request, set, 'UPDATE', existing(set, readTargets(request).places));
}

/** Deletes the stacks of accounts and regions, or only forgets them. @throws AwsError */
export function deleteStackInstances(request: Request) {
  const set = requireStackSet(request);
  const { places, isWhole, units, regions } = readTargets(request);
  if (isWhole) {
    set.targets = set.targets.map((group) =>
      group.units.every((unit) => units.includes(unit))
        ? { ...group, regions: group.regions.filter((region) => !regions.includes(region)) }
        : group,
    );
  }
  return run(request, set, 'DELETE', existing(set, places));
}

/** @throws AwsError if there is an account or region without an instance */
function existing({ name, instances }: StackSet, places: readonly Place[]): readonly Place[] {
  const found = places.filter((place) => instances.has(placeKey(place)));
  if (found.length > 0) return found;
  throw new AwsError(404, 'StackInstanceNotFoundException', `StackSet ${name} has no instances there.`);
}

function run(request: Request, set: StackSet, action: StackSetOperation['action'], targets: readonly Place[]) {
  const { simulation, types } = request;
  const preferences = readPreferences(request);
  const task = { action, targets, preferences, retainsStacks: flag(request, 'RetainStacks') };
  return { OperationId: runOperation(simulation.state, types, set, task).id };
}

/** Of the StackSet: its stacks are gone before. @throws AwsError */
export function deleteStackSet(request: Request) {
  const set = requireStackSet(request);
  if (set.instances.size > 0) throw new AwsError(409, 'StackSetNotEmptyException', 'StackSet is not empty');
  removeStackSet(request.simulation.state, set);
  return {};
}

interface Targets {
  readonly OrganizationalUnitIds?: readonly string[];
  readonly AccountFilterType?: string;
  readonly Accounts?: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html */
function readTargets(request: Request) {
  const { simulation, input } = request;
  const {
    OrganizationalUnitIds: units = [],
    AccountFilterType,
    Accounts = [],
  } = (input.DeploymentTargets ?? {}) as Targets;
  const filters: Readonly<Record<string, (id: string) => boolean>> = {
    NONE: () => true,
    INTERSECTION: (id) => Accounts.includes(id),
    DIFFERENCE: (id) => !Accounts.includes(id),
  };
  const type = AccountFilterType ?? 'NONE';
  const filter = Object.hasOwn(filters, type) ? filters[type] : undefined;
  if (!filter) throw validationError(`The simulator does not support the account filter ${type}.`);
  if (units.length === 0) throw validationError('OrganizationalUnitIds are required');
  const regions = texts(request, 'Regions');
  const accounts = accountsIn(simulation.state, units).filter(({ id }) => filter(id));
  const places = accounts.flatMap(({ id: accountId }) => regions.map((region) => ({ accountId, region })));
  return { units, regions, places, isWhole: type === 'NONE' };
}

const PREFERENCES = [
  ...['FailureTolerancePercentage', 'MaxConcurrentPercentage', 'ConcurrencyMode', 'RegionConcurrencyType'],
  'RegionOrder',
];

function readPreferences({ input }: Request): OperationPreferences {
  const given = (input.OperationPreferences ?? {}) as Readonly<Record<string, string>>;
  const unknown = Object.keys(given).find((name) => !PREFERENCES.includes(name));
  if (unknown !== undefined) throw validationError(`The simulator does not support the preference ${unknown}.`);
  const { FailureTolerancePercentage = '0', MaxConcurrentPercentage = '0', ConcurrencyMode } = given;
  return {
    FailureTolerancePercentage: Number(FailureTolerancePercentage),
    MaxConcurrentPercentage: Number(MaxConcurrentPercentage),
    ...(ConcurrencyMode === undefined ? {} : { ConcurrencyMode }),
  };
}

/** The instances that a request asks for. */
export function instancesOf(request: Request, { instances }: StackSet): readonly StackInstance[] {
  const filters = (request.input.Filters ?? []) as readonly { readonly Name: string; readonly Values: string }[];
  const wanted = new Map(filters.map(({ Name, Values }) => [Name, Values]));
  const account = text(request, 'StackInstanceAccount');
  const region = text(request, 'StackInstanceRegion');
  return [...instances.values()].filter(
    (instance) =>
      instance.accountId === (account ?? instance.accountId) &&
      instance.region === (region ?? instance.region) &&
      instance.detailedStatus === (wanted.get('DETAILED_STATUS') ?? instance.detailedStatus),
  );
}
