import type { Check } from '../../checks/check.ts';
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

function checkOf(id: CheckId): KnownCheck {
  const check = CHECKS.find((each) => each.id === id);
  if (check === undefined) throw new Error(`There is no check ${id}.`);
  return check;
}
