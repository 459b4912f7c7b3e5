import type { Fact } from '../../../../checks/facts.ts';
import { MAY_HOLD_BROKERS } from '../resources.ts';
import { STORE_TYPES } from '../secrets.ts';
import { mayAddRules } from '../strangers.ts';
import { READ_TYPES } from './network.ts';

/** Whether a block at the top of a file may matter, by its type and first label. */
export type IsRelevant = (type: string, label: string | undefined) => boolean;

const TYPES = ['variable', 'locals', 'module', 'provider', 'terraform'];

/** @param wanted the facts that are read of brokers; by default all */
export function relevantFor(wanted: ReadonlySet<Fact> | undefined): IsRelevant {
  const wants = (fact: Fact) => wanted?.has(fact) ?? true;
  const types = new Set([
    ...['aws_mq_broker', ...MAY_HOLD_BROKERS],
    ...(wants('ingressRules') ? READ_TYPES : []),
    ...(wants('password') ? STORE_TYPES : []),
  ]);
  return (type, label = '') => {
    if (type !== 'resource') return TYPES.includes(type);
    return types.has(label) || (wants('ingressRules') && mayAddRules(label));
  };
}

/** Whether a block in another one may matter to a broker. What a security group lets out does not, and is much to read. */
export function isRelevantInside(type: string, label: string | undefined): boolean {
  return type !== 'egress' && !(type === 'dynamic' && label === 'egress');
}
