import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { toText } from '../rabbitmq/engine-version.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { BrokerProperties } from '../sources/properties.ts';
import { hasForm } from './forms.ts';
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

/** The configuration, if the new broker can have it: a configuration belongs to one engine version. */
export function keepConfiguration({ configuration }: BrokerProperties, isSameVersion: boolean): Kept {
  return isSameVersion && configuration && isConfiguration(configuration) ? configuration : undefined;
}

type Kept = Replacement['configuration'];

/** Says what becomes of the configuration. @param isCreated whether the plan creates one, with limits only */
export function sayConfiguration(
  { configuration: old }: BrokerProperties,
  kept: Kept,
  { version, isCreated }: { readonly version: EngineVersion; readonly isCreated: boolean },
  say: Say,
): void {
  if (kept) {
    if (version.major >= 4)
      say(`The limits in configuration ${kept.id} must not exceed those of a cluster, or Amazon MQ rejects it.`);
    return;
  }
  if (!old || !isConfiguration(old)) {
    const what = isCreated ? 'the one that the plan creates' : 'the default configuration of its version';
    say(`The configuration of the old broker is not known: the new broker gets ${what}.`);
    return;
  }
  say(
    `Configuration ${old.id} (revision ${old.revision}) is not kept: a configuration belongs to one engine version. If you changed settings in it, ` +
      `the runbook (--runbook) copies them into one for ${toText(version)}${isCreated ? ', with the limits of the plan' : ''}.`,
  );
}

/** The region in the ARN of a KMS key. */
export function regionOfKey(arn: string): string | undefined {
  return arn.split(':')[3];
}

/**
 * The KMS key, unless it is an AWS owned key, which is the default.
 * @throws InputError if the broker names its key, but not by the ARN, or if the key is in another region
 */
export function keepEncryption(
  { useAwsOwnedKey, kmsKeyId: own }: BrokerProperties,
  { wished, region }: { readonly wished: string | undefined; readonly region: string | undefined },
  say: Say,
): Replacement['customKey'] {
  if (wished === undefined && (useAwsOwnedKey === true || (useAwsOwnedKey === undefined && own === undefined))) {
    return undefined;
  }
  const kmsKeyId = wished ?? own;
  if (kmsKeyId !== undefined && !hasForm(kmsKeyId, 'keyArn')) {
    throw new InputError('names its KMS key, but not by the ARN: set the ARN with --kms-key-id.');
  }
  if (wished !== undefined && region !== undefined && regionOfKey(wished) !== region) {
    throw new InputError(
      `is in ${region}, but the key that you set with --kms-key-id is in ${regionOfKey(wished)}. Set a key in ${region}.`,
    );
  }
  // Older CloudFormation documentation says that these options do not apply to RabbitMQ. Newer pages no longer do.
  say(
    kmsKeyId === undefined
      ? 'The new broker keeps the AWS managed key.'
      : `The KMS key is ${wished === undefined ? 'kept' : 'the one that you chose'}. Its key policy must allow whoever creates the broker to create grants on it.`,
  );
  return { kmsKeyArn: kmsKeyId };
}
