import type { Say } from './kept.ts';
import { AMQP_PORT, CONSOLE_PORTS } from './replacement.ts';

// Amazon MQ takes fewer for a private cluster, and never changes them: https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html
const ENOUGH_SUBNETS = 3;

/** Three subnets or more. Fewer only if they are wished for: a single instance has one, which is no place for a cluster. */
export function chooseSubnets(own: readonly string[] | undefined, wished: readonly string[] | undefined, say: Say) {
  const subnets = wished ?? own?.filter(isSubnetId) ?? [];
  if (subnets.length >= ENOUGH_SUBNETS) return subnets;
  if (wished) {
    say(
      `You set ${wished.length === 1 ? 'one subnet' : 'two subnets'} with --subnet-ids. If an Availability Zone fails, clients can lose the broker, and you ` +
        'cannot change the subnets later. Set three, unless the region offers you only two Availability Zones.',
    );
    return wished;
  }
  const why =
    own === undefined
      ? 'The plan does not reuse those of a public broker.'
      : subnets.length === 0
        ? 'Those of the old broker are not known.'
        : `The old broker has only ${subnets.length === 1 ? 'one' : 'two'}, and the plan does not reuse ${subnets.length === 1 ? 'it' : 'them'}: you cannot change the subnets of a broker later.`;
  say(`Provide private subnets in three Availability Zones. ${why}`);
  return undefined;
}

/** The security groups of the new broker; `undefined`: the plan creates one. */
export function chooseGroups(own: readonly string[] | undefined, wished: readonly string[] | undefined, say: Say) {
  if (wished) return wished;
  const groups = own?.filter(isSecurityGroupId) ?? [];
  if (groups.length > 0) return groups;
  say(
    `The plan creates a security group, because no usable one is known. It opens port ${AMQP_PORT} to clients and ports ` +
      `${CONSOLE_PORTS.join(' and ')} to administrators. Provide the VPC and the address ranges of both.`,
  );
  return undefined;
}

function isSubnetId(text: string): boolean {
  return /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}

function isSecurityGroupId(text: string): boolean {
  return /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}
