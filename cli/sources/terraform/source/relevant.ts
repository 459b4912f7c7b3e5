import { MAY_HOLD_BROKERS } from '../resources.ts';

/** Whether a block at the top of a file may matter to a broker. */
export function isRelevant(type: string, label: string | undefined): boolean {
  if (type === 'resource') return label === 'aws_mq_broker' || MAY_HOLD_BROKERS.includes(label ?? '');
  return type === 'variable' || type === 'locals' || type === 'module';
}
