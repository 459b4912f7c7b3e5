import type { Check } from './check.ts';
import { CLUSTER_DEPLOYMENT } from './cluster-deployment.ts';
import { GENERAL_LOGGING } from './general-logging.ts';
import { NO_PUBLIC_ACCESS } from './no-public-access.ts';

/** All checks, in the order in which they are reported. */
export const CHECKS = [CLUSTER_DEPLOYMENT, NO_PUBLIC_ACCESS, GENERAL_LOGGING] as const satisfies readonly Check[];

/** The name of the rule that evaluates several checks, in place of a rule for each of them. */
export const COMBINED_RULE = 'rabbitmq-conformance';

export type CheckId = (typeof CHECKS)[number]['id'];
