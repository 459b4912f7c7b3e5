import { join } from 'node:path';
import type { Fact } from '../../../../checks/facts.ts';
import { readText as readName } from '../../../../checks/json.ts';
import { InputError } from '../../input/input-error.ts';
import { withoutKeys } from '../addresses.ts';
import { createNetwork } from '../network.ts';
import type { Resource } from '../resources.ts';
import { MAY_HOLD_BROKERS } from '../resources.ts';
import { STORE_TYPES } from '../secrets.ts';
import { mayAddRules } from '../strangers.ts';
import { readAttributes } from './attributes.ts';
import { createEffort } from './effort.ts';
import { evaluate } from './evaluate.ts';
import { instancesOf } from './expand.ts';
import type { StrangeBlock } from './mentions.ts';
import { strangersIn } from './mentions.ts';
import type { Module, Placed } from './module.ts';
import { createScope } from './module-scope.ts';
import type { NetworkBlock } from './network.ts';
import { READ_TYPES, readNetwork } from './network.ts';
import { createPasswords } from './password.ts';
import type { Found, Pending } from './read-broker.ts';
import { CONFIGURATION, readBroker } from './read-broker.ts';
import type { Scope } from './scope.ts';
import { emptyScope } from './scope.ts';
import type { Block } from './syntax.ts';
import type { RootVariables } from './variables.ts';

/** What a root module has. */
export interface RootFindings {
  readonly brokers: readonly Found[];
  /** Resources of other types that are, or may create, brokers. */
  readonly holders: readonly { readonly resource: Resource; readonly source: string }[];
  /** The brokers that `count` or `for_each` makes none of. */
  readonly absent: readonly { readonly address: string; readonly source: string }[];
  /** The calls whose modules are not read. */
  readonly unreadCalls: readonly UnreadCall[];
}

/** A call whose module is not read. */
export interface UnreadCall extends Pick<Placed, 'source'> {
  readonly address: string;
  readonly block: Block;
  /** The line of the call that it comes by, in the root module. */
  readonly line: number | undefined;
  /** Its folder, if that is to be a local one. */
  readonly folder: string | undefined;
}

interface RootOptions {
  /** The module that a call in a module is of, if it can be read. */
  readonly moduleOf: (module: Module, call: Block) => Module | undefined;
  readonly wanted: ReadonlySet<Fact> | undefined;
}

// Nobody nests modules this deeply.
const MAX_LEVELS = 50;

/**
 * Evaluates a root module and all modules that it calls.
 * @throws InputError if that is too much, or never ends
 */
export function readRoot(root: Module, variables: RootVariables, { moduleOf, wanted }: RootOptions): RootFindings {
  const effort = createEffort();
  const pending: Pending[] = [];
  const network: NetworkBlock[] = [];
  const strange: StrangeBlock[] = [];
  const stores: NetworkBlock[] = [];
  const calls = new Map<string, Pick<StrangeBlock, 'block' | 'scope'>>();
  const holders: { resource: Resource; source: string }[] = [];
  const absent: { address: string; source: string }[] = [];
  const unreadCalls: UnreadCall[] = [];
  const nothing = emptyScope(effort);
  const rootScope = createScope(
    root,
    (name, prepare) => variables.read(name, (expression) => prepare(expression && evaluate(expression, nothing))),
    effort,
  );

  interface Place {
    readonly module: Module;
    readonly scope: Scope;
    readonly prefix: string;
    readonly isExact: boolean;
    /** See {@link NetworkBlock}. */
    readonly uncertainModule: string | undefined;
    /** The call in the root module. */
    readonly origin: Placed | undefined;
    readonly outer: readonly Module[];
  }

  function visit(place: Place): void {
    for (const placed of place.module.resources.values()) readResource(placed, place);
    for (const placed of place.module.calls.values()) readCall(placed, place);
  }

  function readResource(placed: Placed, { module, scope, prefix, isExact, uncertainModule, origin }: Place): void {
    const { block } = placed;
    const [type = '', name = ''] = block.labels;
    if (mayAddRules(type)) strange.push({ address: `${prefix}${type}.${name}`, block, scope });
    if (READ_TYPES.includes(type)) network.push({ block, scope, uncertainModule });
    if (STORE_TYPES.includes(type)) stores.push({ block, scope });
    if (type !== 'aws_mq_broker' && !MAY_HOLD_BROKERS.includes(type)) return;
    const instances = instancesOf(block, scope);
    if (instances.length === 0 && type === 'aws_mq_broker') {
      absent.push({ address: `${prefix}${type}.${name}`, source: (origin ?? placed).source });
    }
    for (const instance of instances) {
      effort.step();
      const address = `${prefix}${type}.${name}${instance.key}`;
      if (type === 'aws_mq_broker') {
        pending.push({
          address,
          placed: origin ?? placed,
          isExact: isExact && instance.isExact,
          block,
          module,
          instance,
        });
        continue;
      }
      const { values } = readAttributes(block, instance.scope);
      holders.push({ resource: { address, isData: false, type, values }, source: (origin ?? placed).source });
    }
  }

  function readCall(placed: Placed, place: Place): void {
    const { block } = placed;
    const [name = ''] = block.labels;
    const module = moduleOf(place.module, block);
    const outer = [...place.outer, place.module];
    if (module && (outer.includes(module) || outer.length === MAX_LEVELS)) {
      throw new InputError(`calls itself as ${place.prefix}module.${name}.`);
    }
    for (const instance of instancesOf(block, place.scope)) {
      effort.step();
      const address = `${place.prefix}module.${name}${instance.key}`;
      if (!module) {
        strange.push({ address, block, scope: instance.scope });
        const { source, block: call } = place.origin ?? placed;
        unreadCalls.push({ address, source, line: call.line, block, folder: localSource(place.module, block) });
        continue;
      }
      const scope = createScope(
        module,
        (argument, prepare) => {
          const expression = block.attributes.get(argument);
          return prepare(expression && evaluate(expression, instance.scope));
        },
        effort,
        {
          prefix: `${address}.`,
          argumentOf: (argument) => {
            const expression = block.attributes.get(argument);
            return expression && { expression, scope: instance.scope };
          },
        },
      );
      calls.set(withoutKeys(address), { block, scope: instance.scope });
      visit({
        module,
        scope,
        prefix: `${address}.`,
        uncertainModule: instance.isExact ? place.uncertainModule : `${withoutKeys(address)}.`,
        isExact: place.isExact && instance.isExact,
        origin: place.origin ?? placed,
        outer,
      });
    }
  }

  visit({
    module: root,
    scope: rootScope,
    prefix: '',
    isExact: true,
    uncertainModule: undefined,
    origin: undefined,
    outer: [],
  });
  const rulesOf = createNetwork(
    () => ({ resources: readNetwork(network), strangers: strangersIn(strange, calls) }),
    CONFIGURATION,
  );
  const facts = { rulesOf, passwordOf: createPasswords(stores), wanted };
  return { brokers: pending.map((broker) => readBroker(broker, facts)), holders, absent, unreadCalls };
}

/** The folder of the module that a call is of, if it is a local one. */
export function localSource(module: Module, { attributes }: Block): string | undefined {
  const source = attributes.get('source');
  const path = source?.kind === 'literal' ? readName(source.value) : undefined;
  return path !== undefined && /^\.\.?([/\\]|$)/.test(path) ? join(module.folder, path) : undefined;
}
