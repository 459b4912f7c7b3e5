import type { Definitions, Policy } from './definitions.ts';
import { vhostOf } from './definitions.ts';
import { readOperatorPolicy, reviewSettings } from './policies.ts';
import type { PolicyContext, QueueFacts, SettingsContext } from './policy-context.ts';
import { isOfMirroredCluster } from './policy-context.ts';
import type { PolicyKind } from './policy-setting-table.ts';
import { findRaises } from './priorities.ts';
import type { TargetVersion } from './target.ts';
import { isOfAmazonMq } from './target.ts';
import type { Topology } from './topology.ts';

interface Wishes {
  readonly target: TargetVersion;
  readonly toQuorum: boolean;
}

/** Collects what the review of one policy has to know of everything else in an export. */
export function makePolicyContext(
  definitions: Definitions,
  exchanges: Topology,
  queues: readonly QueueFacts[],
  { target, toQuorum }: Wishes,
): PolicyContext {
  const policies = definitions.policies ?? [];
  const operatorPolicies = (definitions.parameters ?? [])
    .filter(({ component }) => component === 'operator_policy')
    .flatMap((parameter) => readOperatorPolicy(parameter) ?? []);
  const context: SettingsContext = {
    target,
    exchanges,
    toQuorum,
    vhost: vhostOf(definitions),
    queues,
    policies,
    isMirroredCluster: isOfMirroredCluster(policies),
    ofAmazonMq: {
      policy: policies.filter(({ name }) => isOfAmazonMq(name)),
      'operator policy': operatorPolicies.filter(({ name }) => isOfAmazonMq(name)),
    },
  };
  const raisesOf = (all: readonly Policy[], kind: PolicyKind) => {
    const imported = all.filter((policy) => reviewSettings(policy, kind, context).kept !== undefined);
    return findRaises(imported, kind, context);
  };
  return {
    ...context,
    raises: { policy: raisesOf(policies, 'policy'), 'operator policy': raisesOf(operatorPolicies, 'operator policy') },
  };
}
