import { MAY_HOLD_BROKERS } from '../resources.ts';
import { READ_TYPES } from './network.ts';

const TYPES = ['variable', 'locals', 'module', 'provider', 'terraform'];
const RESOURCES = ['aws_mq_broker', ...MAY_HOLD_BROKERS, ...READ_TYPES];

/** Whether a block at the top of a file may matter to a broker. */
export function isRelevant(type: string, label: string | undefined): boolean {
  if (type === 'resource') return RESOURCES.includes(label ?? '');
  return TYPES.includes(type);
}

/** Whether a block in another one may matter to a broker. What a security group lets out does not, and is much to read. */
export function isRelevantInside(type: string, label: string | undefined): boolean {
  return type !== 'egress' && !(type === 'dynamic' && label === 'egress');
}
