import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { toText } from '../rabbitmq/engine-version.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { BrokerProperties } from './properties.ts';
import type { Replacement } from './replacement.ts';

type Say = (notice: string) => void;

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** The maintenance window, if it is whole. */
export function keepWindow({ maintenanceWindow }: BrokerProperties, say: Say): Replacement['maintenanceWindow'] {
  const { dayOfWeek = '', timeOfDay = '', timeZone = '' } = maintenanceWindow ?? {};
  const isWhole =
    DAYS.includes(dayOfWeek) && /^\d{1,2}:\d{2}(:\d{2})?$/.test(timeOfDay) && /^[A-Za-z0-9_+:/-]{1,50}$/.test(timeZone);
  if (isWhole) return { dayOfWeek, timeOfDay, timeZone };
  say(
    maintenanceWindow
      ? 'The maintenance window cannot be read and is not kept: Amazon MQ will choose one.'
      : 'The maintenance window is not known: Amazon MQ will choose one.',
  );
  return undefined;
}

/** The tags but those of AWS, which nobody else can set. */
export function keepTags({ tags }: BrokerProperties, say: Say): ReadonlyMap<string, string> {
  if (!tags) say('The tags are not known, so that the replacement has none.');
  return new Map([...(tags ?? [])].filter(([key]) => key !== '' && !/^aws:/i.test(key)));
}

/** Whether these are the id and revision of a configuration. */
export function isConfiguration({ id, revision }: { readonly id: string; readonly revision: number }): boolean {
  return /^c-[0-9a-z-]{1,50}$/.test(id) && revision >= 1;
}

/** The configuration, if it is one of the version. */
export function keepConfiguration(
  { configuration }: BrokerProperties,
  { isKept, version }: { readonly isKept: boolean; readonly version: EngineVersion },
  say: Say,
): Replacement['configuration'] {
  if (!configuration || !isConfiguration(configuration)) {
    say('The configuration is not known: the replacement gets the default of its version.');
    return undefined;
  }
  const { id, revision } = configuration;
  if (isKept) {
    if (version.major >= 4)
      say(`The limits in configuration ${id} must be within those of a cluster, or Amazon MQ refuses it.`);
    return configuration;
  }
  say(
    `Configuration ${id} (revision ${revision}) is not kept, since a configuration belongs to one engine version: ` +
      `make one for ${toText(version)}, if settings were changed in it.`,
  );
  return undefined;
}

export function isKeyArn(text: string): boolean {
  return /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,60}$/.test(text);
}

/**
 * The key, if it is not one that AWS owns, which is the default.
 * @throws InputError if the key is not known well enough to name it
 */
export function keepEncryption(
  { encryption }: BrokerProperties,
  wished: string | undefined,
  say: Say,
): Replacement['customKey'] {
  const { useAwsOwnedKey, kmsKeyId: own } = encryption ?? {};
  if (wished === undefined && (useAwsOwnedKey === true || (useAwsOwnedKey === undefined && own === undefined))) {
    return undefined;
  }
  const kmsKeyId = wished ?? own;
  if (kmsKeyId !== undefined && !isKeyArn(kmsKeyId)) {
    throw new InputError('has a KMS key that is not given by its ARN: give the ARN with --kms-key-id.');
  }
  // Older documentation of CloudFormation says that the options do not apply to RabbitMQ, newer pages do not.
  say(
    kmsKeyId === undefined
      ? 'The key that AWS manages in the account is kept.'
      : `The KMS key is ${wished === undefined ? 'kept' : 'that of --kms-key-id'}: its policy has to let whoever creates the broker make grants on it.`,
  );
  return { kmsKeyArn: kmsKeyId };
}
