import type { BrokerIdentity } from '../../checks/broker.ts';
import { isBrokerName } from '../plan/names.ts';

/**
 * Gives each broker a folder, `account/region/name`, which has no characters of an input that could lead elsewhere.
 * Names that differ only in their case are different in AWS, but not in every file system.
 */
export function createFolders(): (broker: BrokerIdentity) => string {
  const taken = new Set<string>();
  return ({ accountId = '', region = '', name, id }) => {
    const parent = `${plain(accountId, /^\d{12}$/) ?? 'unknown-account'}/${plain(region, /^[a-z0-9-]{1,30}$/) ?? 'unknown-region'}`;
    const base = name !== undefined && isBrokerName(name) ? name : slug(name ?? id);
    for (let number = 1; ; number += 1) {
      const folder = `${parent}/${number === 1 ? base : `${base}.${number}`}`;
      if (taken.has(folder.toLowerCase())) continue;
      taken.add(folder.toLowerCase());
      return folder;
    }
  };
}

function plain(text: string, form: RegExp): string | undefined {
  return form.test(text) ? text : undefined;
}

function slug(text = ''): string {
  return text.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 50) || 'unnamed';
}
