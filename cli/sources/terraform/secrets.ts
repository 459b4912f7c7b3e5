import type { PasswordSource } from '../../../checks/facts.ts';
import type { Attribute } from './attribute.ts';

/**
 * What an expression says of a password; `undefined` if it does not say where it is from. `stored`: it is read from where
 * secrets are kept, so it is a reference unless the same configuration puts a literal there.
 */
export type Origin = Exclude<PasswordSource, 'none' | 'hidden'> | 'stored' | undefined;

/** Whether the origin is in no file, as far as the expression says. */
export function isHidden(origin: Origin): boolean {
  return origin === 'reference' || origin === 'stored';
}

/** What makes up a text: a reference beside other references is one, anything else is not known. */
export function joinOrigins(origins: readonly Origin[]): Origin {
  const [first] = origins;
  if (origins.every((origin) => origin === first)) return first;
  return origins.every(isHidden) ? 'stored' : undefined;
}

/** The origin of the passwords of several users. */
export function originOfAll(origins: readonly Origin[]): Origin {
  return (['literal', 'readable'] as const).find((bad) => origins.includes(bad)) ?? joinOrigins(origins);
}

/** @param isKept whether the configuration puts no text that is in a file where secrets are read from */
export function sourceOf(origin: Origin, isKept: () => boolean): Attribute {
  if (origin === 'stored') return isKept() ? { value: 'reference' } : { why: WHY_STORED };
  return origin === undefined ? { why: WHY_UNKNOWN } : { value: origin };
}

/** The attributes of resources that are random. */
const RANDOM: Readonly<Record<string, readonly string[]>> = {
  random_password: ['result', 'bcrypt_hash'],
  random_string: ['result', 'id'],
  random_bytes: ['base64', 'hex'],
  random_id: ['b64_std', 'b64_url', 'dec', 'hex', 'id'],
  random_uuid: ['result', 'id'],
};

/** The attributes of data sources and ephemeral resources that have a secret from where it is kept. */
const READ: Readonly<Record<string, readonly string[]>> = {
  aws_secretsmanager_secret_version: ['secret_string', 'secret_binary'],
  aws_ssm_parameter: ['value'],
  aws_kms_secrets: ['plaintext'],
  vault_generic_secret: ['data', 'data_json'],
  vault_kv_secret: ['data', 'data_json'],
  vault_kv_secret_v2: ['data', 'data_json'],
};

/** The arguments by which resources put a text where {@link READ} finds it. */
const STORED: Readonly<Record<string, readonly string[]>> = {
  aws_secretsmanager_secret_version: ['secret_string', 'secret_binary', 'secret_string_wo'],
  aws_ssm_parameter: ['value', 'insecure_value', 'value_wo'],
  vault_generic_secret: ['data_json'],
  vault_kv_secret: ['data_json'],
  vault_kv_secret_v2: ['data_json', 'data_json_wo'],
};

/** The types of the resources that put a text where secrets are kept. */
export const STORE_TYPES: readonly string[] = Object.keys(STORED);

/** The arguments of a resource of one of the {@link STORE_TYPES} that have what is kept. */
export function storedBy(type: string): readonly string[] {
  return STORED[type] ?? [];
}

/** The attributes of a type that have a secret. @param type with `data.` or `ephemeral.` before it if it is such a one */
export function secretAttributes(type: string): readonly string[] {
  const [mode = '', name = ''] = type.split('.');
  if (mode === 'ephemeral' && name === 'random_password') return ['result'];
  if (name === 'aws_secretsmanager_random_password') return ['random_password'];
  return (name === '' ? RANDOM[mode] : READ[name]) ?? [];
}

/** The origin of an attribute. Of most it is not known, because they may have what the configuration gives them. */
export function originOfAttribute(type: string, attribute: string): Origin {
  if (!secretAttributes(type).includes(attribute)) return undefined;
  return Object.hasOwn(STORED, type.replace(/^(data|ephemeral)\./, '')) ? 'stored' : 'reference';
}

// Neither says anything of the expression, which may have a part of the password.
const WHY_UNKNOWN = 'The expression of user.password does not show whether the password is in a file.';
const WHY_STORED =
  'The password is read from where secrets are kept, but the configuration itself puts a text there that may be in a file.';
