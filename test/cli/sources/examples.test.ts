import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from '../support.ts';
import { EVALUATE, run } from '../support.ts';

const FOLDER = join(import.meta.dirname, '../../../examples');
// Templates to deploy, without a broker.
const NO_INPUTS = ['README.md', 'monthly-evidence.yaml', 'scan-role.yaml'];
const FILES = readdirSync(FOLDER)
  .filter((name) => !NO_INPUTS.includes(name))
  .sort();

/** In the order of the checks: cluster, no public access, general logging. */
type Verdicts = Readonly<Record<string, readonly [cluster: string, access: string, logging: string]>>;

const PASS = ['pass', 'pass', 'pass'] as const;
const SKIP = ['skip', 'skip', 'skip'] as const;

// What README.md there says of each file, a broker at a time.
const CLAIMS: Readonly<Record<string, Verdicts>> = {
  'change-set.json': { Orders: PASS },
  'cloud-control-rabbitmq.json': { 'cdkrd-0810-rabbit': ['fail', 'fail', 'fail'] },
  'cloud-control-activemq.json': { 'cdkrd-mq-version': SKIP },
  'config-item-cluster.json': { orders: PASS },
  'config-item-missing-fact.json': { shipping: ['pass', 'pass', 'unknown'] },
  'config-item-text-booleans.json': { returns: ['pass', 'fail', 'pass'] },
  'config-item-unknown-mode.json': { catalogue: ['unknown', 'pass', 'pass'] },
  'config-history-single-instance.json': { invoices: ['fail', 'pass', 'pass'] },
  'config-snapshot.json.gz': { payments: ['pass', 'fail', 'pass'], search: PASS },
  'describe-broker-logs-pending-on.json': { booking: ['pass', 'pass', 'fail'] },
  'describe-broker-logs-pending-off.json': { 'audit-trail': PASS },
  'describe-brokers.ndjson': { telemetry: ['pass', 'pass', 'fail'], sandbox: SKIP, checkout: PASS },
  'event-deleted.json': { legacy: SKIP },
  'inventory.ndjson': {
    orders: ['fail', 'fail', 'fail'],
    invoicing: ['fail', 'pass', 'pass'],
    shipping: ['fail', 'pass', 'pass'],
    'shipping-cluster': PASS,
    payments: ['pass', 'fail', 'pass'],
    search: ['pass', 'pass', 'fail'],
    catalog: PASS,
  },
  'template-cluster.yaml': { Broker: PASS },
  'template-parameters.yaml': { Broker: ['pass', 'unknown', 'pass'] },
  'template-single-instance.json': { Broker: ['fail', 'fail', 'fail'] },
  'terraform-plan.json': {
    'aws_mq_broker.example': ['fail', 'fail', 'pass'],
    'module.queue["eu"].aws_mq_broker.this[0]': PASS,
  },
  'terraform-state.json': {
    'aws_mq_broker.basket["blue"]': PASS,
    'aws_mq_broker.batch': SKIP,
    'module.platform.module.queue[0].aws_mq_broker.this': ['fail', 'pass', 'fail'],
  },
};

// What README.md there says in words.
const DETAILS = [
  ['config-item-missing-fact.json', 'Logs.General is missing from the configuration item.'],
  ['config-item-unknown-mode.json', '"CLUSTER_MULTI_REGION" is an unknown deployment mode.'],
  ['describe-broker-logs-pending-on.json', 'General logging is off until a pending change turns it on.'],
  ['describe-broker-logs-pending-off.json', 'General logging is on, but a pending change will turn it off.'],
  ['describe-brokers.ndjson', 'The broker is being deleted.'],
  ['event-deleted.json', 'The broker was deleted.'],
  ['cloud-control-activemq.json', 'The engine is ACTIVEMQ, not RabbitMQ.'],
  [
    'template-parameters.yaml',
    'PubliclyAccessible is not known: it is !Ref Public, and the parameter Public has no value (set it with --parameters Public=… or in a parameter file).',
  ],
] as const;

const NOTICES: Readonly<Record<string, readonly RegExp[]>> = {
  'change-set.json': [/^skipped 1 resource other than brokers\.$/],
  'config-history-single-instance.json': [/^skipped 1 older or repeated configuration item\.$/],
  'config-snapshot.json.gz': [/^skipped 1 resource other than brokers\.$/],
  'terraform-plan.json': [
    /^aws_mq_broker\.example: logs\.audit is on, but Amazon MQ rejects it because RabbitMQ has no audit logs/,
    /^aws_mq_broker\.example: security_groups is set/,
    /^aws_mq_broker\.example: engine_version is 3\.10, which Amazon MQ no longer accepts/,
    /^aws_mq_broker\.example: a password is in the Terraform configuration/,
    /^skipped 1 resource other than brokers\.$/,
  ],
  'terraform-state.json': [/^skipped 1 data source\.$/],
};

async function evaluateExample(name: string) {
  const path = join(FOLDER, name);
  const { status, stdout, stderr } = await run([...EVALUATE, '--format', 'json', path]);
  const { results }: Output = JSON.parse(stdout);
  return { status, results, stderr: stderr.replaceAll(`${path}: `, '') };
}

it('every example is claimed here and described in README.md there', () => {
  const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  const described = [...readme.matchAll(/^\| `(.+?)`/gm)].map(([, name]) => name);
  expect(Object.keys(CLAIMS).sort()).toEqual(FILES);
  expect(described.sort()).toEqual(FILES);
});

it.each(Object.entries(CLAIMS))('%s gets the verdicts that are claimed', async (name, claim) => {
  const { results, stderr } = await evaluateExample(name);
  const verdicts: Record<string, string[]> = {};
  for (const { resource, address, verdict } of results) {
    const broker = address ?? resource.name ?? '';
    verdicts[broker] = [...(verdicts[broker] ?? []), verdict];
  }
  expect(verdicts).toEqual(claim);
  expect(stderr.split('\n').slice(0, -1)).toEqual((NOTICES[name] ?? []).map((notice) => expect.stringMatching(notice)));
});

it.each(DETAILS)('%s says: %s', async (name, detail) => {
  const { results } = await evaluateExample(name);
  expect(results.map((result) => result.detail)).toContain(detail);
});

it('there are at least twelve brokers', async () => {
  const { stdout, status } = await run([...EVALUATE, '--format', 'json', ...FILES.map((name) => join(FOLDER, name))]);
  const { results }: Output = JSON.parse(stdout);
  expect(
    new Set(results.map(({ resource }) => resource.arn).filter((arn) => arn !== undefined)).size,
  ).toBeGreaterThanOrEqual(12);
  expect(status).toBe(1);
});

it('the folder can be evaluated as a whole', async () => {
  const { status, stdout, stderr } = await run([...EVALUATE, '--format', 'json', FOLDER]);
  const { results }: Output = JSON.parse(stdout);
  expect([...new Set(results.map(({ source }) => source))]).toEqual(FILES.map((name) => join(FOLDER, name)));
  expect(status).toBe(1);
  expect(stderr).toMatch(/: skipped 1 file of an unknown type \(README\.md\)\.\n$/);
});
