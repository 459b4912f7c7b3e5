/** What stands for a value that evidence does not keep. */
export const LEFT_OUT = '(left out)';

const SECRET_NAME = /passw(or)?d|secret|session_?token|private_?key|access_?key/i;

// A member of JSON, also within a text of JSON, a property of YAML, or an argument of Terraform; and an access key ID.
const SECRET_MEMBER =
  /(?:passw(?:or)?d|secret|session_?token|private_?key|access_?key)[\w-]{0,50}\\{0,9}["']?\s{0,9}[:=]|\bA[KS]IA[A-Z\d]{16}\b/i;

/** The longest member name that is found where a text is read in parts. */
export const LONGEST_MEMBER = 200;

/** Whether a text has a member by whose name its value is a secret, or an access key ID of AWS. */
export function mentionsSecret(text: string): boolean {
  return SECRET_MEMBER.test(text);
}

/** Compact JSON of a value, without the values of members that are secrets by their names, in texts of JSON too. */
export function toJsonWithoutSecrets(value: unknown): string {
  return JSON.stringify(value, (name, member: unknown) => {
    if (SECRET_NAME.test(name) && member !== null && typeof member !== 'boolean') return LEFT_OUT;
    return typeof member === 'string' && mentionsSecret(member) ? withoutSecretsInJson(member) : member;
  });
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
