import type { PasswordSource } from '../../../checks/facts.ts';

/** What an expression says of a password; `undefined` if it does not say where it is from. */
export type Origin = Extract<PasswordSource, 'literal' | 'reference'> | undefined;

/** What makes up a text: a reference beside other references is one, anything else is not known. */
export function joinOrigins(origins: readonly Origin[]): Origin {
  const [first] = origins;
  return origins.every((origin) => origin === first) ? first : undefined;
}

/** The origin of the passwords of several users. */
export function originOfAll(origins: readonly Origin[]): Origin {
  return origins.includes('literal') ? 'literal' : joinOrigins(origins);
}

/** Resources whose values are random, data sources that read secrets from where they are kept, and what is in no file. */
const SECRETS: readonly RegExp[] = [
  /^random_(password|string|bytes|id|uuid)$/,
  /^data\.aws_(secretsmanager_(secret_version|random_password)|ssm_parameter|kms_secrets)$/,
  /^data\.vault_\w+$/,
  /^ephemeral\./,
];

/**
 * Whether a resource, or with `data.` before its type a data source, has values that are in no file. Of other ones it is
 * not known, because they may have what the configuration gives them.
 */
export function isSecretType(type: string): boolean {
  return SECRETS.some((pattern) => pattern.test(type));
}

/** Says nothing of the expression, which may have a part of the password. */
export const WHY_UNKNOWN = 'The expression of user.password does not show whether the password is in a file.';
