import type { Binding, Definitions, Exchange, Json, Permission, Queue } from './definitions.ts';
import type { Topology } from './exchanges.ts';
import { isOfFederation, keyOf, reviewAlternate, reviewBinding, reviewExchange } from './exchanges.ts';
import { makePolicyContext, vhostOf } from './make-policy-context.ts';
import { findNotes, findOfWhole } from './notes.ts';
import { kindOf, reviewGlobalParameter, reviewParameter } from './parameters.ts';
import { reviewPolicy } from './policies.ts';
import { factsOf, reviewQueue } from './queues.ts';
import type { Review, Row, Verdict } from './rows.ts';
import { VERDICTS } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { reviewPermission, reviewUser, reviewVirtualHost } from './users.ts';

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
}

/** What is wanted beyond the move itself. */
export interface Wishes {
  /** Whether queues become quorum queues wherever they can. */
  readonly toQuorum?: boolean;
}

/** Reviews whether each object survives the move to an Amazon MQ cluster of a RabbitMQ version. */
export function reviewDefinitions(
  definitions: Definitions,
  target: TargetVersion,
  { toQuorum = false }: Wishes = {},
): DefinitionsReview {
  const rows: Row[] = findOfWhole(definitions, target);
  const counts = new Map<string, Record<Verdict, number>>();

  function all<T extends Json>(
    list: readonly T[] | undefined,
    review: (item: T) => Review<T>,
    names: (item: T) => Names,
  ): readonly T[] | undefined {
    return list?.flatMap((item) => {
      const { findings, kept, added = [] } = review(item);
      const { kind, name, vhost } = names(item);
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

  const users = all(definitions.users, reviewUser, named('user'));
  const vhosts = all(definitions.vhosts, reviewVirtualHost, named('virtual host'));
  const allUsers = namesOf(definitions.users);
  const ofPermission = (kind: string) => (permission: Permission) => ({
    kind,
    name: permission.user,
    vhost: permission.vhost,
  });
  const review = (permission: Permission) => reviewPermission(permission, allUsers, namesOf(users) ?? new Set());
  const permissions = all(definitions.permissions, review, ofPermission('permission'));
  const topicPermissions = all(definitions.topic_permissions, review, ofPermission('topic permission'));

  const keptExchanges = definitions.exchanges?.filter((exchange) => reviewExchange(exchange).kept !== undefined);
  const exchangeTopology = topologyOf(definitions.exchanges, keptExchanges);
  const reviewWhole = (exchange: Exchange): Review<Exchange> => {
    const own = reviewExchange(exchange);
    return own.kept === undefined ? own : reviewAlternate(own.kept, exchangeTopology);
  };
  const exchanges = all(definitions.exchanges, reviewWhole, named('exchange'));
  const defaultTypes = new Map(vhosts?.map(({ name, metadata }) => [name, defaultTypeOf(metadata)]));
  const contextOf = ({ vhost = '' }: Queue) => ({
    target,
    toQuorum,
    defaultType: defaultTypes.get(vhost),
    exchanges: exchangeTopology,
  });
  const facts = (definitions.queues ?? []).map((queue) => factsOf(queue, vhostOf(definitions), contextOf(queue)));
  const policyContext = makePolicyContext(definitions, exchangeTopology, facts, { target, toQuorum });
  const policies = all(definitions.policies, (policy) => reviewPolicy(policy, policyContext), named('policy'));
  const parameters = all(
    definitions.parameters,
    (parameter) => reviewParameter(parameter, policyContext),
    (parameter) => named(kindOf(parameter))(parameter),
  );
  const globals = all(definitions.global_parameters, reviewGlobalParameter, named('global parameter'));

  const queues = all(definitions.queues, (queue) => reviewQueue(queue, contextOf(queue)), named('queue'));
  const queueTopology = topologyOf(definitions.queues, queues);
  const bindings = all(
    definitions.bindings,
    (binding) => reviewBinding(binding, exchangeTopology, queueTopology),
    (binding) => ({ kind: 'binding', name: nameOfBinding(binding), vhost: binding.vhost }),
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
  return { rows, counts, notes: findNotes(definitions), importable };
}

/** For a virtual host without a default, servers write the text `undefined`. */
function defaultTypeOf(metadata: Json | undefined): string | undefined {
  const type = metadata?.default_queue_type;
  return typeof type === 'string' && type !== 'undefined' && type !== '' ? type : undefined;
}

function namesOf(list: readonly { readonly name: string }[] | undefined): ReadonlySet<string> | undefined {
  return list && new Set(list.map(({ name }) => name));
}

function topologyOf(
  all: readonly (Queue | Exchange)[] | undefined,
  kept: readonly (Queue | Exchange)[] | undefined,
): Topology {
  return {
    all: all && new Set(all.map(keyOf)),
    kept: new Set(kept?.map(keyOf)),
    ofFederation: new Set(all?.filter(isOfFederation).map(keyOf)),
  };
}

function nameOfBinding({ source, destination, routing_key: key = '' }: Binding): string {
  return `${source} -> ${destination}${key === '' ? '' : ` (${key})`}`;
}
