import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import { COMPUTED } from './facts.ts';
import { quote } from './json.ts';
import type { Parameters, ValuesOf } from './parameters.ts';

const parameters = {
  requiredTags: {
    type: 'list',
    description:
      'The tags that brokers must have. A key alone may have any value. The values of a key are separated by |.',
    elements: 'tag keys, or key=value|value',
    // The characters that AWS services generally allow in tags. A comma and a bar are not among them, so they can separate.
    pattern:
      '(?![aA][wW][sS]:)[\\p{L}\\p{Z}\\p{N}_.:/+@-]{1,128}(?:=[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}(?:\\|[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256})*)?',
    example: 'team,stage=test|production',
  },
} as const satisfies Parameters;

export const TAGS = {
  id: 'rabbitmq-tags',
  title: 'RabbitMQ broker has the required tags',
  severity: 'low',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers have the required tags. ' +
    'The rule is NON_COMPLIANT if a tag is missing or has another value.',
  rationale:
    'Tags say who owns a broker, what it costs and who may change it. A broker without them belongs to nobody.',
  remediation: 'Set the tag with CreateTags. No new broker is needed.',
  fix: 'in-place',
  isOptIn: true,
  parameters,
  reads: ['tags'],
  judge,
} as const satisfies Check;

function judge({ tags, ...broker }: Broker, { requiredTags }: ValuesOf<typeof parameters>): Finding {
  if (tags === undefined) return notKnown('tags', broker);
  let unknown: Finding | undefined;
  for (const required of requiredTags) {
    const [key = '', ...rest] = required.split('=');
    const values = rest.length === 0 ? undefined : rest.join('=').split('|');
    const value = tags.get(key);
    if (value === undefined) {
      const why = broker.whyUnknown?.tags;
      if (why === undefined) return { verdict: 'fail', detail: `The tag ${quote(key)} is missing.` };
      unknown ??= { ...notKnown('tags', broker), detail: `The tag ${quote(key)} is not known. ${why}` };
    } else if (values !== undefined && value === COMPUTED) {
      unknown ??= { verdict: 'unknown', detail: `The value of the tag ${quote(key)} is known only after deployment.` };
    } else if (values?.includes(value) === false) {
      const expected = quote(values.join('|'));
      return { verdict: 'fail', detail: `The tag ${quote(key)} is ${quote(value)}, not ${expected}.` };
    }
  }
  return unknown ?? { verdict: 'pass', detail: 'The broker has the required tags.' };
}
