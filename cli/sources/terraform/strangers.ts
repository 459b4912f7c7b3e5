import type { Stranger } from './network.ts';
import { idOf } from './network-resource.ts';
import type { Resource } from './resources.ts';
import { MAY_HOLD_BROKERS } from './resources.ts';

// They make files, keys and numbers, whatever they mention.
const HARMLESS = /^(archive|local|random|time|tls)_/;

/** Whether resources of a type may add rules to a security group, which cannot be read. */
export function mayAddRules(type: string): boolean {
  if (MAY_HOLD_BROKERS.includes(type)) return type !== 'awscc_amazonmq_broker';
  if (type.startsWith('awscc_')) return type.startsWith('awscc_ec2_security_group');
  return !type.startsWith('aws_') && !HARMLESS.test(type);
}

/**
 * The resources that may add rules to the groups whose IDs they have.
 * @param refersTo whether one does in what is known only after apply, by its address and that of the group
 */
export function strangersAmong(
  resources: readonly Resource[],
  refersTo: (address: string, group: string) => boolean = () => false,
): readonly Stranger[] {
  return resources.flatMap(({ address, type, isData, deposedKey, values }): readonly Stranger[] => {
    if (address === undefined || isData || deposedKey !== undefined || !mayAddRules(type)) return [];
    const text = JSON.stringify(values) ?? '';
    const mentions: Stranger['mentions'] = (group) => {
      const id = idOf(group);
      return (id !== undefined && text.includes(id)) || refersTo(address, group.address);
    };
    return [{ address, mentions }];
  });
}
