import { InputError } from '../sources/input/input-error.ts';
import type { BrokerProperties } from '../sources/properties.ts';
import { hasForm } from './forms.ts';
import type { Say } from './kept.ts';
import type { Network } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS, ENOUGH_ZONES } from './replacement.ts';

/** What the user asks for, in place of the network of the old broker. Everything in it was validated. */
export interface NetworkWishes {
  readonly subnetIds?: readonly string[] | undefined;
  readonly securityGroups?: readonly string[] | undefined;
  /** Security groups, prefix lists and CIDR blocks that AMQP clients connect from. The plan creates a security group. */
  readonly clientSources?: readonly string[] | undefined;
  /** The same for those who use the web console and the management API. */
  readonly administratorSources?: readonly string[] | undefined;
  /** The VPC of the subnets, which only CloudFormation needs. */
  readonly vpcId?: string | undefined;
}

/**
 * Chooses the network of the new broker: what is wished for, or else what the old one has if it is private.
 * @throws InputError if wishes contradict each other
 */
export function chooseNetwork(
  { subnetIds, securityGroups }: Pick<BrokerProperties, 'subnetIds' | 'securityGroups'>,
  wasPublic: boolean,
  wishes: NetworkWishes,
  say: Say,
): Network {
  const chosen = chooseSubnets(wasPublic ? undefined : (subnetIds ?? []), wishes.subnetIds, say);
  const groups = chooseGroups(wasPublic ? [] : (securityGroups ?? []), wishes, say);
  if (
    groups &&
    !wishes.securityGroups &&
    mayLeaveVpc({ subnetIds: chosen, securityGroups: groups }, { subnetIds, securityGroups })
  ) {
    say(
      `The security groups belong to one VPC: the new broker needs subnets in the VPC of ${groups.join(', ')}, or Amazon MQ refuses it. ` +
        'If its subnets are in another VPC, set security groups of that VPC.',
    );
  }
  return {
    subnetIds: chosen,
    securityGroups: groups,
    clientSources: wishes.clientSources,
    administratorSources: wishes.administratorSources,
    vpcId: wishes.vpcId,
  };
}

/**
 * Whether a new broker with security groups of the old one may be in another VPC than they are, which Amazon MQ refuses.
 * It is not if both brokers share a subnet.
 */
export function mayLeaveVpc(
  chosen: Pick<Network, 'subnetIds' | 'securityGroups'>,
  own: Pick<BrokerProperties, 'subnetIds' | 'securityGroups'>,
): boolean {
  const isKept = chosen.securityGroups?.some((group) => own.securityGroups?.includes(group)) === true;
  return isKept && !chosen.subnetIds?.some((subnet) => own.subnetIds?.includes(subnet));
}

/**
 * The subnets of a broker never change, and a single instance has only one. A cluster in it would lose its endpoint with one
 * Availability Zone: https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html
 * @param own `undefined` for a public broker
 */
function chooseSubnets(own: readonly string[] | undefined, wished: readonly string[] | undefined, say: Say) {
  const subnets = wished ?? own?.filter((id) => hasForm(id, 'subnetId')) ?? [];
  if (subnets.length >= ENOUGH_ZONES) return subnets;
  if (wished) {
    say(
      'You chose two subnets. If an Availability Zone fails, clients can lose the broker, and you ' +
        'cannot change the subnets later. Set three, unless the region offers you only two Availability Zones.',
    );
    return wished;
  }
  say(`Provide private subnets in three Availability Zones, in a VPC that your account owns. ${whyNone(own, subnets)}`);
  return undefined;
}

function whyNone(own: readonly string[] | undefined, subnets: readonly string[]): string {
  if (own === undefined) return 'The plan does not reuse those of a public broker.';
  if (subnets.length === 0) return 'Those of the old broker are not known.';
  const [few, them] = subnets.length === 1 ? ['one', 'it'] : ['two', 'them'];
  return `The old broker has only ${few}, and the plan does not reuse ${them}: you cannot change the subnets of a broker later.`;
}

/** `undefined`: the plan creates a security group. */
function chooseGroups(own: readonly string[], wishes: NetworkWishes, say: Say) {
  const { securityGroups, clientSources, administratorSources } = wishes;
  const hasSources = clientSources !== undefined || administratorSources !== undefined;
  if (securityGroups && hasSources) {
    throw new InputError(
      'cannot make a plan: sources are for a security group that the plan creates, but you set --security-groups too.',
    );
  }
  if (securityGroups) return securityGroups;
  const groups = hasSources ? [] : own.filter((id) => hasForm(id, 'securityGroupId'));
  const ports = `port ${AMQP_PORT} to clients and ports ${CONSOLE_PORTS.join(' and ')} to administrators`;
  if (groups.length > 0) {
    say(
      `The new broker keeps the security groups of the old one. Check that they open ${ports}, and nothing to everyone.`,
    );
    return groups;
  }
  const missing = [...(clientSources ? [] : ['clients']), ...(administratorSources ? [] : ['administrators'])];
  say(
    `The plan creates a security group${hasSources ? '' : ', because no usable one is known'}. It opens ${ports}.` +
      (missing.length === 0
        ? ''
        : ` Provide the security groups, prefix lists or CIDR blocks that ${missing.join(' and ')} connect from.`),
  );
  return undefined;
}
