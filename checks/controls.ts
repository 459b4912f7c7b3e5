import type { CheckId } from './registry.ts';

/** Controls of a published framework. */
export interface Controls {
  readonly framework: string;
  readonly ids: readonly string[];
  /** The URL of the page of AWS that maps the property to these controls. */
  readonly source: string;
}

const AWS_DOCS = 'https://docs.aws.amazon.com';
const SECURITY_HUB = `${AWS_DOCS}/securityhub/latest/userguide/mq-controls.html#mq-6`;

// Apart from the checks, so that the function does not carry them: its inline code has to fit into a template.
const CONTROLS: Readonly<Partial<Record<CheckId, readonly Controls[]>>> = {
  'rabbitmq-cluster-deployment': [
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
};

/**
 * The controls of published frameworks that a check supports, as AWS maps them. A control that AWS maps to something else,
 * such as audit logs, is not here, whatever the check may do for it.
 */
export function controlsFor({ id }: { readonly id: string }): readonly Controls[] {
  return Object.hasOwn(CONTROLS, id) ? (CONTROLS[id as CheckId] ?? []) : [];
}
