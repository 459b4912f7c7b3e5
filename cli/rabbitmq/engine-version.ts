/** A RabbitMQ version as Amazon MQ lets you choose it: 3.13 and 3.13.7 are the same. */
export interface EngineVersion {
  readonly major: number;
  readonly minor: number;
}

/**
 * The versions that Amazon MQ accepts for new RabbitMQ brokers, in ascending order.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-version-management.html
 */
export const OFFERED_VERSIONS = ['3.13', '4.2', '4.3'] as const;

export type OfferedVersion = (typeof OFFERED_VERSIONS)[number];

/** The instance families of clusters: https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-4.html */
const FAMILIES: Readonly<Record<OfferedVersion, readonly string[]>> = {
  '3.13': ['m5', 'm7g'],
  '4.2': ['m7g'],
  '4.3': ['m7g'],
};

const OFFERED = OFFERED_VERSIONS.map((text) => ({ version: versionOf(text), families: FAMILIES[text] }));

/** The sizes that both families have: https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-sizing-guidelines.html */
const SHARED_SIZES: readonly string[] = ['large', 'xlarge', '2xlarge', '4xlarge'];

/** The smallest type that AWS recommends for production. mq.m7g.medium is for tests; mq.t3.micro cannot be in a cluster. */
export const SMALLEST_TYPE = 'mq.m7g.large';

/** @returns `undefined` if the text is not a version */
export function parseVersion(text: string): EngineVersion | undefined {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})(?:\.\d{1,5}){0,2}$/.exec(text.trim()) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** Whether a version that is written as a number, not as a text, is the same in every notation: `3.13`, but not `3.10`. */
export function isUnambiguous(number: string): boolean {
  return /^[1-9]\d{0,3}\.\d{0,3}[1-9]$/.test(number);
}

export function versionOf(text: OfferedVersion): EngineVersion {
  const [major = 0, minor = 0] = text.split('.').map(Number);
  return { major, minor };
}

export function toText({ major, minor }: EngineVersion): string {
  return `${major}.${minor}`;
}

export function isOlder(a: EngineVersion, b: EngineVersion): boolean {
  return a.major < b.major || (a.major === b.major && a.minor < b.minor);
}

/** Whether Amazon MQ accepts a version for new brokers; `undefined` for a version newer than all that are known here. */
export function isOffered(version: EngineVersion): boolean | undefined {
  if (OFFERED.some((entry) => isSame(entry.version, version))) return true;
  return OFFERED.some((entry) => isOlder(version, entry.version)) ? false : undefined;
}

/** Says that Amazon MQ no longer accepts a version; `undefined` if it does, or if that is not known. */
export function adviceOnVersion(name: string, text: unknown): string | undefined {
  const version = typeof text === 'string' ? parseVersion(text) : undefined;
  if (version === undefined || isOffered(version) !== false) return undefined;
  return `${name} is ${toText(version)}, which Amazon MQ no longer accepts for new RabbitMQ brokers: choose one of ${OFFERED_VERSIONS.join(', ')}.`;
}

/** The oldest accepted version that is not older than this one. A version newer than all of them stays. */
export function nextOffered(version: EngineVersion): EngineVersion {
  return OFFERED.find((entry) => !isOlder(entry.version, version))?.version ?? version;
}

/** Whether an instance type can be in a cluster of a version; `undefined` if that is not known here. */
export function canCluster(instanceType: string, version: EngineVersion): boolean | undefined {
  const { family, size } = partsOf(instanceType);
  if (family === 't2' || family === 't3') return false;
  if (family !== 'm5' && family !== 'm7g') return undefined;
  if (family === 'm5' && !SHARED_SIZES.includes(size)) return undefined;
  // Future versions will not bring back a family that the newest one dropped.
  const families = OFFERED.find((entry) => isSame(entry.version, version))?.families ?? OFFERED.at(-1)?.families ?? [];
  return families.includes(family);
}

/** The closest instance type to one that cannot be in a cluster. */
export function nearestType(instanceType: string): string {
  const { family, size } = partsOf(instanceType);
  return family === 'm5' && SHARED_SIZES.includes(size) ? `mq.m7g.${size}` : SMALLEST_TYPE;
}

export function isInstanceType(text: string): boolean {
  return /^mq\.[a-z0-9-]{2,20}\.[a-z0-9-]{2,20}$/.test(text);
}

function partsOf(instanceType: string): { readonly family: string; readonly size: string } {
  const [, family = '', size = ''] = instanceType.split('.');
  return { family, size };
}

function isSame(a: EngineVersion, b: EngineVersion): boolean {
  return a.major === b.major && a.minor === b.minor;
}
