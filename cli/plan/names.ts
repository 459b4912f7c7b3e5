const MAX_LENGTH = 50;

/** Whether Amazon MQ accepts a broker name: https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html */
export function isBrokerName(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,50}$/.test(text);
}

/** The default name of the new broker. It differs from the old one: names are unique in an account and region. */
export function nameOfReplacement(name: string): string {
  const suffix = name.endsWith('-cluster') ? '-2' : '-cluster';
  // A dash at the beginning of an argument would make it an option.
  const usable = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+/, '');
  return `${(usable || 'broker').slice(0, MAX_LENGTH - suffix.length)}${suffix}`;
}
