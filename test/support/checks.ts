import type { Check } from '../../checks/check.ts';
import { configure } from '../../checks/parameters.ts';
import type { CheckId } from '../../checks/registry.ts';
import { CHECKS } from '../../checks/registry.ts';

type KnownCheck = Check & { readonly id: CheckId };

/**
 * The checks of which tests tell exact results, so that these stay true when another check is added:
 * cluster deployment, no public access, general logging.
 */
export const THREE_CHECKS = [
  checkOf('rabbitmq-cluster-deployment'),
  checkOf('rabbitmq-no-public-access'),
  checkOf('rabbitmq-general-logging'),
] as const;

/** All checks; a parameter that has no default has its example. */
export const CONFIGURED_CHECKS = CHECKS.map((check) => configured(check));

/** A check with these values of its parameters, else the defaults, else the examples. */
export function configured<C extends Check>(check: C, given: Readonly<Record<string, string>> = {}): C {
  const examples = Object.entries(check.parameters ?? {})
    .filter(([, parameter]) => parameter.default === undefined)
    .map(([name, { example }]) => [name, example]);
  return configure(check, { ...Object.fromEntries(examples), ...given });
}

function checkOf(id: CheckId): KnownCheck {
  const check = CHECKS.find((each) => each.id === id);
  if (check === undefined) throw new Error(`There is no check ${id}.`);
  return check;
}
