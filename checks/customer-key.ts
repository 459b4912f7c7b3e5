import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import { AWS_MANAGED_KEY, COMPUTED } from './facts.ts';
import { quote } from './json.ts';
import type { Parameters, ValuesOf } from './parameters.ts';

const parameters = {
  allowedKmsKeys: {
    type: 'list',
    description: 'The KMS keys that brokers may have. By default only keys that AWS cannot manage.',
    elements: 'IDs or ARNs of KMS keys',
    pattern: '(?:arn:[\\w-]+:kms:[\\w-]+:\\d{12}:key/)?[\\w-]+',
    default: '',
    example: '1234abcd-12ab-34cd-56ef-1234567890ab',
  },
} as const satisfies Parameters;

export const CUSTOMER_KEY = {
  id: 'rabbitmq-customer-key',
  title: 'RabbitMQ broker is encrypted with a customer managed key',
  severity: 'low',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers have a customer managed key. ' +
    'The rule is NON_COMPLIANT if AWS owns or manages the key.',
  rationale:
    'Every broker is encrypted at rest. With a key of your own, you decide who may use it, see each use in CloudTrail, and ' +
    'can disable it.',
  remediation: 'The key cannot be changed: create a new broker with your key and move clients to it.',
  fix: 'new-broker',
  isOptIn: true,
  parameters,
  reads: ['useAwsOwnedKey', 'kmsKeyId'],
  judge,
} as const satisfies Check;

// An alias, or a multi-Region key, which AWS never manages. Any other ID could be that of the key of Amazon MQ.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-id
const CUSTOMER_MANAGED = /^(arn:[\w-]+:kms:[\w-]+:\d{12}:)?(alias\/(?!aws\/)[\w/-]+|(key\/)?mrk-[\da-f]{32})$/i;

function judge(broker: Broker, { allowedKmsKeys }: ValuesOf<typeof parameters>): Finding {
  const { useAwsOwnedKey, kmsKeyId } = broker;
  if (useAwsOwnedKey === undefined) return notKnown('useAwsOwnedKey', broker);
  if (useAwsOwnedKey) return { verdict: 'fail', detail: 'The broker is encrypted with a key that AWS owns.' };
  if (kmsKeyId === undefined) return notKnown('kmsKeyId', broker);
  if (/(^|:)alias\/aws\//.test(kmsKeyId)) {
    return { verdict: 'fail', detail: `The broker is encrypted with ${AWS_MANAGED_KEY}, which AWS manages.` };
  }
  if (allowedKmsKeys.length === 0) {
    return CUSTOMER_MANAGED.test(kmsKeyId) || kmsKeyId === COMPUTED
      ? { verdict: 'pass', detail: 'The broker has a customer managed key.' }
      : {
          verdict: 'unknown',
          detail: `The key ${quote(idOf(kmsKeyId))} may be a key that AWS manages: set allowedKmsKeys.`,
        };
  }
  if (kmsKeyId === COMPUTED) return { verdict: 'unknown', detail: 'The key is known only after deployment.' };
  if (kmsKeyId.includes('alias/')) {
    return { verdict: 'unknown', detail: `${quote(kmsKeyId)} is an alias, which does not say what the key is.` };
  }
  const isAllowed = allowedKmsKeys.some(
    (key) => key === kmsKeyId || isPartial(key, kmsKeyId) || isPartial(kmsKeyId, key),
  );
  return isAllowed
    ? { verdict: 'pass', detail: 'The key of the broker is in allowedKmsKeys.' }
    : { verdict: 'fail', detail: `The key ${quote(idOf(kmsKeyId))} is not in allowedKmsKeys.` };
}

function idOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** Whether one is the ID of the key that the other is the ARN of. */
function isPartial(id: string, arn: string): boolean {
  return arn.endsWith(`:key/${id}`);
}
