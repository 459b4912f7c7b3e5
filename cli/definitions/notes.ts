import { count } from '../text/count.ts';
import type { Definitions } from './definitions.ts';
import type { Row } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isNewer, PAGES } from './target.ts';

/** Lists and other members that exports have, and that need no review. */
const KNOWN = new Set([
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
  'users',
  'vhosts',
  'permissions',
  'topic_permissions',
  'parameters',
  'global_parameters',
  'policies',
  'queues',
  'exchanges',
  'bindings',
]);

/** What the smallest instance type allows. https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-resource-hard-limit.html */
const SMALLEST = { queues: 2500, vhosts: 10, exchanges: 12_500 } as const;

const NOUNS = { queues: 'queue', vhosts: 'virtual host', exchanges: 'exchange' } as const;

/** What there is to say of the export as a whole. */
export function findOfWhole(definitions: Definitions, target: TargetVersion): Row[] {
  const rows: Row[] = [];
  const add = (row: Omit<Row, 'kind'>) => rows.push({ kind: 'export', ...row });
  const version = definitions.rabbitmq_version ?? definitions.rabbit_version;
  if (typeof version !== 'string' || isNewer(version, target) === undefined) {
    add({
      name: 'rabbitmq_version',
      verdict: 'remark',
      detail: 'is missing, so that the version of the old broker is not known.',
      imported: 'as-is',
    });
  } else if (isNewer(version, target)) {
    add({
      name: 'rabbitmq_version',
      verdict: 'change',
      detail: `is ${version.slice(0, 20)}, newer than the target: what only newer versions know was not looked for.`,
      action: 'Choose a target that is not older than the old broker.',
      reference: PAGES.definitions,
      imported: 'as-is',
    });
  }
  for (const name of Object.keys(definitions)) {
    if (KNOWN.has(name)) continue;
    add({ name, verdict: 'remark', detail: 'is not known here, and was not looked at.', imported: 'as-is' });
  }
  for (const name of ['queues', 'vhosts', 'exchanges'] as const) {
    const number = definitions[name]?.length ?? 0;
    if (number <= SMALLEST[name]) continue;
    add({
      name,
      verdict: 'remark',
      detail: `has ${count(number, NOUNS[name])}, more than the smallest instance types allow.`,
      action: 'Look up the limits of the instance type that you choose.',
      reference: PAGES.limits,
      imported: 'as-is',
    });
  }
  return rows;
}

/** What holds for every move, whatever the export has. */
export function findNotes({ users, vhosts }: Definitions): readonly string[] {
  return [
    'Messages are not in a definitions export. Drain the queues, or they stay on the old broker.',
    'Exclusive queues are in no export either. Their clients declare them again.',
    ...(users === undefined
      ? []
      : [
          'Users come with the hashes of their passwords, and log in as before. One that is called like the administrator ' +
            'of the new broker overwrites its password.',
        ]),
    ...(vhosts === undefined
      ? [
          'This is an export of one virtual host: users, permissions and virtual hosts are not in it. ' +
            'Create the virtual host on the new broker before you import it there.',
        ]
      : []),
  ];
}
