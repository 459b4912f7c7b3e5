import { isObject } from '../../../checks/json.ts';

/** What stands for a value that evidence does not keep. */
const LEFT_OUT = '(left out)';

const SECRET_NAME = /passw(or)?d|secret|(?<!next)token|private_?key|access_?key|credential/i;

// A member of JSON, also within a text of JSON, or a tag; an access key ID; and the user and password of a URI.
const SECRET_TEXT = [
  /(?:passw(?:or)?d|secret|(?<!next)token|private_?key|access_?key|credential)[\w-]{0,50}\\{0,9}["']?\s{0,9}[:=]/i,
  /\bA[KS]IA[A-Z\d]{16}\b/,
  /:\/\/[^\s/:@"]{0,200}:[^\s/@"]{1,200}@/,
];

function mentionsSecret(text: string): boolean {
  return SECRET_TEXT.some((pattern) => pattern.test(text));
}

/** Compact JSON of a value, without the values of members and tags that are secrets by their names, in texts of JSON too. */
export function toJsonWithoutSecrets(value: unknown): string {
  return JSON.stringify(value, (name, member: unknown) => {
    if (SECRET_NAME.test(name) && member !== null && typeof member !== 'boolean') return LEFT_OUT;
    if (isObject(member)) return withoutSecretValue(member);
    return typeof member === 'string' && mentionsSecret(member) ? withoutSecretsInJson(member) : member;
  });
}

/** A tag, a parameter or a variable, which has its name in one member and its value in another. */
function withoutSecretValue(entry: Readonly<Record<string, unknown>>): unknown {
  const members = Object.entries(entry);
  const isSecret = members.some(
    ([name, text]) => /(key|name)$/i.test(name) && typeof text === 'string' && SECRET_NAME.test(text),
  );
  if (!isSecret) return entry;
  return Object.fromEntries(members.map(([name, value]) => [name, /value$/i.test(name) ? LEFT_OUT : value]));
}

// AWS Config gives the configuration of a resource as a text of JSON.
function withoutSecretsInJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? LEFT_OUT : toJsonWithoutSecrets(value);
  } catch {
    return LEFT_OUT;
  }
}
