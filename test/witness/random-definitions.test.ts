import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Definitions, Json } from '../../cli/definitions/definitions.ts';
import { run, temporaryFolder } from '../cli/support.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ } from '../support/rabbitmq.ts';
import { findRabbitMQ4 } from '../support/rabbitmq-installations.ts';
import { RANDOM_DEFINITIONS, USERS, VHOSTS } from '../support/random-definitions.ts';

const installed = findRabbitMQ4();

const RUNS = 100;

/** What names an object of each list. */
const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  users: ['name'],
  vhosts: ['name'],
  permissions: ['user', 'vhost'],
  topic_permissions: ['user', 'vhost', 'exchange'],
  parameters: ['component', 'vhost', 'name'],
  global_parameters: ['name'],
  policies: ['vhost', 'name'],
  queues: ['vhost', 'name'],
  exchanges: ['vhost', 'name'],
  bindings: ['vhost', 'source', 'destination_type', 'destination', 'routing_key', 'arguments'],
};

describeWith(installed)('any export, reviewed for RabbitMQ 4', () => {
  const folder = temporaryFolder();
  let server: RabbitMQ;

  const start = () => startRabbitMQ(installed, { settings: { default_queue_type: 'quorum' } });

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  it('is imported by a real server without a refusal, and then has what was promised', async () => {
    const exported = folder.path('exported.json');
    const output = folder.path('importable.json');
    const property = fc.asyncProperty(RANDOM_DEFINITIONS, fc.boolean(), async (definitions, toQuorum) => {
      folder.write('exported.json', definitions);
      const options = ['--target-version', '4.2', '--output-importable', output, ...(toQuorum ? ['--quorum'] : [])];
      const { stderr } = await run(['definitions', exported, ...options]);
      expect(stderr).toBe('');
      const importable: Definitions = JSON.parse(readFileSync(output, 'utf8'));
      try {
        await createUnlisted(importable, server);
        await server.call('POST', 'definitions', importable);
        expect(findMissing(importable, (await server.call('GET', 'definitions')) as Definitions)).toEqual([]);
      } finally {
        // RabbitMQ 4.0 cannot delete some virtual hosts that it imported. Then another server takes over.
        await empty(server).catch(async () => {
          await server.stop();
          server = await start();
        });
      }
    });
    await fc.assert(property, { numRuns: RUNS, ...seedOf(process.env.SEED) });
  });
});

/** Creates what the report says to create before the import: the users and virtual hosts that an export does not list. */
async function createUnlisted({ users, vhosts }: Definitions, { call }: RabbitMQ): Promise<void> {
  const put = (path: string, name: string, body: object) => call('PUT', `${path}/${encodeURIComponent(name)}`, body);
  if (vhosts === undefined) for (const name of [...VHOSTS, 'not there']) await put('vhosts', name, {});
  if (users === undefined)
    for (const name of [...USERS, 'nobody', 'guest']) await put('users', name, { password_hash: '', tags: '' });
}

/** The seed that a failure names, to repeat it. */
function seedOf(text: string | undefined) {
  return text === undefined ? {} : { seed: Number(text) };
}

/** What a server does not have as it was imported, as JSON. */
function findMissing(importable: Definitions, found: Definitions): readonly string[] {
  return Object.entries(IDENTITIES).flatMap(([list, identity]) => {
    const itemsOf = (definitions: Json) => (definitions[list] ?? []) as readonly Json[];
    const keyOf = (item: Json) => JSON.stringify(identity.map((name) => normalise(list, item)[name]));
    const there = new Map(itemsOf(found).map((item) => [keyOf(item), normalise(list, item)]));
    return itemsOf(importable)
      .filter((item) => !isWithin(normalise(list, item), there.get(keyOf(item))))
      .map((item) => `${list} ${JSON.stringify(item)}, but ${JSON.stringify(there.get(keyOf(item)))}`);
  });
}

/** Defaults of what an object leaves out, and one form for what servers write in several. */
function normalise(list: string, item: Json): Json {
  const { arguments: args = {}, ...others } = item;
  switch (list) {
    case 'users': {
      const { tags, name, password_hash } = item;
      const all = Array.isArray(tags) ? tags : String(tags ?? '').split(',');
      return { name, tags: all.filter((tag) => tag !== ''), ...(password_hash !== undefined && { password_hash }) };
    }
    case 'vhosts':
      return { name: item.name };
    case 'bindings':
      return { routing_key: '', ...others, arguments: sorted(args) };
    case 'queues': {
      const { 'x-queue-type': type, ...rest } = args as Json;
      const { type: _, exclusive: __, ...queue } = others;
      return { ...queue, arguments: rest, ...(type !== 'undefined' && type !== undefined && { 'x-queue-type': type }) };
    }
    default:
      return item;
  }
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value : Object.fromEntries(Object.entries(value ?? {}).sort());
}

/** Whether a value has all that another has. An object without members is sometimes written as a list. */
function isWithin(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'object' || part === null) return Object.is(part, whole);
  if (typeof whole !== 'object' || whole === null) return false;
  const entries = Object.entries(part);
  if (Array.isArray(part) && entries.length !== Object.keys(whole).length) return false;
  return entries.every(([name, value]) => isWithin(value, (whole as Json)[name]));
}

async function empty({ call }: RabbitMQ): Promise<void> {
  const namesIn = async (path: string) =>
    ((await call('GET', path)) as readonly { readonly name: string }[]).map(({ name }) => name);
  await call('POST', 'users/bulk-delete', { users: (await namesIn('users')).filter((name) => name !== 'witness') });
  for (const name of await namesIn('vhosts')) await call('DELETE', `vhosts/${encodeURIComponent(name)}`);
  await call('PUT', 'vhosts/%2F', { default_queue_type: 'quorum' });
}
