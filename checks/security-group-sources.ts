import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import type { IngressRule } from './ingress.ts';
import { quote } from './json.ts';
import type { Parameters, ValuesOf } from './parameters.ts';

const parameters = {
  minimumPrefixLength: {
    type: 'integer',
    description: 'The shortest prefix of an IPv4 range that a security group may let in.',
    minimum: 1,
    maximum: 32,
    default: '8',
    example: '16',
  },
  minimumIpv6PrefixLength: {
    type: 'integer',
    description: 'The shortest prefix of an IPv6 range that a security group may let in.',
    minimum: 1,
    maximum: 128,
    default: '32',
    example: '56',
  },
} as const satisfies Parameters;

export const SECURITY_GROUP_SOURCES = {
  id: 'rabbitmq-security-group-sources',
  title: 'private RabbitMQ broker lets in no wide address range',
  severity: 'medium',
  description:
    'Checks if private Amazon MQ for RabbitMQ brokers let in only narrow ranges. ' +
    'The rule is NON_COMPLIANT if a group lets in a wide one.',
  rationale:
    'A private broker can be reached from its VPC and from every network that is connected to it. Its security groups ' +
    'decide who gets as far as the login.',
  remediation: 'Change the rules of the group in Amazon EC2. No new broker is needed.',
  fix: 'in-place',
  isOptIn: true,
  parameters,
  judge,
} as const satisfies Check;

// AMQP, the web console, and the management API.
// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-basic-elements.html
const PORTS = [5671, 443, 15671];

type Limits = ValuesOf<typeof parameters>;

function judge(broker: Broker, limits: Limits): Finding {
  const { publiclyAccessible, securityGroups, ingressRules } = broker;
  if (publiclyAccessible) return { verdict: 'skip', detail: 'A public RabbitMQ broker has no security groups.' };
  if (publiclyAccessible === undefined) return notKnown('publiclyAccessible', broker);
  // Amazon MQ takes the default group of the VPC if none is chosen, so there is one.
  if (securityGroups === undefined || securityGroups.length === 0) return notKnown('securityGroups', broker);
  if (ingressRules === undefined) return notKnown('ingressRules', broker);
  const rules = ingressRules.filter(isForBroker);
  for (const { group, source } of rules) {
    const wide = rangesOf(source).find((range) => isWide(range, limits));
    if (wide !== undefined) return { verdict: 'fail', detail: `The security group ${quote(group)} lets in ${wide}.` };
  }
  for (const { source } of rules) {
    if (source.kind === 'unknown') return { verdict: 'unknown', detail: source.why };
    const broken = rangesOf(source).find((range) => prefixLengthOf(range) === undefined);
    if (broken !== undefined)
      return { verdict: 'unknown', detail: `A security group lets in the unknown range ${quote(broken)}.` };
    if (source.kind === 'prefix-list' && source.cidrs === undefined) {
      return { verdict: 'unknown', detail: `The ranges of the prefix list ${quote(source.id)} are not known.` };
    }
  }
  return { verdict: 'pass', detail: 'Its security groups let in no wide address range.' };
}

function isForBroker({ protocol, fromPort = -1, toPort = -1 }: IngressRule): boolean {
  if (!['-1', 'tcp', '6', 'all'].includes(protocol.toLowerCase())) return false;
  return protocol === '-1' || fromPort === -1 || PORTS.some((port) => fromPort <= port && port <= toPort);
}

function rangesOf(source: IngressRule['source']): readonly string[] {
  if (source.kind === 'range') return [source.cidr];
  return source.kind === 'prefix-list' ? (source.cidrs ?? []) : [];
}

function isWide(range: string, { minimumPrefixLength, minimumIpv6PrefixLength }: Limits): boolean {
  const length = prefixLengthOf(range);
  return length !== undefined && length < (range.includes(':') ? minimumIpv6PrefixLength : minimumPrefixLength);
}

/** `undefined` if that is no range. */
function prefixLengthOf(range: string): number | undefined {
  const length = /^[\da-f.:]+\/(\d{1,3})$/i.exec(range)?.[1];
  return length === undefined ? undefined : Number(length);
}
