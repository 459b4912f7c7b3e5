import { join } from 'node:path';
import type { Fact } from '../../../../checks/facts.ts';
import { readText as readName } from '../../../../checks/json.ts';
import { InputError } from '../../input/input-error.ts';
import type { Reading } from '../../reading.ts';
import { withoutKeys } from '../addresses.ts';
import { adviceFor } from '../advice.ts';
import { brokerOf } from '../broker.ts';
import { describeAttributes } from '../describe.ts';
import { createNetwork } from '../network.ts';
import type { Resource } from '../resources.ts';
import { MAY_HOLD_BROKERS } from '../resources.ts';
import { STORE_TYPES } from '../secrets.ts';
import { mayAddRules } from '../strangers.ts';
import { readAttributes } from './attributes.ts';
import type { FactOptions } from './broker-facts.ts';
import { brokerFacts } from './broker-facts.ts';
import { defaultTagsOf } from './default-tags.ts';
import { createEffort } from './effort.ts';
import { evaluate } from './evaluate.ts';
import type { Instance } from './expand.ts';
import { instancesOf } from './expand.ts';
import type { StrangeBlock } from './mentions.ts';
import { strangersIn } from './mentions.ts';
import type { Module, Placed } from './module.ts';
import { createScope } from './module-scope.ts';
import type { NetworkBlock } from './network.ts';
import { READ_TYPES, readNetwork } from './network.ts';
import { createPasswords } from './password.ts';
import type { Scope } from './scope.ts';
import { emptyScope } from './scope.ts';
import type { Block } from './syntax.ts';
import type { RootVariables } from './variables.ts';

/** A broker of a root module, or of a module that it calls. */
export interface Found {
  readonly reading: Reading & { readonly address: string };
  /** The file in the root module: of the resource, or of the call that it comes by. */
  readonly source: string;
  /** Whether the address is certainly that of one broker. */
  readonly isExact: boolean;
}

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

const CONFIGURATION = 'the Terraform configuration';

/** An instance of a broker, before what it refers to is known. */
interface Pending {
  readonly address: string;
  /** Of the resource, or of the call in the root module that it comes by. */
  readonly placed: Placed;
  readonly isExact: boolean;
  readonly block: Block;
  readonly module: Module;
  readonly instance: Instance;
}

function readBroker({ address, placed, isExact, block, module, instance }: Pending, facts: FactOptions): Found {
  const { scope } = instance;
  const attributes = readAttributes(block, scope);
  const { values, unknown } = attributes;
  const broker = brokerOf(
    { address, isData: false, type: 'aws_mq_broker', values },
    {
      source: CONFIGURATION,
      unknown,
      isComplete: true,
      wanted: facts.wanted,
      derived: brokerFacts(block, scope, attributes, facts),
      // A module gets its providers from elsewhere.
      defaultTags: scope.prefix === '' ? defaultTagsOf(block, module, scope) : {},
    },
  );
  const after_unknown = Object.fromEntries(Object.keys(unknown).map((attribute) => [attribute, true]));
  const advice = adviceFor({
    broker,
    values,
    change: { after_unknown },
    // The check says it.
    hasConstantPassword: !facts.wanted?.has('password') && hasConstantPassword(block),
  });
  const describe = () => describeAttributes(values, unknown);
  return { reading: { broker, address, line: placed.block.line, advice, describe }, source: placed.source, isExact };
}

function hasConstantPassword({ blocks }: Block): boolean {
  return blocks.some(({ type, attributes }) => {
    const password = type === 'user' ? attributes.get('password') : undefined;
    return password?.kind === 'literal' && readName(password.value) !== undefined;
  });
}

/** The folder of the module that a call is of, if it is a local one. */
export function localSource(module: Module, { attributes }: Block): string | undefined {
  const source = attributes.get('source');
  const path = source?.kind === 'literal' ? readName(source.value) : undefined;
  return path !== undefined && /^\.\.?([/\\]|$)/.test(path) ? join(module.folder, path) : undefined;
}
