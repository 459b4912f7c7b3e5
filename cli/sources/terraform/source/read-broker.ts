import { readText } from '../../../../checks/json.ts';
import type { Reading } from '../../reading.ts';
import { adviceFor } from '../advice.ts';
import { brokerOf } from '../broker.ts';
import { describeAttributes } from '../describe.ts';
import { readAttributes } from './attributes.ts';
import type { FactOptions } from './broker-facts.ts';
import { brokerFacts } from './broker-facts.ts';
import { defaultTagsOf } from './default-tags.ts';
import type { Instance } from './expand.ts';
import type { Module, Placed } from './module.ts';
import type { Block } from './syntax.ts';

/** A broker of a root module, or of a module that it calls. */
export interface Found {
  readonly reading: Reading & { readonly address: string };
  /** The file in the root module: of the resource, or of the call that it comes by. */
  readonly source: string;
  /** Whether the address is certainly that of one broker. */
  readonly isExact: boolean;
}

/** The source, for the reasons. */
export const CONFIGURATION = 'the Terraform configuration';

/** An instance of a broker, before what it refers to is known. */
export interface Pending {
  readonly address: string;
  /** Of the resource, or of the call in the root module that it comes by. */
  readonly placed: Placed;
  readonly isExact: boolean;
  readonly block: Block;
  readonly module: Module;
  readonly instance: Instance;
}

/** Reads a broker and what is to be said of it. */
export function readBroker({ address, placed, isExact, block, module, instance }: Pending, facts: FactOptions): Found {
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
    return password?.kind === 'literal' && readText(password.value) !== undefined;
  });
}
