import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import { quote } from './json.ts';
import type { Parameters, ValuesOf } from './parameters.ts';

const parameters = {
  minimumSubnets: {
    type: 'integer',
    description: 'The least number of subnets of a private cluster.',
    minimum: 2,
    // A cluster has three nodes.
    maximum: 3,
    default: '3',
    example: '2',
  },
} as const satisfies Parameters;

export const CLUSTER_SUBNETS = {
  id: 'rabbitmq-cluster-subnets',
  title: 'RabbitMQ cluster has subnets in enough Availability Zones',
  severity: 'medium',
  description:
    'Checks if private Amazon MQ for RabbitMQ clusters have enough subnets. ' +
    'The rule is NON_COMPLIANT if SubnetIds has too few.',
  rationale:
    'Clients reach a private cluster through endpoints in its subnets, which have to be in different Availability Zones. ' +
    'If all of these zones fail, nobody can connect, although nodes in other zones still run.',
  remediation: 'Subnets cannot be changed: create a new cluster with more of them and move clients to it.',
  fix: 'new-broker',
  isOptIn: true,
  parameters,
  reads: ['deploymentMode', 'publiclyAccessible', 'subnetIds'],
  judge,
} as const satisfies Check;

// Amazon MQ refuses subnets in the same zone, so their number is the number of zones:
// https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html
function judge(broker: Broker, { minimumSubnets }: ValuesOf<typeof parameters>): Finding {
  const { deploymentMode, publiclyAccessible, subnetIds } = broker;
  if (publiclyAccessible) return { verdict: 'skip', detail: 'Clients reach a public broker without its subnets.' };
  if (deploymentMode === 'SINGLE_INSTANCE' || deploymentMode === 'ACTIVE_STANDBY_MULTI_AZ') {
    return { verdict: 'skip', detail: `The deployment mode is ${deploymentMode}, so the broker is no cluster.` };
  }
  if (deploymentMode === undefined) return notKnown('deploymentMode', broker);
  if (deploymentMode !== 'CLUSTER_MULTI_AZ') {
    return { verdict: 'unknown', detail: `${quote(deploymentMode)} is an unknown deployment mode.` };
  }
  if (publiclyAccessible === undefined) return notKnown('publiclyAccessible', broker);
  // A private broker has at least one.
  if (subnetIds === undefined || subnetIds.length === 0) return notKnown('subnetIds', broker);
  const count = new Set(subnetIds.map((id) => id.trim())).size;
  const subnets = count === 1 ? '1 subnet' : `${count} subnets`;
  return count < minimumSubnets
    ? { verdict: 'fail', detail: `The private cluster has ${subnets}, fewer than ${minimumSubnets}.` }
    : { verdict: 'pass', detail: `The private cluster has ${subnets}.` };
}
