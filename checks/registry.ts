import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { CLUSTER_SUBNETS } from './cluster-subnets.ts';
import { CUSTOMER_KEY } from './customer-key.ts';
import { DEFAULT_CHECKS as DEFAULTS } from './default-checks.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { INSTANCE_TYPE } from './instance-type.ts';
import { LITERAL_PASSWORD } from './literal-password.ts';
import type { Parameters, ValuesOf } from './parameters.ts';
import { SECURITY_GROUP_SOURCES } from './security-group-sources.ts';
import { TAGS } from './tags.ts';

/** All checks, in the order in which they are reported. */
export const CHECKS = [
  ...DEFAULTS,
  CLUSTER_SUBNETS,
  ENGINE_VERSION,
  INSTANCE_TYPE,
  SECURITY_GROUP_SOURCES,
  CUSTOMER_KEY,
  TAGS,
  LITERAL_PASSWORD,
] as const satisfies readonly Check[];

/** The checks that are evaluated unless others are selected. */
export const DEFAULT_CHECKS: readonly Check[] = DEFAULTS;

/** A check whose `judge` reads the values of its own parameters; `never` for any other, which is no error to {@link Check}. */
export type Sound<C extends Check> = C extends { readonly judge: (broker: Broker, values: OwnValues<C>) => Finding }
  ? C
  : never;

type OwnValues<C extends Check> = C extends { readonly parameters: infer P extends Parameters } ? ValuesOf<P> : object;

const SOUND_CHECKS: readonly Check[] = CHECKS satisfies readonly Sound<(typeof CHECKS)[number]>[];

/** The checks that can be rules of AWS Config. */
export const RULE_CHECKS: readonly Check[] = SOUND_CHECKS.filter(({ isForFiles }) => !isForFiles);

/** The name of the rule that evaluates several checks, in place of a rule for each of them. */
export const COMBINED_RULE = 'rabbitmq-conformance';

export type CheckId = (typeof CHECKS)[number]['id'];
