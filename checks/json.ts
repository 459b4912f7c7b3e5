/** A JSON value for a sentence: short, on one line. */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value);
}

/** What a value is, without its content, which may be a secret. */
export function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'a text';
  return typeof value === 'object' ? quote(value) : `a ${typeof value}`;
}

/** A non-empty string, or `undefined`. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A JSON object, or an empty one for anything else. */
export function readObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A member by its name in AWS Config, CloudFormation and the AWS CLI (`EngineType`),
 * else by its name on the wire of the Amazon MQ API (`engineType`).
 */
export function readMember(object: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const camelCase = name.charAt(0).toLowerCase() + name.slice(1);
  return Object.hasOwn(object, camelCase) ? object[camelCase] : undefined;
}

/**
 * A boolean, or one as text in any case: some resource types have text in their configuration items, as SQS does.
 * `undefined` for anything else.
 */
export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = upperCaseAscii(value.trim());
  if (text === 'TRUE') return true;
  return text === 'FALSE' ? false : undefined;
}

/** A list of texts; `undefined` for anything else, even if only one element is no text. */
export function readTexts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((text) => readText(text) !== undefined) ? value : undefined;
}

/** Tags as an object, or as a list of keys and values. `undefined` if one of them cannot be read, or if a key has two values. */
export function readTags(value: unknown): ReadonlyMap<string, string> | undefined {
  const tags = entriesOf(value);
  if (!tags?.every(isTag)) return undefined;
  const map = new Map(tags);
  return tags.every(([key, value]) => map.get(key) === value) ? map : undefined;
}

/** Like {@link readTags}, without those that cannot be read. */
export function readableTags(value: unknown): ReadonlyMap<string, string> | undefined {
  const tags = entriesOf(value);
  return tags && new Map(tags.filter(isTag));
}

function entriesOf(value: unknown): readonly (readonly unknown[])[] | undefined {
  if (Array.isArray(value)) {
    return value.map(readObject).map((tag) => [readMember(tag, 'Key'), readMember(tag, 'Value')]);
  }
  return isObject(value) ? Object.entries(value) : undefined;
}

function isTag(tag: readonly unknown[]): tag is [string, string] {
  return tag.every((text) => typeof text === 'string');
}

/** A name such as `RabbitMQ` or `CLUSTER_MULTI_AZ` in upper case, as AWS writes the same name in several cases. */
export function readName(value: unknown): string | undefined {
  const text = readText(value)?.trim();
  return text === undefined ? undefined : upperCaseAscii(text);
}

/**
 * A text with its ASCII letters, and no others, in upper case. `toUpperCase` would make letters of other scripts into
 * ASCII ones, such as the dotless i, so that an unknown value would become a known one.
 */
function upperCaseAscii(text: string): string {
  return text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}
