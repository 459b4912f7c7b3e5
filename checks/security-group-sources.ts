import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';
import type { IngressRule } from './ingress.ts';
import { quote } from './json.ts';
import type { Parameters, ValuesOf } from './parameters.ts';

const parameters = {
  minimumIpv4PrefixLength: {
    type: 'integer',
    description: 'The shortest prefix of an IPv4 range that may be let in.',
    minimum: 1,
    maximum: 32,
    default: '8',
    example: '16',
  },
  minimumIpv6PrefixLength: {
    type: 'integer',
    description: 'The shortest prefix of an IPv6 range that may be let in.',
    minimum: 1,
    maximum: 128,
    default: '32',
    example: '56',
  },
} as const satisfies Parameters;

export const SECURITY_GROUP_SOURCES = {
  id: 'rabbitmq-security-group-sources',
  title: 'RabbitMQ broker lets in no wide address range',
  severity: 'medium',
  description:
    'Checks if private Amazon MQ for RabbitMQ brokers let in no wide range. ' +
    'The rule is NON_COMPLIANT if a security group does.',
  rationale:
    'A private broker can be reached from its VPC and from every network that is connected to it. Its security groups ' +
    'decide who gets as far as the login.',
  remediation: 'Change the rules of the group in Amazon EC2. No new broker is needed.',
  fix: 'in-place',
  isOptIn: true,
  parameters,
  reads: ['publiclyAccessible', 'securityGroups', 'ingressRules'],
  judge,
} as const satisfies Check;

// AMQP, and twice the web console with the management API.
// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/working-with-rabbitmq.html
const PORTS = [5671, 443, 15671];

type Limits = ValuesOf<typeof parameters>;

function judge(broker: Broker, limits: Limits): Finding {
  const { publiclyAccessible, securityGroups, ingressRules } = broker;
  if (publiclyAccessible) return { verdict: 'skip', detail: 'A public RabbitMQ broker has no security groups.' };
  if (publiclyAccessible === undefined) return notKnown('publiclyAccessible', broker);
  // Amazon MQ takes the default group of the VPC if none is chosen, so there is one.
  if (securityGroups === undefined || securityGroups.length === 0) return notKnown('securityGroups', broker);
  if (ingressRules === undefined) return notKnown('ingressRules', broker);
  const rules = ingressRules.filter(mayReachBroker);
  for (const rule of rules) {
    const wide = rangesOf(rule.source).find((range) => isWide(range, limits));
    if (wide !== undefined && isTcp(rule.protocol))
      return {
        verdict: 'fail',
        detail: `The security group ${quote(rule.group)} lets in ${wide} on ${portsOf(rule)}.`,
      };
  }
  const why = rules.map(whyUnclear).find((each) => each !== undefined);
  return why === undefined
    ? { verdict: 'pass', detail: 'The security groups let in no wide address range.' }
    : { verdict: 'unknown', detail: why };
}

/** Whether a rule is about a port of the broker, or about a protocol that is not known. */
function mayReachBroker({ protocol, fromPort = -1, toPort = -1 }: IngressRule): boolean {
  if (!isTcp(protocol)) return !/^(udp|icmp|icmpv6)$/i.test(protocol) && !(numberOf(protocol) <= 255);
  return (
    isAll(protocol) || fromPort === -1 || toPort === -1 || PORTS.some((port) => fromPort <= port && port <= toPort)
  );
}

function isTcp(protocol: string): boolean {
  return isAll(protocol) || /^tcp$/i.test(protocol) || numberOf(protocol) === 6;
}

/** The number of a protocol, which may begin with zeros; NaN for a name. */
function numberOf(protocol: string): number {
  return /^\d+$/.test(protocol) ? Number(protocol) : Number.NaN;
}

function isAll(protocol: string): boolean {
  return /^(-1|all)$/i.test(protocol);
}

/** The ports of a rule in words, as its author looks for them. */
function portsOf({ protocol, fromPort = -1, toPort = -1 }: IngressRule): string {
  if (isAll(protocol) || fromPort === -1 || toPort === -1) return 'all ports';
  return fromPort === toPort ? `port ${fromPort}` : `ports ${fromPort}-${toPort}`;
}

/** Why it is not known what a rule lets in. */
function whyUnclear({ protocol, source }: IngressRule): string | undefined {
  if (source.kind === 'unknown') return source.why;
  if (source.kind === 'group') return undefined;
  if (!isTcp(protocol)) return `A security group has a rule for the unknown protocol ${quote(protocol)}.`;
  const broken = rangesOf(source).find((range) => prefixLengthOf(range) === undefined);
  if (broken !== undefined) return `A security group lets in the unknown range ${quote(broken)}.`;
  const isOpen = source.kind === 'prefix-list' && source.cidrs === undefined;
  return isOpen ? `The ranges of the prefix list ${quote(source.id)} are not known.` : undefined;
}

function rangesOf(source: IngressRule['source']): readonly string[] {
  if (source.kind === 'range') return [source.cidr];
  return source.kind === 'prefix-list' ? (source.cidrs ?? []) : [];
}

function isWide(range: string, { minimumIpv4PrefixLength, minimumIpv6PrefixLength }: Limits): boolean {
  const length = prefixLengthOf(range);
  return length !== undefined && length < (range.includes(':') ? minimumIpv6PrefixLength : minimumIpv4PrefixLength);
}

const IPV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?=\d)|$)){4}$/;

/** `undefined` if that is no range. */
function prefixLengthOf(range: string): number | undefined {
  const [, address, digits] = /^([\da-f:.]+)\/(0|[1-9]\d*)$/i.exec(range) ?? [];
  const length = Number(digits);
  if (address === undefined) return undefined;
  const isIpv6 = address.includes(':');
  return (isIpv6 ? URL.canParse(`http://[${address}]`) : IPV4.test(address)) && length <= (isIpv6 ? 128 : 32)
    ? length
    : undefined;
}
