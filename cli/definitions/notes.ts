import { quote } from '../../checks/json.ts';
import type { Definitions } from './definitions.ts';
import { isOfOneVirtualHost, LISTS_OF_BROKER, LISTS_OF_VIRTUAL_HOST } from './definitions.ts';
import type { Row } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isNewer, PAGES } from './target.ts';

/** The members that an export is known to have. */
const KNOWN: ReadonlySet<string> = new Set([
  'rabbit_version',
  'rabbitmq_version',
  'product_name',
  'product_version',
  'rabbitmq_definition_format',
  'original_cluster_name',
  'original_vhost_name',
  'explanation',
  'metadata',
  'description',
  'default_queue_type',
  'limits',
  'tags',
  ...LISTS_OF_BROKER,
  ...LISTS_OF_VIRTUAL_HOST,
]);

/** The findings about the export as a whole. */
export function findOfWhole(definitions: Definitions, target: TargetVersion): Row[] {
  const rows: Row[] = [];
  const add = (row: Omit<Row, 'kind'>) => rows.push({ kind: 'export', ...row });
  const version = definitions.rabbitmq_version ?? definitions.rabbit_version;
  if (typeof version !== 'string' || isNewer(version, target) === undefined) {
    add({
      name: 'rabbitmq_version',
      verdict: 'remark',
      detail: 'is missing or not a version, so the version of the old broker is not known.',
      imported: 'as-is',
    });
  } else if (isNewer(version, target)) {
    add({
      name: 'rabbitmq_version',
      verdict: 'change',
      detail: `is ${version.slice(0, 20)}, newer than the target. Features of newer versions were not checked.`,
      action: 'Choose a --target-version that is not older than the old broker.',
      reference: PAGES.definitions,
      imported: 'as-is',
    });
  }
  for (const name of Object.keys(definitions)) {
    if (KNOWN.has(name)) continue;
    add({ name, verdict: 'remark', detail: 'is not known to this program, and was not checked.', imported: 'as-is' });
  }
  return rows;
}

/** What is true of every move, whatever the export contains. */
export function findNotes(definitions: Definitions): readonly string[] {
  const { users, vhosts } = definitions;
  return [
    'Messages are not in a definitions export. Drain the queues, or the messages stay on the old broker.',
    'Exclusive queues are not in an export either. Their clients declare them again.',
    ...((vhosts?.some(({ name }) => name === '/') ?? true)
      ? [
          'In the virtual host / of a cluster, a queue that no policy of yours matches gets the max-length of the instance type, ' +
            `and overflow reject-publish: ${PAGES.defaults}`,
        ]
      : []),
    ...(users === undefined
      ? []
      : [
          'The export includes password hashes, so users log in as before. A user with the same name as the administrator ' +
            'of the new broker overwrites the password of the administrator.',
        ]),
    ...(isOfOneVirtualHost(definitions) ? [aboutOne(definitions.original_vhost_name)] : []),
  ];
}

function aboutOne(name: unknown): string {
  const which = typeof name === 'string' ? `the virtual host ${quote(name)}` : 'one virtual host';
  const path = typeof name === 'string' ? encodeURIComponent(name) : '<virtual host>';
  return (
    `This is an export of ${which}. It has no users, permissions or virtual hosts. ` +
    `Create the virtual host on the new broker, and import the definitions there: POST /api/definitions/${path}`
  );
}
