import { reviewBinding } from './bindings.ts';
import type { Binding, Definitions, Exchange, Json, Parameter, Permission, Policy, Queue } from './definitions.ts';
import { isOfOneVirtualHost, vhostOf } from './definitions.ts';
import { findLostAlternate, reviewExchange } from './exchanges.ts';
import { makePolicyContext } from './make-policy-context.ts';
import { kindOf, reviewGlobalParameter, reviewParameter } from './parameters.ts';
import { reviewPermission, reviewTopicPermission } from './permissions.ts';
import { reviewPolicy } from './policies.ts';
import { makeEffectFinder } from './policy-effects.ts';
import { factsOf, reviewQueue } from './queues.ts';
import type { Names } from './reviewed.ts';
import { keptOf, reviewEach, withFindings } from './reviewed.ts';
import type { Review } from './rows.ts';
import type { TargetVersion } from './target.ts';
import type { Topology } from './topology.ts';
import { topologyOf } from './topology.ts';
import { reviewUser } from './users.ts';
import { findPlace, reviewVirtualHost } from './virtual-hosts.ts';

/** What the review of every list has to know. */
interface Context {
  readonly definitions: Definitions;
  readonly target: TargetVersion;
  readonly toQuorum: boolean;
  /** Reviews an object only if its virtual host is there. */
  readonly placed: <T extends { readonly vhost?: string }>(review: (item: T) => Review<T>) => (item: T) => Review<T>;
}

/** Reviews each object once. The lists are in the order of the report; one that the export lacks is `undefined`. */
export function reviewLists(definitions: Definitions, target: TargetVersion, toQuorum: boolean) {
  const isWhole = !isOfOneVirtualHost(definitions);
  const hosts = namesIn(definitions.vhosts);
  const context: Context = {
    definitions,
    target,
    toQuorum,
    placed: (review) => (item) => (isWhole ? findPlace(item.vhost, hosts) : undefined) ?? review(item),
  };
  const own = reviewEach(
    definitions.exchanges,
    context.placed((exchange: Exchange) => reviewExchange(exchange, target)),
    named('exchange'),
  );
  const topology = topologyOf(definitions.exchanges, keptOf(own));
  const access = reviewAccess(context, topology);
  const exchanges = withFindings(own, (exchange) => findLostAlternate(exchange, topology));
  const { queues, bindings, ...rules } = reviewRouting(context, topology, keptOf(access.vhosts));
  return { ...access, exchanges, ...rules, queues, bindings };
}

function reviewAccess({ definitions, target, placed }: Context, exchanges: Topology) {
  const users = reviewEach(definitions.users, (user) => reviewUser(user, target), named('user'));
  const vhosts = reviewEach(definitions.vhosts, (vhost) => reviewVirtualHost(vhost, target), named('virtual host'));
  const context = {
    target,
    users: namesIn(definitions.users),
    keptUsers: namesIn(keptOf(users)) ?? new Set(),
    exchanges,
  };
  const permissions = reviewEach(
    definitions.permissions,
    placed((permission: Permission) => reviewPermission(permission, context)),
    ({ user, vhost }) => ({ kind: 'permission', name: user, vhost }),
  );
  const topicPermissions = reviewEach(
    definitions.topic_permissions,
    placed((permission: Permission) => reviewTopicPermission(permission, context)),
    ({ user, vhost, exchange }) => ({ kind: 'topic permission', name: user, vhost, part: exchange }),
  );
  return { users, vhosts, permissions, topic_permissions: topicPermissions };
}

/** Reviews queues, what applies to them, and bindings. @param vhosts those that are imported */
function reviewRouting(
  { definitions, target, toQuorum, placed }: Context,
  exchanges: Topology,
  vhosts: Definitions['vhosts'],
) {
  const defaultTypes = new Map(vhosts?.map(({ name, metadata }) => [name, defaultTypeOf(metadata)]));
  const contextOf = ({ vhost = '' }: Queue) => ({ target, toQuorum, defaultType: defaultTypes.get(vhost), exchanges });
  const own = reviewEach(
    definitions.queues,
    placed((queue: Queue) => reviewQueue(queue, contextOf(queue))),
    named('queue'),
  );
  const kept = keptOf(own);
  const facts = new Map(
    own?.map(({ item, review }) => [item, factsOf(item, review.kept, vhostOf(definitions), contextOf(item))]),
  );
  const policyContext = makePolicyContext(definitions, exchanges, [...facts.values()], { target, toQuorum });
  const policies = reviewEach(
    definitions.policies,
    placed((policy: Policy) => reviewPolicy(policy, policyContext)),
    named('policy'),
  );
  const queuesIn = Map.groupBy(kept ?? [], ({ vhost }) => vhost);
  const parameters = reviewEach(
    definitions.parameters,
    placed((parameter: Parameter) =>
      reviewParameter(parameter, policyContext, queuesIn.get(parameter.vhost)?.length ?? 0),
    ),
    (parameter) => ({ ...named(kindOf(parameter))(parameter), part: parameter.component }),
  );
  const globals = reviewEach(definitions.global_parameters, reviewGlobalParameter, named('global parameter'));
  const findEffects = makeEffectFinder(definitions.policies ?? [], keptOf(policies) ?? [], policyContext);
  const queues = withFindings(own, (_, queue) => [facts.get(queue)].flatMap((fact) => (fact ? findEffects(fact) : [])));
  const bindingContext = { target, exchanges, queues: topologyOf(definitions.queues, kept) };
  const bindings = reviewEach(
    definitions.bindings,
    placed((binding: Binding) => reviewBinding(binding, bindingContext)),
    // Bindings that differ in their arguments only are several.
    (binding) => ({ kind: 'binding', name: nameOfBinding(binding), vhost: binding.vhost, isUnique: false }),
  );
  return { policies, parameters, global_parameters: globals, queues, bindings };
}

function named(kind: string) {
  return (item: Json & { readonly name: string; readonly vhost?: string }): Names => ({
    kind,
    name: item.name,
    vhost: item.vhost,
  });
}

/** For a virtual host without a default, servers write the text `undefined`. */
function defaultTypeOf(metadata: Json | undefined): string | undefined {
  const type = metadata?.default_queue_type;
  return typeof type === 'string' && type !== 'undefined' && type !== '' ? type : undefined;
}

function namesIn(list: readonly { readonly name: string }[] | undefined): ReadonlySet<string> | undefined {
  return list && new Set(list.map(({ name }) => name));
}

function nameOfBinding({ source, destination, routing_key: key = '' }: Binding): string {
  return `${source} -> ${destination}${key === '' ? '' : ` (${key})`}`;
}
