import { AwsError } from '../aws/call.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { StackSet, StackSetOperation } from '../aws/stack-set-record.ts';
import type { Request } from './requests.ts';
import { flag, orRefuse, text, texts, validationError } from './requests.ts';
import type { OperationPreferences } from './stack-set-operations.ts';
import { runOperation } from './stack-set-operations.ts';
import { requireStackSet } from './stack-set-requests.ts';
import { accountsIn, requireFilter, requireUnits } from './stack-sets.ts';

/** Creates the stacks of accounts and regions. Accounts that join the units later get them too. @throws AwsError */
export function createStackInstances(request: Request) {
  const set = requireStackSet(request);
  const { units, regions, places, excludedAccounts } = readTargets(request);
  if (places.length === 0) throw validationError('No account and region match the deployment targets.');
  set.targets = [...set.targets, { units, excludedAccounts, regions }];
  return run(request, set, 'CREATE', places);
}

/** Updates the stacks of accounts and regions, those too that failed before. @throws AwsError */
export function updateStackInstances(request: Request) {
  const set = requireStackSet(request);
  const places = existing(set, readTargets(request).places);
  if (places.length > 0) return run(request, set, 'UPDATE', places);
  throw new AwsError(404, 'StackInstanceNotFoundException', `StackSet ${set.name} has no instances there.`);
}

/** Deletes the stacks of accounts and regions where there are any, or only forgets them. @throws AwsError */
export function deleteStackInstances(request: Request) {
  if (text(request, 'RetainStacks') === undefined) throw validationError('RetainStacks is required');
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

function existing({ instances }: StackSet, places: readonly Place[]): readonly Place[] {
  return places.filter((place) => instances.has(placeKey(place)));
}

function run(request: Request, set: StackSet, action: StackSetOperation['action'], targets: readonly Place[]) {
  const { simulation, types } = request;
  const preferences = readPreferences(request);
  const id = text(request, 'OperationId');
  if (set.operations.some((operation) => operation.id === id)) {
    throw new AwsError(409, 'OperationIdAlreadyExistsException', `Operation ${id} already exists`);
  }
  const task = { id, action, targets, preferences, retainsStacks: flag(request, 'RetainStacks') };
  return { OperationId: runOperation(simulation.state, types, set, task).id };
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
    ...others
  } = (input.DeploymentTargets ?? {}) as Targets;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw validationError(`The simulator does not support the target ${unknown}.`);
  const filters: Readonly<Record<string, (id: string) => boolean>> = {
    NONE: () => true,
    INTERSECTION: (id) => Accounts.includes(id),
    DIFFERENCE: (id) => !Accounts.includes(id),
  };
  const type = AccountFilterType ?? 'NONE';
  const filter = Object.hasOwn(filters, type) ? filters[type] : undefined;
  if (!filter) throw validationError(`The simulator does not support the account filter ${type}.`);
  if (units.length === 0) throw validationError('OrganizationalUnitIds are required');
  orRefuse(() => {
    requireFilter(type, Accounts);
    requireUnits(simulation.state, units);
  });
  const regions = texts(request, 'Regions');
  const accounts = accountsIn(simulation.state, units).map(({ id }) => id);
  const places = accounts.filter(filter).flatMap((accountId) => regions.map((region) => ({ accountId, region })));
  const excludedAccounts = accounts.filter((id) => !filter(id));
  return { units, regions, places, excludedAccounts, isWhole: type === 'NONE' };
}

const PREFERENCES = [
  ...['FailureTolerancePercentage', 'MaxConcurrentPercentage', 'ConcurrencyMode', 'RegionConcurrencyType'],
  'RegionOrder',
];

function readPreferences({ input }: Request): OperationPreferences {
  const given = (input.OperationPreferences ?? {}) as OperationPreferences;
  const unknown = Object.keys(given).find((name) => !PREFERENCES.includes(name));
  if (unknown !== undefined) throw validationError(`The simulator does not support the preference ${unknown}.`);
  const { FailureTolerancePercentage = 0, MaxConcurrentPercentage = 0, ...others } = given;
  return {
    ...others,
    FailureTolerancePercentage: Number(FailureTolerancePercentage),
    MaxConcurrentPercentage: Number(MaxConcurrentPercentage),
  };
}
