import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import { quote } from './json.ts';

const AWS_DOCS = 'https://docs.aws.amazon.com';
const SECURITY_HUB = `${AWS_DOCS}/securityhub/latest/userguide/mq-controls.html#mq-6`;

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
  controls: [
    { framework: 'AWS Security Hub', ids: ['MQ.6'], source: SECURITY_HUB },
    {
      framework: 'NIST SP 800-53 Rev. 5',
      ids: ['CP-10', 'CP-6(2)', 'SC-36', 'SC-5(2)', 'SI-13(5)'],
      source: SECURITY_HUB,
    },
    {
      framework: 'AWS Control Tower',
      ids: ['CT.MQ.PR.2'],
      source: `${AWS_DOCS}/controltower/latest/controlreference/mq-rules.html#ct-mq-pr-2-description`,
    },
    {
      framework: 'AWS Trusted Advisor',
      ids: ['c1t3k8mqv2'],
      source: `${AWS_DOCS}/awssupport/latest/user/fault-tolerance-checks.html#rabbitmq-availability-zone-redundancy`,
    },
  ],
  managedRule: 'mq-rabbit-deployment-mode',
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
