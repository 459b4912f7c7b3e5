import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import { quote } from './json.ts';
import type { Parameters, ValuesOf } from './parameters.ts';

const parameters = {
  minimumVersion: {
    type: 'version',
    description: 'The oldest version of RabbitMQ that brokers may have: the major and the minor version.',
    // The oldest that Amazon MQ offered on 2026-12-01:
    // https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-version-management.html
    default: '3.13',
    example: '4.2',
  },
} as const satisfies Parameters;

export const ENGINE_VERSION = {
  id: 'rabbitmq-engine-version',
  title: 'RabbitMQ broker has a recent engine version',
  severity: 'medium',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers have a recent engine version. ' +
    'The rule is NON_COMPLIANT if the version is older than minimumVersion.',
  rationale:
    'Amazon MQ upgrades brokers by itself within 45 days after the support of their version ends. If you upgrade first, you ' +
    'choose the time, and have tested your applications.',
  remediation: 'Upgrade it with UpdateBroker, version by version. No new broker is needed.',
  fix: 'in-place',
  managedRule: 'rabbit-mq-supported-version',
  isOptIn: true,
  parameters,
  reads: ['engineVersion'],
  judge,
} as const satisfies Check;

function judge({ engineVersion, ...broker }: Broker, { minimumVersion }: ValuesOf<typeof parameters>): Finding {
  if (engineVersion === undefined) return notKnown('engineVersion', broker);
  const text = engineVersion.trim();
  const version = /^(\d{1,4})\.(\d{1,4})(\.\d{1,6}){0,2}$/.exec(text);
  if (version === null) return { verdict: 'unknown', detail: `${quote(engineVersion)} is an unknown engine version.` };
  const [, major, minor] = version.map(Number);
  const [oldestMajor, oldestMinor] = minimumVersion.split('.').map(Number);
  const isOlder = major === oldestMajor ? Number(minor) < Number(oldestMinor) : Number(major) < Number(oldestMajor);
  return isOlder
    ? { verdict: 'fail', detail: `The engine version is ${text}, which is older than ${minimumVersion}.` }
    : { verdict: 'pass', detail: `The engine version is ${text}.` };
}
