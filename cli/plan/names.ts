import { isBrokerId } from '../../checks/broker.ts';

export const MAX_NAME_LENGTH = 50;

/**
 * Whether Amazon MQ accepts a broker name, and no command takes it for an option:
 * https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html
 */
export function isBrokerName(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(text) && text.length <= MAX_NAME_LENGTH;
}

/** The default name of the new broker. It differs from the old one: names are unique in an account and region. */
export function nameOfReplacement(name: string): string {
  const suffix = name.endsWith('-cluster') ? '-2' : '-cluster';
  // A dash at the beginning of an argument would make it an option.
  const usable = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+/, '');
  return `${(usable || 'broker').slice(0, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
}

/**
 * Tags that tell from a scan alone how far a move is. The plan sets the first on the new broker: the ID of the old one. The
 * runbook sets the second on the old broker when the move is verified: the ID of the new one.
 */
export const REPLACES_TAG = 'rabbitmq-conformance:replaces';
export const REPLACED_BY_TAG = 'rabbitmq-conformance:replaced-by';

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html
const MAX_TAGS = 50;

/** The tags of the new broker: those of the old one, and which broker it replaces, if there is room for that. */
export function tagsOfReplacement(
  tags: ReadonlyMap<string, string>,
  oldId: string | undefined,
): ReadonlyMap<string, string> {
  const kept = [...tags].filter(([key]) => key !== REPLACES_TAG && key !== REPLACED_BY_TAG);
  const isTold = oldId !== undefined && isBrokerId(oldId) && kept.length < MAX_TAGS;
  return new Map(isTold ? [...kept, [REPLACES_TAG, oldId]] : kept);
}
