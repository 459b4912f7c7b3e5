import { isObject, quote, readText } from '../../../checks/json.ts';
import { InputError } from '../input/input-error.ts';
import type { JsonObject, Resource } from './resources.ts';
import { objectsIn } from './resources.ts';

/** Whether this is a state file, such as `terraform.tfstate` or the output of `terraform state pull`. */
export function isStateFile(value: JsonObject): boolean {
  return 'terraform_version' in value && 'serial' in value;
}

/**
 * The resources of a state file of version 4, which Terraform has written since 0.12. The format is not documented,
 * but has not changed: https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
 * @param problems receives what cannot be read, as sentences
 * @throws InputError if it has another version
 */
export function resourcesInStateFile(value: JsonObject, problems: string[]): readonly Resource[] {
  if (value.version !== 4 || !Array.isArray(value.resources)) {
    throw new InputError(
      `is a Terraform state file of version ${quote(value.version)} that cannot be read. ` +
        'Expected the output of "terraform show -json".',
    );
  }
  const resources: Resource[] = [];
  for (const resource of objectsIn(value.resources, 'the resources', problems)) {
    const { module, mode, type, name, instances } = resource;
    if (typeof type !== 'string') {
      problems.push(`has a resource without a type: ${quote(name)}.`);
      continue;
    }
    const isData = mode === 'data';
    const path = [readText(module), isData ? 'data' : undefined, type, readText(name)];
    const address = path.filter((part) => part !== undefined).join('.');
    for (const instance of objectsIn(instances, `the instances of ${address}`, problems)) {
      resources.push({
        address: `${address}${indexOf(instance.index_key)}`,
        isData,
        type,
        // A state that was upgraded from 0.11 has `attributes_flat` until the next apply.
        values: isObject(instance.attributes) ? instance.attributes : undefined,
        deposedKey: readText(instance.deposed),
      });
    }
  }
  return resources;
}

function indexOf(key: unknown): string {
  return typeof key === 'number' || typeof key === 'string' ? `[${JSON.stringify(key)}]` : '';
}
