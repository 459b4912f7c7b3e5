/** How brokers are divided into waves. */
export interface WaveRule {
  readonly by: 'account' | 'region' | { readonly tag: string };
  /** One value for each wave, in their order. */
  readonly values: readonly string[];
}

/** What a wave is decided by. */
export interface WaveSubject {
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly tags: ReadonlyMap<string, string> | undefined;
}

/**
 * Reads a rule: `tag:environment=dev,test,prod`, `account=111122223333,444455556666` or `region=eu-west-1,us-east-1`.
 * @returns the part that is wrong if the text is none
 */
export function parseWaves(text: string): WaveRule | 'key' | 'values' {
  const [, by, tag, list = ''] = /^(account|region|tag:(.{1,128}?))=(.*)$/su.exec(text) ?? [];
  if (by === undefined) return 'key';
  const values = list.split(',').map((value) => value.trim());
  if (values.includes('') || new Set(values).size < values.length) return 'values';
  return { by: tag === undefined ? (by as 'account' | 'region') : { tag }, values };
}

/** The number of the wave, from 1. What the rule does not name goes into the last one. */
export function waveOf({ account, region, tags }: WaveSubject, rule: WaveRule | undefined): number {
  if (!rule) return 1;
  const value = typeof rule.by === 'object' ? tags?.get(rule.by.tag) : { account, region }[rule.by];
  const index = value === undefined ? -1 : rule.values.indexOf(value);
  return (index < 0 ? rule.values.length : index) + 1;
}

/** What is in a wave. */
export function titleOf(wave: number, rule: WaveRule | undefined): string {
  if (!rule) return 'All brokers';
  const name = typeof rule.by === 'object' ? rule.by.tag : rule.by;
  const value = rule.values[wave - 1];
  return value === undefined ? `All others: ${name} is none of ${rule.values.join(', ')}` : `${name} is ${value}`;
}
