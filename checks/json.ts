/** A JSON value for a sentence: short, on one line. */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value);
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
