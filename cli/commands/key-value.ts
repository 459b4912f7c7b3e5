import { InvalidArgumentError } from 'commander';

/** Values by their keys, as a repeatable option gathers them. */
export type KeyValues = Readonly<Record<string, string>>;

/** Reads one more `key=value` of a repeatable option. @throws InvalidArgumentError */
export function readKeyValue(text: string, others: KeyValues = {}): KeyValues {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('Expected key=value.');
  return { ...others, [key]: value };
}
