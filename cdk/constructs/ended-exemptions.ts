import type { Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib';
import type { Settings } from '../settings/settings.ts';

/** Warns of the exemptions that have ended, which the function does not get. */
export function warnOfEndedExemptions(stack: Stack, { exemptions, ruleExemptions: { ended } }: Settings): void {
  if (ended.length === 0) return;
  const entries = ended.map(
    ({ exemption: { broker, until }, line }) => `${exemptions}:${line} (${broker}, until ${until})`,
  );
  Annotations.of(stack).addWarningV2(
    'rabbitmq-conformance:endedExemptions',
    `Exemptions have ended, and have no effect: ${entries.join(', ')}. Delete them, or decide again.`,
  );
}
