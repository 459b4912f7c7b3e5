import { parseVersion } from '../../cli/rabbitmq/engine-version.ts';
import { defaultLimits } from '../../cli/rabbitmq/limits.ts';
import type { RabbitMQ, RabbitMQOptions } from './rabbitmq.ts';

/**
 * The settings of a new cluster of mq.m7g.large with RabbitMQ 4. RabbitMQ 4.0, in contrast to 4.2, has no limit of
 * exchanges.
 */
export function defaultSettings(): NonNullable<RabbitMQOptions['settings']> {
  const engineVersion = parseVersion('4.2');
  const size = { hostInstanceType: 'mq.m7g.large', deploymentMode: 'CLUSTER_MULTI_AZ' } as const;
  const limits = engineVersion && defaultLimits({ engineVersion, ...size });
  if (!limits) throw new Error('The limits are not known.');
  const { cluster_exchange_limit: _, ...known } = limits;
  return { default_queue_type: 'quorum', ...known };
}

/**
 * Creates what Amazon MQ creates on a cluster of RabbitMQ 4.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-defaults.html
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-defaults-applying-policies.html
 */
export async function createDefaults({ call }: RabbitMQ): Promise<void> {
  const limits = { 'max-length': 8_000_000, overflow: 'reject-publish' };
  const policies = [
    ['AWS-DEFAULT-POLICY-CLUSTER', 'classic_queues', { ...limits, 'queue-mode': 'lazy' }],
    ['AWS-DEFAULT-QUORUM-QUEUES-POLICY-CLUSTER-MULTI-AZ', 'quorum_queues', limits],
  ] as const;
  for (const [name, scope, definition] of policies) {
    await call('PUT', `policies/%2F/${name}`, { pattern: '.*', 'apply-to': scope, definition, priority: 1 });
  }
  await call('PUT', 'operator-policies/%2F/default_operator_policy_AWS_managed', {
    ...{ pattern: '.*', 'apply-to': 'classic_queues', priority: 0 },
    definition: { 'queue-version': 2 },
  });
}
