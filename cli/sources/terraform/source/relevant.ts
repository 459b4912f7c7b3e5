import { NETWORK_TYPES } from '../ingress.ts';
import { MAY_HOLD_BROKERS } from '../resources.ts';

const TYPES = ['variable', 'locals', 'module', 'provider', 'terraform'];
const RESOURCES = ['aws_mq_broker', ...MAY_HOLD_BROKERS, ...NETWORK_TYPES];

/** Whether a block at the top of a file may matter to a broker. */
export function isRelevant(type: string, label: string | undefined): boolean {
  if (type === 'resource') return RESOURCES.includes(label ?? '');
  return TYPES.includes(type);
}
