import type { Check } from './check.ts';
import { CLUSTER_DEPLOYMENT } from './cluster-deployment.ts';
import { GENERAL_LOGGING } from './general-logging.ts';
import { NO_PUBLIC_ACCESS } from './no-public-access.ts';

/**
 * The checks that are evaluated unless others are selected. In a file of their own, because the function for them has no
 * others: its code has to fit into a template.
 */
export const DEFAULT_CHECKS = [
  CLUSTER_DEPLOYMENT,
  NO_PUBLIC_ACCESS,
  GENERAL_LOGGING,
] as const satisfies readonly Check[];
