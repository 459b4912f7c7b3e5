import { enumerate } from '../text/enumerate.ts';
import type { Definitions } from './definitions.ts';
import { isOfOneVirtualHost, LISTS_OF_VIRTUAL_HOST } from './definitions.ts';
import { engineFile } from './engine.ts';
import { PREDECLARED } from './exchange-type-table.ts';
import type { Row } from './rows.ts';

/** The lists whose objects name a virtual host. */
const NAMING_VIRTUAL_HOSTS = ['permissions', 'topic_permissions', ...LISTS_OF_VIRTUAL_HOST] as const;

/** How many names are listed. */
const MAX_NAMES = 5;

/**
 * Says which lists the export lacks, although its objects need what is in them. Whether the new broker has it is not known
 * here, so the objects stay.
 */
export function findMissingLists(definitions: Definitions): Row[] {
  const {
    users,
    vhosts,
    queues,
    exchanges,
    permissions = [],
    topic_permissions: topic = [],
    bindings = [],
  } = definitions;
  const rows: Row[] = [];
  const add = (name: string, what: string, action: string) =>
    rows.push({
      kind: 'export',
      name,
      verdict: 'change',
      detail: `is missing, and the export has ${what}: the new broker would refuse the import.`,
      action,
      reference: engineFile('rabbit/src/rabbit_definitions.erl'),
      imported: 'as-is',
    });

  if (vhosts === undefined && !isOfOneVirtualHost(definitions)) {
    const all = NAMING_VIRTUAL_HOSTS.flatMap((name) => definitions[name]?.flatMap(({ vhost }) => vhost ?? []) ?? []);
    const names = [...new Set(all)].filter((name) => name !== '/');
    if (names.length > 0) {
      const shown = names.length > MAX_NAMES ? [...names.slice(0, MAX_NAMES), 'the others'] : names;
      add('vhosts', 'objects in virtual hosts other than /', `Create ${enumerate(shown)} before the import.`);
    }
  }
  if (users === undefined && permissions.length + topic.length > 0) {
    add('users', 'permissions', 'Create the users before the import.');
  }
  if (queues === undefined && bindings.some(({ destination_type: type }) => type === 'queue')) {
    add('queues', 'bindings to queues', 'Import the queues first.');
  }
  const ends = bindings.flatMap(({ source, destination, destination_type: type }) =>
    type === 'exchange' ? [source, destination] : [source],
  );
  if (exchanges === undefined && ends.some((name) => !PREDECLARED.has(name))) {
    add('exchanges', 'bindings of exchanges', 'Import the exchanges first.');
  }
  return rows;
}
