import type { Check } from './check.ts';
import { CLUSTER_DEPLOYMENT } from './cluster-deployment.ts';
import { CLUSTER_SUBNETS } from './cluster-subnets.ts';
import { CUSTOMER_KEY } from './customer-key.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { GENERAL_LOGGING } from './general-logging.ts';
import { INSTANCE_TYPE } from './instance-type.ts';
import { LITERAL_PASSWORD } from './literal-password.ts';
import { NO_PUBLIC_ACCESS } from './no-public-access.ts';
import { SECURITY_GROUP_SOURCES } from './security-group-sources.ts';
import { TAGS } from './tags.ts';

// The build defines it for the bundle that leaves the opt-in checks out: scripts/build.ts.
declare const LEAVES_OPT_IN_OUT: true | undefined;

const OPT_IN_CHECKS = [
  CLUSTER_SUBNETS,
  ENGINE_VERSION,
  INSTANCE_TYPE,
  SECURITY_GROUP_SOURCES,
  CUSTOMER_KEY,
  TAGS,
  LITERAL_PASSWORD,
] as const satisfies readonly Check[];

/** All checks, in the order in which they are reported. */
export const CHECKS = [
  CLUSTER_DEPLOYMENT,
  NO_PUBLIC_ACCESS,
  GENERAL_LOGGING,
  ...(typeof LEAVES_OPT_IN_OUT === 'undefined' ? OPT_IN_CHECKS : ([] as never)),
] as const satisfies readonly Check[];

/** The checks that are evaluated unless others are selected. */
export const DEFAULT_CHECKS: readonly Check[] = CHECKS.filter(({ isOptIn }: Check) => !isOptIn);

/** The name of the rule that evaluates several checks, in place of a rule for each of them. */
export const COMBINED_RULE = 'rabbitmq-conformance';

export type CheckId = (typeof CHECKS)[number]['id'];
