import type { Fact } from '../../../checks/facts.ts';
import { isObject, quote, readObject } from '../../../checks/json.ts';
import { InputError } from '../input/input-error.ts';
import type { Findings } from '../reading.ts';
import { adviceFor, withAdvice } from './advice.ts';
import { readCollection } from './attribute.ts';
import { brokerOf, placeOf } from './broker.ts';
import { describeAttributes } from './describe.ts';
import { createNetwork } from './network.ts';
import type { NetworkResource } from './network-resource.ts';
import { NETWORK_TYPES } from './network-resource.ts';
import { readPlan } from './plan.ts';
import type { JsonObject, Resource } from './resources.ts';
import { addressOf, countSkipped, isManagedBroker, resourcesIn, unseenIn } from './resources.ts';
import { isStateFile, resourcesInStateFile } from './state-file.ts';
import { strangersAmong } from './strangers.ts';

const EXPECTED = 'Expected the output of "terraform show -json" (or "tofu show -json") for a plan or a state.';
const IN_PLANS = ['planned_values', 'resource_changes', 'prior_state'];

/**
 * Whether this comes from Terraform or OpenTofu: the output of `terraform show -json` for a plan or a state,
 * a state file, or output that is easily mistaken for it.
 */
export function isTerraform(value: JsonObject): boolean {
  return isPlan(value) || isState(value) || isStateFile(value) || isEncrypted(value) || isLog(value);
}

/**
 * Reads the brokers of a plan, as they will be after apply, or those of a state.
 * @param wantedByChecks the facts that are read of each broker, if that is costly; by default all
 * @throws InputError if it cannot be read
 */
export function readTerraform(value: JsonObject, wantedByChecks?: ReadonlySet<Fact>): Findings {
  const wanted = withAdvice(wantedByChecks);
  if (isEncrypted(value)) throw new InputError(`is a state or plan that OpenTofu encrypted. ${EXPECTED}`);
  if (isLog(value)) throw new InputError(`is the log of a command with -json, not a plan. ${EXPECTED}`);
  if (isStateFile(value)) {
    const problems: string[] = [];
    return readState(resourcesInStateFile(value, problems), problems, wanted);
  }
  requireFormatVersion(value.format_version);
  if (isPlan(value)) return readPlan(value, wanted);
  // For an empty state, Terraform writes only the version.
  if (value.values === undefined) return { readings: [], problems: [], notices: ['is an empty state.'] };
  const { root_module: rootModule } = readObject(value.values);
  if (!isObject(rootModule)) throw new InputError(`is a Terraform state without values.root_module. ${EXPECTED}`);
  const problems: string[] = [];
  return readState(resourcesIn(rootModule, problems), problems, wanted);
}

function readState(
  resources: readonly Resource[],
  problems: readonly string[],
  wanted: ReadonlySet<Fact> | undefined,
): Findings {
  const complete = { source: 'the state', isComplete: true, wanted } as const;
  const rulesOf = createNetwork(
    () => ({ resources: resources.flatMap(networkResourceOf), strangers: strangersAmong(resources) }),
    'the state',
  );
  const readings = resources.filter(isManagedBroker).map((resource) => {
    const { values } = resource;
    const groups =
      wanted?.has('ingressRules') === false
        ? undefined
        : readCollection(placeOf(resource, complete), 'security_groups', []).value;
    const ingressRules = Array.isArray(groups) ? rulesOf(groups.map(String)) : {};
    const broker = brokerOf(resource, { ...complete, derived: { ingressRules, password: { value: 'hidden' } } });
    return {
      broker,
      address: addressOf(resource),
      describe: () => describeAttributes(readObject(values), undefined),
      advice: adviceFor({ broker, values, hasConstantPassword: false }),
    };
  });
  return {
    readings: [...readings, ...unseenIn(resources)],
    problems,
    ...countSkipped(resources),
  };
}

function networkResourceOf({ address, type, isData, deposedKey, ...resource }: Resource): readonly NetworkResource[] {
  if (address === undefined || isData || deposedKey !== undefined || !NETWORK_TYPES.includes(type)) return [];
  return [{ address, type, place: placeOf(resource, { isComplete: isObject(resource.values) }) }];
}

/**
 * Minor versions only add to the format, major ones change it. Terraform 0.12 to 1.0 write 0, which is the same as 1.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
function requireFormatVersion(version: unknown): void {
  if (typeof version === 'string' && /^[01](\.\d+)*$/.test(version)) return;
  throw new InputError(
    `has ${version === undefined ? 'no format_version' : `the format_version ${quote(version)}`}, ` +
      `but only 0 and 1 are supported. ${EXPECTED}`,
  );
}

function isPlan(value: JsonObject): boolean {
  return IN_PLANS.some((member) => member in value) && ('format_version' in value || 'planned_values' in value);
}

function isState(value: JsonObject): boolean {
  if (!('format_version' in value)) return false;
  return 'values' in value || Object.keys(value).every((key) => ['format_version', 'terraform_version'].includes(key));
}

/** https://opentofu.org/docs/language/state/encryption/ */
function isEncrypted(value: JsonObject): boolean {
  return 'encrypted_data' in value && 'encryption_version' in value;
}

/** The lines that `terraform plan -json` writes: https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
function isLog(value: JsonObject): boolean {
  return value['@module'] === 'terraform.ui' || value['@module'] === 'tofu.ui';
}
