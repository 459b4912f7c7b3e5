import type { BrokerIdentity } from '../../checks/broker.ts';
import { isBrokerName } from '../plan/names.ts';

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z0-9-]{1,30}$/;

/** Whether a path is the folder of a broker, and so leads nowhere else. */
export function isFolder(path: string): boolean {
  const [account = '', region = '', name = '', ...others] = path.split('/');
  return (
    others.length === 0 &&
    (ACCOUNT.test(account) || account === 'unknown-account') &&
    (REGION.test(region) || region === 'unknown-region') &&
    /^[A-Za-z0-9_-]{1,50}(\.\d{1,6})?$/.test(name)
  );
}

/**
 * Gives each broker a folder, `account/region/name`, which has no characters of an input that could lead elsewhere.
 * Names that differ only in their case are different in AWS, but not in every file system.
 * @param before the IDs of the brokers of an earlier run, by their folders: they keep them, and nobody else gets them
 */
export function createFolders(
  before: ReadonlyMap<string, { readonly id: string }>,
): (broker: BrokerIdentity) => string {
  const owners = new Map([...before].map(([folder, { id }]) => [folder.toLowerCase(), id]));
  const taken = new Set<string>();
  return ({ accountId = '', region = '', name, id }) => {
    const parent = `${plain(accountId, ACCOUNT) ?? 'unknown-account'}/${plain(region, REGION) ?? 'unknown-region'}`;
    const own = [...before].find(([folder, written]) => written.id === id && folder.startsWith(`${parent}/`))?.[0];
    const base = `${parent}/${name !== undefined && isBrokerName(name) ? name : slug(name ?? id)}`;
    const isFree = (folder: string) =>
      !taken.has(folder.toLowerCase()) && (owners.get(folder.toLowerCase()) ?? id) === id;
    let folder = own ?? base;
    for (let number = 2; !isFree(folder); number += 1) folder = `${base}.${number}`;
    taken.add(folder.toLowerCase());
    return folder;
  };
}

function plain(text: string, form: RegExp): string | undefined {
  return form.test(text) ? text : undefined;
}

function slug(text = ''): string {
  return text.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 50) || 'unnamed';
}
