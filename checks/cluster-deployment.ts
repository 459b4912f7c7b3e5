import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import { quote } from './json.ts';

export const CLUSTER_DEPLOYMENT = {
  id: 'rabbitmq-cluster-deployment',
  title: 'RabbitMQ broker is a cluster',
  severity: 'medium',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers are clusters. ' +
    'The rule is NON_COMPLIANT if DeploymentMode is not CLUSTER_MULTI_AZ.',
  rationale:
    'A single-instance broker is one node in one Availability Zone. It is unavailable while that node is rebooted, ' +
    'under maintenance or lost. A cluster has three nodes in different Availability Zones behind one endpoint.',
  remediation: 'The mode cannot be changed: create a new cluster and move clients to it.',
  fix: 'new-broker',
  managedRule: 'mq-rabbit-deployment-mode',
  reads: ['deploymentMode'],
  judge,
} as const satisfies Check;

function judge({ deploymentMode, ...broker }: Broker): Finding {
  switch (deploymentMode) {
    case undefined:
      return notKnown('deploymentMode', broker);
    case 'CLUSTER_MULTI_AZ':
      return { verdict: 'pass', detail: 'The deployment mode is CLUSTER_MULTI_AZ.' };
    case 'SINGLE_INSTANCE':
    // Amazon MQ offers this mode for ActiveMQ only. On RabbitMQ it would not be a cluster either.
    case 'ACTIVE_STANDBY_MULTI_AZ':
      return { verdict: 'fail', detail: `The deployment mode is ${deploymentMode}, not CLUSTER_MULTI_AZ.` };
    default:
      return { verdict: 'unknown', detail: `${quote(deploymentMode)} is an unknown deployment mode.` };
  }
}
