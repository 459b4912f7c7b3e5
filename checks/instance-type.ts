import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import { quote } from './json.ts';
import type { Parameters, ValuesOf } from './parameters.ts';

const parameters = {
  allowedInstanceTypes: {
    type: 'list',
    description: 'The instance types that brokers may have. By default those that Amazon MQ recommends for production.',
    elements: 'instance types',
    pattern: 'mq\\.[a-z0-9]+\\.[a-z0-9]+',
    default: '',
    example: 'mq.m7g.large,mq.m7g.xlarge',
  },
} as const satisfies Parameters;

export const INSTANCE_TYPE = {
  id: 'rabbitmq-instance-type',
  title: 'RabbitMQ broker has an instance type for production',
  severity: 'medium',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers have an instance type for production. ' +
    'The rule is NON_COMPLIANT if HostInstanceType is not.',
  rationale:
    'Amazon MQ recommends its smallest instance types for tests only. Under load they run out of memory, and the broker ' +
    'then blocks publishers.',
  remediation: 'Change it with UpdateBroker, which takes a reboot. No new broker is needed.',
  fix: 'in-place',
  isOptIn: true,
  parameters,
  reads: ['hostInstanceType'],
  judge,
} as const satisfies Check;

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-sizing-guidelines.html
const FOR_TESTS: readonly string[] = ['mq.t3.micro', 'mq.m7g.medium'];
const FOR_PRODUCTION = /^mq\.(m5|m7g)\.(\d{0,2}x)?large$/;

function judge(
  { hostInstanceType, ...broker }: Broker,
  { allowedInstanceTypes }: ValuesOf<typeof parameters>,
): Finding {
  if (hostInstanceType === undefined) return notKnown('hostInstanceType', broker);
  const type = hostInstanceType.trim();
  const isAllowed = allowedInstanceTypes.includes(type);
  if (allowedInstanceTypes.length > 0 && !isAllowed) {
    return { verdict: 'fail', detail: `The instance type is ${quote(type)}, which is not in allowedInstanceTypes.` };
  }
  if (!isAllowed && FOR_TESTS.includes(type)) {
    return { verdict: 'fail', detail: `The instance type is ${type}, which Amazon MQ recommends for tests only.` };
  }
  if (!isAllowed && !FOR_PRODUCTION.test(type)) {
    return { verdict: 'unknown', detail: `${quote(type)} is an unknown instance type.` };
  }
  // https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-4.html
  const limit = type.startsWith('mq.m7g.') ? '' : ', on which RabbitMQ 4 does not run';
  return { verdict: 'pass', detail: `The instance type is ${type}${limit}.` };
}
