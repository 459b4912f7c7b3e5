import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { toText } from '../rabbitmq/engine-version.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { BrokerProperties } from './properties.ts';
import type { Replacement } from './replacement.ts';

/** Takes a difference from the old broker, or what needs attention, as a sentence. */
export type Say = (notice: string) => void;

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** The maintenance window, if it is complete. */
export function keepWindow({ maintenanceWindow }: BrokerProperties, say: Say): Replacement['maintenanceWindow'] {
  const { dayOfWeek = '', timeOfDay = '', timeZone = '' } = maintenanceWindow ?? {};
  const isWhole =
    DAYS.includes(dayOfWeek) && /^\d{1,2}:\d{2}(:\d{2})?$/.test(timeOfDay) && /^[A-Za-z0-9_+:/-]{1,50}$/.test(timeZone);
  if (isWhole) return { dayOfWeek, timeOfDay, timeZone };
  say(
    maintenanceWindow
      ? 'The maintenance window is not valid and is not kept: Amazon MQ chooses one.'
      : 'The maintenance window is not known: Amazon MQ chooses one.',
  );
  return undefined;
}

/** The tags, without those that only AWS can set. */
export function keepTags({ tags }: BrokerProperties, say: Say): ReadonlyMap<string, string> {
  if (!tags) say('The tags are not known, so the new broker keeps none.');
  return new Map([...(tags ?? [])].filter(([key]) => key !== '' && !/^aws:/i.test(key)));
}

/** Whether these are the id and revision of a configuration. */
export function isConfiguration({ id, revision }: { readonly id: string; readonly revision: number }): boolean {
  return /^c-[0-9a-z-]{1,50}$/.test(id) && revision >= 1;
}

/** The configuration, if the new broker has the same engine version. */
export function keepConfiguration(
  { configuration }: BrokerProperties,
  { isKept, version }: { readonly isKept: boolean; readonly version: EngineVersion },
  say: Say,
): Replacement['configuration'] {
  if (!configuration || !isConfiguration(configuration)) {
    say('The configuration is not known: the new broker gets the default configuration of its version.');
    return undefined;
  }
  const { id, revision } = configuration;
  if (isKept) {
    if (version.major >= 4)
      say(`The limits in configuration ${id} must not exceed those of a cluster, or Amazon MQ rejects it.`);
    return configuration;
  }
  say(
    `Configuration ${id} (revision ${revision}) is not kept: a configuration belongs to one engine version. ` +
      `If you changed settings in it, create one for ${toText(version)}.`,
  );
  return undefined;
}

export function isKeyArn(text: string): boolean {
  return /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,60}$/.test(text);
}

/**
 * The KMS key, unless it is an AWS owned key, which is the default.
 * @throws InputError if the broker names its key, but not by the ARN
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
    throw new InputError('names its KMS key, but not by the ARN: set the ARN with --kms-key-id.');
  }
  // Older CloudFormation documentation says that these options do not apply to RabbitMQ. Newer pages no longer do.
  say(
    kmsKeyId === undefined
      ? 'The new broker keeps the AWS managed key.'
      : `The KMS key is ${wished === undefined ? 'kept' : 'the one that you set with --kms-key-id'}. Its key policy must allow whoever creates the broker to create grants on it.`,
  );
  return { kmsKeyArn: kmsKeyId };
}
