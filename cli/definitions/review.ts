import { reviewBinding } from './bindings.ts';
import type { Binding, Definitions, Exchange, Json, Parameter, Permission, Policy, Queue } from './definitions.ts';
import { isOfOneVirtualHost, vhostOf } from './definitions.ts';
import { makeDuplicateFinder } from './duplicates.ts';
import { PREDECLARED } from './exchange-type-table.ts';
import { reviewAlternate, reviewExchange } from './exchanges.ts';
import type { ClusterChoice } from './fit.ts';
import { findMisfits, judgedOf, notesOnLimits } from './fit.ts';
import { makePolicyContext } from './make-policy-context.ts';
import { findMissingLists } from './missing-lists.ts';
import { findNotes, findOfWhole } from './notes.ts';
import { kindOf, reviewGlobalParameter, reviewParameter } from './parameters.ts';
import { reviewPermission, reviewTopicPermission } from './permissions.ts';
import { reviewPolicy } from './policies.ts';
import { makeEffectFinder } from './policy-effects.ts';
import { factsOf, reviewQueue } from './queues.ts';
import type { Review, Row, Verdict } from './rows.ts';
import { VERDICTS } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { keyOf, topologyOf } from './topology.ts';
import { reviewUser } from './users.ts';
import { findPlace, reviewVirtualHost } from './virtual-hosts.ts';

export type Counts = Readonly<Record<Verdict, number>>;

/** What happens to definitions on a cluster of a RabbitMQ version. */
export interface DefinitionsReview {
  readonly rows: readonly Row[];
  /** How many objects of each kind there are, by the most severe finding of each. */
  readonly counts: ReadonlyMap<string, Counts>;
  /** What is true of every move. */
  readonly notes: readonly string[];
  /** The definitions without what the new broker would refuse or should not get. They still contain secrets. */
  readonly importable: Definitions;
}

interface Names {
  readonly kind: string;
  readonly name: string;
  readonly vhost?: string | undefined;
  /** What else tells objects of this name apart: the component of a parameter, the exchange of a topic permission. */
  readonly part?: unknown;
  /** Whether there can be one of this name only. */
  readonly isUnique?: boolean;
}

/** What is wanted beyond the move itself. */
export interface Wishes {
  /** Whether queues become quorum queues wherever they can. */
  readonly toQuorum?: boolean;
  /** The new cluster, which decides what there is room for. */
  readonly cluster?: ClusterChoice;
}

/** Reviews whether each object survives the move to an Amazon MQ cluster of a RabbitMQ version. */
export function reviewDefinitions(
  definitions: Definitions,
  target: TargetVersion,
  { toQuorum = false, cluster = {} }: Wishes = {},
): DefinitionsReview {
  const rows: Row[] = [...findOfWhole(definitions, target), ...findMissingLists(definitions)];
  const counts = new Map<string, Record<Verdict, number>>();

  function all<T extends Json>(
    list: readonly T[] | undefined,
    review: (item: T) => Review<T>,
    names: (item: T) => Names,
  ): readonly T[] | undefined {
    const findDuplicate = makeDuplicateFinder<T>();
    return list?.flatMap((item) => {
      const { kind, name, vhost, part, isUnique = true } = names(item);
      const duplicate = isUnique
        ? findDuplicate(item, JSON.stringify([kind, name, vhost ?? null, part ?? null]))
        : undefined;
      const { findings, kept, added = [] } = duplicate ?? review(item);
      const imported = kept === undefined ? 'left-out' : kept === item ? 'as-is' : 'changed';
      for (const finding of findings) {
        rows.push({ kind, name, ...(vhost !== undefined && { vhost }), ...finding, imported });
      }
      const worst = VERDICTS.find((verdict) => findings.some((finding) => finding.verdict === verdict)) ?? 'ok';
      const ofKind = counts.get(kind) ?? { lost: 0, change: 0, remark: 0, ok: 0 };
      ofKind[worst] += 1;
      counts.set(kind, ofKind);
      return kept === undefined ? added : [kept, ...added];
    });
  }
  const named = (kind: string) => (item: Json & { readonly name: string; readonly vhost?: string }) => ({
    kind,
    name: item.name,
    vhost: item.vhost,
  });

  const isWhole = !isOfOneVirtualHost(definitions);
  const allHosts = namesOf(definitions.vhosts);
  /** Reviews an object only if its virtual host is there. */
  const placed =
    <T extends { readonly vhost?: string }>(review: (item: T) => Review<T>) =>
    (item: T): Review<T> =>
      (isWhole ? findPlace(item.vhost, allHosts) : undefined) ?? review(item);

  const users = all(definitions.users, (user) => reviewUser(user, target), named('user'));
  const vhosts = all(definitions.vhosts, (vhost) => reviewVirtualHost(vhost, target), named('virtual host'));

  const reviewOwn = placed((exchange: Exchange) => reviewExchange(exchange, target));
  const keptExchanges = definitions.exchanges?.flatMap((exchange) => reviewOwn(exchange).kept ?? []);
  const exchangeTopology = topologyOf(definitions.exchanges, keptExchanges);
  const permissionContext = {
    target,
    users: namesOf(definitions.users),
    keptUsers: namesOf(users) ?? new Set(),
    isMissing: (name: string, vhost: string) =>
      exchangeTopology.all !== undefined &&
      !PREDECLARED.has(name) &&
      !exchangeTopology.kept.has(keyOf({ name, vhost })),
  };
  const permissions = all(
    definitions.permissions,
    placed((permission: Permission) => reviewPermission(permission, permissionContext)),
    ({ user, vhost }) => ({ kind: 'permission', name: user, vhost }),
  );
  const topicPermissions = all(
    definitions.topic_permissions,
    placed((permission: Permission) => reviewTopicPermission(permission, permissionContext)),
    ({ user, vhost, exchange }) => ({ kind: 'topic permission', name: user, vhost, part: exchange }),
  );
  const reviewWhole = (exchange: Exchange): Review<Exchange> => {
    const own = reviewOwn(exchange);
    if (own.kept === undefined) return own;
    const { kept, findings } = reviewAlternate(own.kept, exchangeTopology);
    return { kept, findings: [...own.findings, ...findings] };
  };
  const exchanges = all(definitions.exchanges, reviewWhole, named('exchange'));

  const defaultTypes = new Map(vhosts?.map(({ name, metadata }) => [name, defaultTypeOf(metadata)]));
  const contextOf = ({ vhost = '' }: Queue) => ({
    target,
    toQuorum,
    defaultType: defaultTypes.get(vhost),
    exchanges: exchangeTopology,
  });
  const reviewPlaced = placed((queue: Queue) => reviewQueue(queue, contextOf(queue)));
  const keptQueues = definitions.queues?.flatMap((queue) => reviewPlaced(queue).kept ?? []);
  const queueTopology = topologyOf(definitions.queues, keptQueues);

  const facts = new Map(
    definitions.queues?.map((queue) => [queue, factsOf(queue, vhostOf(definitions), contextOf(queue))]),
  );
  const policyContext = makePolicyContext(definitions, exchangeTopology, [...facts.values()], { target, toQuorum });
  const policies = all(
    definitions.policies,
    placed((policy: Policy) => reviewPolicy(policy, policyContext)),
    named('policy'),
  );
  const queuesIn = countByHost(keptQueues);
  const parameters = all(
    definitions.parameters,
    placed((parameter: Parameter) =>
      reviewParameter(parameter, policyContext, queuesIn.get(parameter.vhost ?? '') ?? 0),
    ),
    (parameter) => ({ ...named(kindOf(parameter))(parameter), part: parameter.component }),
  );
  const globals = all(definitions.global_parameters, reviewGlobalParameter, named('global parameter'));
  const findEffects = makeEffectFinder(definitions.policies ?? [], policies ?? [], policyContext);
  const reviewWithPolicies = (queue: Queue): Review<Queue> => {
    const { kept, findings } = reviewPlaced(queue);
    const fact = facts.get(queue);
    return { kept, findings: kept && fact ? [...findings, ...findEffects(fact)] : findings };
  };
  const queues = all(definitions.queues, reviewWithPolicies, named('queue'));
  const bindingContext = { target, exchanges: exchangeTopology, queues: queueTopology };
  const bindings = all(
    definitions.bindings,
    placed((binding: Binding) => reviewBinding(binding, bindingContext)),
    // Bindings that differ in their arguments only are several.
    (binding) => ({ kind: 'binding', name: nameOfBinding(binding), vhost: binding.vhost, isUnique: false }),
  );

  const lists = {
    users,
    vhosts,
    permissions,
    topic_permissions: topicPermissions,
    parameters,
    global_parameters: globals,
    policies,
    queues,
    exchanges,
    bindings,
  };
  const present = Object.entries(lists).filter(([, list]) => list !== undefined);
  const importable = { ...definitions, ...Object.fromEntries(present) };
  const judged = judgedOf(target, cluster);
  return {
    rows: [...rows, ...findMisfits(importable, definitions, judged)],
    counts,
    notes: [...findNotes(definitions), ...notesOnLimits(judged)],
    importable,
  };
}

/** For a virtual host without a default, servers write the text `undefined`. */
function defaultTypeOf(metadata: Json | undefined): string | undefined {
  const type = metadata?.default_queue_type;
  return typeof type === 'string' && type !== 'undefined' && type !== '' ? type : undefined;
}

function namesOf(list: readonly { readonly name: string }[] | undefined): ReadonlySet<string> | undefined {
  return list && new Set(list.map(({ name }) => name));
}

/** How many queues each virtual host has. */
function countByHost(queues: readonly Queue[] = []): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { vhost = '' } of queues) counts.set(vhost, (counts.get(vhost) ?? 0) + 1);
  return counts;
}

function nameOfBinding({ source, destination, routing_key: key = '' }: Binding): string {
  return `${source} -> ${destination}${key === '' ? '' : ` (${key})`}`;
}
