import type { Broker, Fact } from './broker.ts';
import { FACT_NAMES, quote } from './broker.ts';

/**
 * `pass`: proven good. `fail`: proven bad. `skip`: the check does not apply.
 * `unknown`: a fact is missing, unreadable, or of a value that we do not know.
 */
export type Verdict = 'pass' | 'fail' | 'skip' | 'unknown';

/** What a check says of one broker. `detail` is one plain sentence. */
export interface Finding {
  readonly verdict: Verdict;
  readonly detail: string;
  /** Instead of the check's own remediation, where this case asks for another one. */
  readonly remediation?: string;
  /** The fact that was not known. Looking it up elsewhere may settle the verdict. */
  readonly lacks?: Fact;
}

/** One thing that is checked: all that is known of it, and the function that judges it. */
export interface Check {
  /**
   * Also the name of the AWS Config rule. At most 37 characters: conformance packs append 27,
   * and the API that reads results takes 64.
   */
  readonly id: string;
  readonly title: string;
  readonly severity: 'high' | 'medium' | 'low';
  /** The description of the AWS Config rule, at most 256 characters. */
  readonly description: string;
  /** Why it matters. */
  readonly rationale: string;
  /** How to mend it, in one or two sentences that fit an annotation together with the detail. */
  readonly remediation: string;
  /** Whether mending it takes a new broker or an update of this one. */
  readonly fix: 'new-broker' | 'in-place';
  /** The controls of published frameworks that ask for the same thing. */
  readonly controls: readonly { readonly framework: string; readonly ids: readonly string[] }[];
  /** The AWS managed rule that comes nearest. */
  readonly managedRule: string;
  /** Judges a broker that is in scope and whose engine is known to be RabbitMQ. */
  readonly judge: (broker: Broker) => Finding;
}

export const CHECKS = [
  {
    id: 'rabbitmq-cluster-deployment',
    title: 'RabbitMQ broker is a cluster',
    severity: 'medium',
    description:
      'Checks if Amazon MQ for RabbitMQ brokers use the cluster deployment mode. ' +
      'The rule is NON_COMPLIANT if the deployment mode of a RabbitMQ broker is not CLUSTER_MULTI_AZ.',
    rationale:
      'A single-instance broker is one node in one Availability Zone: it is down while that node is maintained, ' +
      'rebooted or lost. A cluster has three nodes in different Availability Zones behind one endpoint.',
    remediation:
      'The deployment mode cannot be changed: create a new CLUSTER_MULTI_AZ broker and move the clients to it.',
    fix: 'new-broker',
    controls: [
      { framework: 'AWS Security Hub', ids: ['MQ.6'] },
      { framework: 'NIST SP 800-53 Rev. 5', ids: ['CP-10', 'CP-6(2)', 'SC-36', 'SC-5(2)', 'SI-13(5)'] },
    ],
    managedRule: 'mq-rabbit-deployment-mode',
    judge: ({ deploymentMode, ...broker }) => {
      switch (deploymentMode) {
        case undefined:
          return notKnown('deploymentMode', broker);
        case 'CLUSTER_MULTI_AZ':
          return { verdict: 'pass', detail: 'The deployment mode is CLUSTER_MULTI_AZ.' };
        case 'SINGLE_INSTANCE':
        // Amazon MQ offers this mode for ActiveMQ only; on RabbitMQ it would be no cluster either.
        case 'ACTIVE_STANDBY_MULTI_AZ':
          return { verdict: 'fail', detail: `The deployment mode is ${deploymentMode}, not CLUSTER_MULTI_AZ.` };
        default:
          return { verdict: 'unknown', detail: `${quote(deploymentMode)} is not a deployment mode known here.` };
      }
    },
  },
  {
    id: 'rabbitmq-no-public-access',
    title: 'RabbitMQ broker is not publicly accessible',
    severity: 'high',
    description:
      'Checks if Amazon MQ for RabbitMQ brokers are not publicly accessible. ' +
      'The rule is NON_COMPLIANT if PubliclyAccessible is true for a RabbitMQ broker.',
    rationale:
      'A public broker can be reached from the internet on its AMQP and web console ports, and Amazon MQ ' +
      'allows no security group on a public RabbitMQ broker: passwords are all that protects it.',
    remediation: 'Public access cannot be changed: create a new private broker and move the clients to it.',
    fix: 'new-broker',
    controls: [],
    managedRule: 'mq-no-public-access',
    judge: ({ publiclyAccessible, ...broker }) => {
      if (publiclyAccessible === undefined) return notKnown('publiclyAccessible', broker);
      return publiclyAccessible
        ? { verdict: 'fail', detail: 'The broker is publicly accessible.' }
        : { verdict: 'pass', detail: 'The broker is not publicly accessible.' };
    },
  },
  {
    id: 'rabbitmq-general-logging',
    title: 'RabbitMQ broker writes its general log',
    severity: 'medium',
    description:
      'Checks if Amazon MQ for RabbitMQ brokers publish their general log to Amazon CloudWatch Logs. ' +
      'The rule is NON_COMPLIANT if Logs.General is false for a RabbitMQ broker.',
    rationale:
      'Without the general log nobody can tell afterwards who connected, what was refused, or why a node failed. ' +
      'It is the only log that RabbitMQ brokers publish: Amazon MQ has no audit log for this engine.',
    remediation:
      'Switch it on in place with UpdateBroker: Logs.General=true and nothing else in Logs. No new broker is needed.',
    fix: 'in-place',
    controls: [],
    managedRule: 'mq-broker-general-logging-enabled',
    judge: ({ generalLogging, pendingGeneralLogging, ...broker }) => {
      if (generalLogging === undefined) return notKnown('generalLogging', broker);
      if (generalLogging) {
        return {
          verdict: 'pass',
          detail:
            pendingGeneralLogging === false
              ? 'General logging is on, but a pending change will switch it off.'
              : 'General logging is on.',
        };
      }
      return pendingGeneralLogging === true
        ? {
            verdict: 'fail',
            detail: 'General logging is off until a pending change switches it on.',
            remediation:
              'The change takes effect when the broker is rebooted or in its maintenance window. ' +
              'No new broker is needed.',
          }
        : { verdict: 'fail', detail: 'General logging is off.' };
    },
  },
] as const satisfies readonly Check[];

export type CheckId = (typeof CHECKS)[number]['id'];

/** The `unknown` finding for a fact that the broker lacks. */
export function notKnown(fact: Fact, broker: Broker): Finding {
  return {
    verdict: 'unknown',
    detail: broker.whyUnknown?.[fact] ?? `${FACT_NAMES[fact]} is not known.`,
    lacks: fact,
  };
}
