import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { REPLACED_BY_TAG, REPLACES_TAG } from '../../../cli/plan/names.ts';
import { broker as factsOf, queryAnswer } from '../forms.ts';
import type { Json } from '../plan/described.ts';
import type { Place } from './fleet-of-200.ts';
import { brokerIn, GOOD, idOf } from './fleet-of-200.ts';
import { createFleetRuns } from './support.ts';

const { plan, temporary, planFiles } = createFleetRuns();

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const PLACE = `${ACCOUNT}/${REGION}`;
const OLD = idOf(1);
const NEW = idOf(2);

function old(tags: Json = {}, differences: Json = {}): Json {
  return brokerIn(ACCOUNT, REGION, 1, { BrokerName: 'orders', Tags: tags, ...differences });
}

function replacement(tags: Json = { [REPLACES_TAG]: OLD }, differences: Json = {}): Json {
  return brokerIn(ACCOUNT, REGION, 2, { BrokerName: 'orders-cluster', ...GOOD, Tags: tags, ...differences });
}

function place(brokers: readonly Json[], problems: readonly string[] = []): readonly Place[] {
  return [{ account: ACCOUNT, region: REGION, brokers, problems }];
}

describe('where a broker stands', () => {
  it.each<[string, readonly Json[], Json]>([
    ['planned, as nothing has happened', [old()], { state: 'planned', newBroker: 'orders-cluster', newId: '' }],
    [
      'created, as the new broker is there',
      [old(), replacement()],
      { state: 'created', newId: NEW, toDo: 'Move the clients and messages, as the runbook says.' },
    ],
    [
      'created, as the new broker is there, and lacks something',
      [old(), replacement(undefined, { Logs: { General: false } })],
      { state: 'created', toDo: expect.stringContaining('The new broker fails: General logging is off.') },
    ],
    [
      'moved, as the tag of the old broker says',
      [old({ [REPLACED_BY_TAG]: NEW }), replacement()],
      { state: 'moved', newId: NEW, toDo: 'Delete the old broker, as the last step of the runbook says.' },
    ],
    ['deleted, as the old broker is gone', [replacement()], { state: 'deleted', newId: NEW, toDo: '' }],
    [
      'unknown, as the broker that replaced it is not there',
      [old({ [REPLACED_BY_TAG]: NEW })],
      {
        state: 'unknown',
        toDo:
          `Its tag says that ${NEW} replaced it, but the inventory has no such broker. ` +
          `Scan the account and region of ${NEW} too, or remove the tag ${REPLACED_BY_TAG}.`,
      },
    ],
    [
      'planned again, as the new broker is being deleted',
      [old(), replacement(undefined, { BrokerState: 'DELETION_IN_PROGRESS' })],
      { state: 'planned', newBroker: 'orders-cluster-2' },
    ],
    ['planned, as a tag that is no ID says nothing', [old({ [REPLACED_BY_TAG]: 'x' })], { state: 'planned' }],
    [
      'nothing to do, as every default check passes',
      [brokerIn(ACCOUNT, REGION, 1, GOOD)],
      { state: 'nothing to do', toDo: '', folder: '' },
    ],
  ])('is %s', async (_, brokers, expected) => {
    const { rows } = await plan(place(brokers));
    expect(rows.find(({ id }) => id === OLD)).toMatchObject(expected);
  });

  it('is unknown without a plan, which would create a second new broker', async () => {
    const { read } = await plan(place([old({ [REPLACED_BY_TAG]: NEW })]));
    expect(read(`${PLACE}/orders/replacement.sh`)).toBeUndefined();
    expect(read(`${PLACE}/orders/ticket.txt`)).toMatch(/^Find out what replaces the broker orders /);
    expect(read(`${PLACE}/orders/ticket.txt`)).not.toContain('Steps');
  });

  it('is said of each step over newer scans, in the same folder, whose plan stays as it was', async () => {
    const { folder, read } = await plan(place([old()]));
    const files = () => ['main.tf', 'replacement.sh', 'runbook.md'].map((name) => read(`${PLACE}/orders/${name}`));
    const before = files();
    const states: (string | undefined)[] = [];
    for (const brokers of [
      [old({}, { HostInstanceType: 'mq.m5.xlarge' }), replacement()],
      [old({ [REPLACED_BY_TAG]: NEW }), replacement()],
      [replacement()],
    ]) {
      const { rows, status } = await plan(place(brokers), [], folder);
      expect(status).toBe(0);
      states.push(rows.find(({ id }) => id === OLD)?.state);
    }
    expect(states).toEqual(['created', 'moved', 'deleted']);
    expect(files()).toEqual(before);
    expect(read(`${PLACE}/orders/ticket.txt`)).toContain('State: deleted');
  });
});

describe('an old broker that is not in the inventory', () => {
  it('is not called deleted where its region was not read to the end', async () => {
    const { rows, status, stderr, page } = await plan(place([replacement()], ['its brokers cannot be listed.']));
    expect(rows.find(({ id }) => id === OLD)).toMatchObject({
      state: 'unknown',
      toDo: expect.stringContaining(`does not show all brokers of ${PLACE} either. Scan it again.`),
    });
    expect(status).toBe(2);
    expect(stderr).toContain(`${PLACE}: its brokers cannot be listed.`);
    expect(page).toContain('**Not everything was read**');
  });

  it('is not called deleted where nothing tells whether its region was read to the end', async () => {
    const { rows } = await plan(JSON.stringify([replacement()]));
    expect(rows.find(({ id }) => id === OLD)?.state).toBe('unknown');
  });

  it('is not called deleted where another account or region has its ID', async () => {
    const [other] = place([old()]);
    const { rows } = await plan([{ ...other, account: '444455556666' } as Place, ...place([replacement()])]);
    expect(rows.map(({ account, id, state }) => [account, id, state])).toEqual([
      [ACCOUNT, NEW, 'nothing to do'],
      ['444455556666', OLD, 'unknown'],
    ]);
  });
});

describe('names', () => {
  it('that a cluster without the tag has are asked about', async () => {
    const { rows } = await plan(place([old(), replacement({})]));
    expect(rows.find(({ id }) => id === OLD)).toMatchObject({
      state: 'planned',
      newBroker: 'orders-cluster-2',
      toDo: expect.stringContaining(
        `There is a cluster orders-cluster (${NEW}) already. If it is the new broker, tag it: aws mq create-tags ` +
          `--resource-arn arn:aws:mq:eu-west-1:111122223333:broker:orders-cluster:${NEW} --tags '{"${REPLACES_TAG}":"${OLD}"}'. ` +
          'If not, the plan creates orders-cluster-2.',
      ),
    });
  });

  it.each<[string, Json]>([
    ['only listed', { Logs: undefined, PubliclyAccessible: undefined, EngineVersion: undefined }],
    ['known without its tags', { Tags: undefined }],
    ['known, and has no tag of a plan', { Tags: {} }],
  ])('stay in a plan whose new broker may be there already: %s', async (_, differences) => {
    const { folder, read } = await plan(place([old()]), ['--format', 'terraform']);
    const files = () => ['main.tf', 'runbook.md'].map((name) => read(`${PLACE}/orders/${name}`));
    const before = files();
    const later = place([old({}, { HostInstanceType: 'mq.m5.xlarge' }), replacement(undefined, differences)]);
    const { rows } = await plan(later, ['--format', 'terraform'], folder);
    expect(files()).toEqual(before);
    const row = rows.find(({ id }) => id === OLD);
    expect(row).toMatchObject({ state: 'planned', newBroker: 'orders-cluster' });
    expect(row?.toDo).toContain(`There is a cluster orders-cluster (${NEW}) already`);
    expect(row?.toDo).toContain(`If not, delete the plan in ${PLACE}/orders: the next one creates orders-cluster-2.`);
    unlinkSync(join(folder, PLACE, 'orders/main.tf'));
    unlinkSync(join(folder, PLACE, 'orders/runbook.md'));
    await plan(later, ['--format', 'terraform'], folder);
    expect(read(`${PLACE}/orders/main.tf`)).toContain('"orders-cluster-2"');
  });

  it.each<[string, Json]>([
    ['is of another engine', { EngineType: 'ACTIVEMQ' }],
    ['is public', { PubliclyAccessible: true }],
    ['replaces another broker', { Tags: { [REPLACES_TAG]: idOf(3) } }],
  ])('change in a plan when a broker has it that %s', async (_, differences) => {
    const { folder, read } = await plan(place([old()]));
    await plan(place([old(), replacement({}, differences)]), [], folder);
    expect(read(`${PLACE}/orders/replacement.sh`)).toContain('orders-cluster-2');
  });

  it('that two new brokers would have differ', async () => {
    const names = ['orders.a', 'orders a'].map((BrokerName, index) =>
      brokerIn(ACCOUNT, REGION, index, { BrokerName, SubnetIds: GOOD.SubnetIds }),
    );
    const { rows } = await plan(place(names));
    expect(rows.map(({ newBroker }) => newBroker)).toEqual(['orders-a-cluster-2', 'orders-a-cluster']);
  });

  it('are unique in an account and region only', async () => {
    const [one] = place([old()]);
    const { rows } = await plan([one as Place, { ...one, region: 'us-east-1' } as Place]);
    expect(rows.map(({ newBroker }) => newBroker)).toEqual(['orders-cluster', 'orders-cluster']);
  });
});

describe('prices', () => {
  const at = (region: string, HostInstanceType: string, number: number) => ({
    account: ACCOUNT,
    region,
    brokers: [brokerIn(ACCOUNT, region, number, { HostInstanceType })],
  });

  const planPriced = (file: string) => plan([at(REGION, 'mq.m5.large', 1)], ['--prices', file]);

  it('are those of the instances before and after, and their sums', async () => {
    const { rows, page, read } = await plan([at('us-east-1', 'mq.m5.large', 1)]);
    expect(rows).toMatchObject([{ usdPerMonthBefore: '210.24', usdPerMonthAfter: '630.72' }]);
    expect(page).toContain('USD a month of the brokers that move: 210 before, 631 after.');
    expect(read(`${ACCOUNT}/us-east-1/broker-1/ticket.txt`)).toContain(
      'USD a month for the instances: from 210 to 631.',
    );
  });

  it('are those of a file', async () => {
    const product = (deploymentOption: string, USD: string) =>
      JSON.stringify({
        product: {
          attributes: { brokerEngine: 'RabbitMQ', deploymentOption, instanceType: 'mq.m5.large', regionCode: REGION },
        },
        terms: { OnDemand: { a: { priceDimensions: { b: { unit: 'Hrs', pricePerUnit: { USD } } } } } },
      });
    const PriceList = [product('Single-AZ', '0.3'), product('Multi-AZ', '0.9')];
    const file = temporary.write('prices.json', JSON.stringify({ PriceList }));
    const { rows, page, read } = await planPriced(file);
    expect(rows).toMatchObject([{ usdPerMonthBefore: '219', usdPerMonthAfter: '657' }]);
    expect(page).toContain('by prices of prices.json.');
    expect(read(`${PLACE}/broker-1/runbook.md`)).toContain('about 219 USD a month now and about 657 USD');
  });

  it('of a file that is none are refused', async () => {
    const { status, stderr, rows } = await planPriced(temporary.write('none.json', '{}'));
    expect({ status, rows }).toEqual({ status: 2, rows: [] });
    expect(stderr).toContain('none.json: has no PriceList.');
  });

  it('that are not known are no zeros', async () => {
    const { rows, page } = await plan([at('us-east-1', 'mq.m5.large', 1), at('eu-west-1', 'mq.m5.large', 2)]);
    expect(rows.map(({ usdPerMonthBefore }) => usdPerMonthBefore)).toEqual(['', '210.24']);
    expect(page).toContain('at least 210 (1 not known) before, at least 631 (1 not known) after.');
  });

  it('of which none is known have no sum', async () => {
    const { page, read } = await plan([at('eu-west-1', 'mq.m5.large', 2)]);
    expect(page).toContain('What the brokers cost is not known. Pass `--prices`.');
    expect(page).not.toMatch(/USD a month of|not known → not known/);
    expect(read(`${PLACE}/broker-2/ticket.txt`)).toContain(
      'The price of the instances is not known: plan with --prices.',
    );
  });
});

describe('the version and size', () => {
  it('are those before and after, and RabbitMQ 3.13 is not the last move', async () => {
    const { rows, page, read } = await plan(place([old()]));
    expect(rows).toMatchObject([{ engineVersionBefore: '3.13.7', engineVersionAfter: '3.13' }]);
    const [before, after] = [
      'RabbitMQ 3.13.7, mq.m5.large, SINGLE_INSTANCE',
      'RabbitMQ 3.13, mq.m5.large, CLUSTER_MULTI_AZ',
    ];
    expect(page.replaceAll('\\', '')).toContain(`| ${before} | ${after} |`);
    expect(page).toContain('1 broker moves to RabbitMQ 3.13: RabbitMQ 4 is then a second move.');
    expect(read(`${PLACE}/orders/ticket.txt`)).toContain(`Size: from ${before} to ${after}`);
  });

  it('of RabbitMQ 4 need no second move', async () => {
    const four = ['--engine-version', '4.2', '--host-instance-type', 'mq.m7g.large'];
    const { page } = await plan(place([old()]), four);
    expect(page).toContain('RabbitMQ 4.2, mq.m7g.large');
    expect(page).not.toContain('second move');
  });
});

describe('options for all new brokers', () => {
  it('raise limits in the plan of each', async () => {
    const four = old({}, { EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large', Configurations: {} });
    const { read } = await plan(place([four]), ['--limit', 'cluster_queue_limit=1500']);
    expect(read(`${PLACE}/orders/replacement.sh`)).toContain('cluster_queue_limit = 1500');
  });

  it('raise no limits of RabbitMQ 3, which has none to raise', async () => {
    const four = { EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large', Configurations: {} };
    const brokers = [old(), brokerIn(ACCOUNT, REGION, 3, { ...four, BrokerName: 'billing' })];
    const { status, stdout, stderr, read } = await plan(place(brokers), ['--limit', 'max_message_size=1048576']);
    expect(status).toBe(0);
    expect(stderr).toContain(
      `--limit: is left out for ${PLACE}/orders: Amazon MQ cannot change the limits of RabbitMQ 3.13`,
    );
    expect(stdout).toContain('2 brokers: 2 planned.');
    expect(read(`${PLACE}/billing/replacement.sh`)).toContain('max_message_size = 1048576');
    expect(read(`${PLACE}/orders/replacement.sh`)).not.toContain('max_message_size');
  });

  it('that one broker cannot have leave it without a plan, which is counted', async () => {
    const four = { EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large', Configurations: {} };
    const brokers = [old({}, four), brokerIn(ACCOUNT, REGION, 3)];
    const { status, stdout, rows, page } = await plan(place(brokers), ['--limit', 'cluster_queue_limit=20000']);
    expect(status).toBe(2);
    expect(stdout).toContain('2 brokers: 1 could not be planned, 1 planned.');
    expect(page).toContain('1 broker could not be planned: the rows say why.');
    expect(rows.find(({ id }) => id === OLD)?.toDo).toMatch(
      /^No plan is possible: --limit cluster_queue_limit=20000: the maximum of mq.m7g.large is 10000\./,
    );
  });

  it('are not the definitions of one', async () => {
    const { status, stderr } = await plan(place([old()]), ['--definitions', 'x.json']);
    expect(status).toBe(2);
    expect(stderr).toContain("cannot be used with option '--definitions <file>'");
  });
});

describe('exemptions', () => {
  const exempt = (checks: readonly string[]) =>
    temporary.write(
      'exemptions.json',
      JSON.stringify([{ broker: 'orders', checks, reason: 'Until the data center closes.', until: '2027-06-30' }]),
    );

  it('that accept all that fails leave nothing to plan', async () => {
    const { rows, page } = await plan(place([old()]), ['--exemptions', exempt(['rabbitmq-cluster-deployment'])]);
    expect(rows).toMatchObject([
      { state: 'exempt', exemptUntil: '2027-06-30', exemptReason: 'Until the data center closes.', folder: '' },
    ]);
    expect(page).toContain('## Exempt');
  });

  it('that accept all but logging leave a command', async () => {
    const quiet = old({}, { Logs: { General: false } });
    const { rows, read } = await plan(place([quiet]), ['--exemptions', exempt(['rabbitmq-cluster-deployment'])]);
    expect(rows).toMatchObject([{ state: 'planned', fix: 'in place', why: 'General logging is off.' }]);
    expect(read(`${PLACE}/orders/logging.sh`)).toContain('aws mq update-broker');
    expect(read(`${PLACE}/orders/replacement.sh`)).toBeUndefined();
  });

  it('that accept only a part leave the rest', async () => {
    const open = old({}, { PubliclyAccessible: true });
    const { rows } = await plan(place([open]), ['--exemptions', exempt(['rabbitmq-cluster-deployment'])]);
    expect(rows).toMatchObject([{ state: 'planned', fix: 'new broker', why: 'The broker is publicly accessible.' }]);
  });
});

describe('inventories', () => {
  it.each([
    ['a list of DescribeBroker responses', JSON.stringify([old()])],
    [
      'a query of an aggregator',
      JSON.stringify(
        queryAnswer([factsOf({ name: 'orders', publiclyAccessible: true })], {
          configuration: {
            ...(old() as object),
            Id: OLD,
            Arn: `arn:aws:mq:${REGION}:${ACCOUNT}:broker:orders:${OLD}`,
          },
          accountId: ACCOUNT,
          awsRegion: REGION,
        }),
      ),
    ],
  ])('can be %s', async (_, input) => {
    const { rows, status } = await plan(input);
    expect(status).toBe(0);
    expect(rows).toMatchObject([{ account: ACCOUNT, region: REGION, broker: 'orders', state: 'planned' }]);
  });

  it.each([
    [
      'a report',
      JSON.stringify({ version: 1, results: [], summary: {} }),
      'is a report, which has verdicts and no properties of brokers. Pass what "scan --output-inventory" writes.',
    ],
    ['a broken line', `{"Source":"${PLACE}","BrokerSummaries":[]}\n{"Source":\n`, 'is broken in line 2'],
    ['nothing', '', 'is empty'],
  ])('cannot be %s', async (_, input, message) => {
    const { status, stderr, rows } = await plan(input);
    expect({ status, rows }).toEqual({ status: 2, rows: [] });
    expect(stderr).toContain(message);
  });

  it.each([
    ['problems that are no list', { Problems: 'denied' }],
    ['problems that are no texts', { Problems: [{ message: 'denied' }] }],
    ['more pages', { NextToken: 'x' }],
  ])('are not whole with %s', async (_, more) => {
    const page = { Source: PLACE, BrokerSummaries: [replacement()], ...more };
    const { rows, status, stderr } = await plan(`${JSON.stringify(page)}\n`);
    expect(rows.find(({ id }) => id === OLD)?.state).toBe('unknown');
    expect(status).toBe(2);
    expect(stderr).toContain(`${PLACE}: was not read completely.`);
  });

  it('of which none can be read leave everything as it was', async () => {
    const { folder, read } = await plan(place([old()]));
    const before = ['fleet.csv', 'fleet.md', '.fleet.json'].map(read);
    const { status, stderr, stdout } = await planFiles([temporary.path('mistyped.ndjson')], [], folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('mistyped.ndjson');
    expect(['fleet.csv', 'fleet.md', '.fleet.json'].map(read)).toEqual(before);
  });

  it('that have a region twice count once', async () => {
    const one = temporary.write('one.ndjson', `{"Source":"${PLACE}","BrokerSummaries":[${JSON.stringify(old())}]}\n`);
    const two = temporary.write('two.ndjson', `{"Source":"${PLACE}","BrokerSummaries":[]}\n`);
    const { status, stderr, rows } = await planFiles([one, two]);
    expect(status).toBe(2);
    expect(stderr).toContain(`two.ndjson: has ${PLACE}, which ${one} has too.`);
    expect(rows).toHaveLength(1);
  });

  it('whose broker could not be described say so, and the rest is planned', async () => {
    const { Logs, PubliclyAccessible, EngineVersion, ...listed } = old();
    const other = brokerIn(ACCOUNT, REGION, 3, {});
    const { status, stderr, rows } = await plan(place([listed, other]));
    expect(status).toBe(2);
    expect(stderr).toContain(`${PLACE}/orders: Only its entry in a list is known`);
    expect(rows.map(({ state, folder }) => [state, folder])).toEqual([
      ['planned', `${PLACE}/broker-3`],
      ['planned', ''],
    ]);
  });

  it('whose broker cannot be planned for say why, and the rest is planned', async () => {
    const odd = old({}, { EngineVersion: 'x' });
    const { status, stderr, rows } = await plan(place([odd, brokerIn(ACCOUNT, REGION, 3, {})]));
    expect(status).toBe(2);
    expect(stderr).toContain('The broker has an invalid EngineVersion');
    expect(rows.filter(({ folder }) => folder !== '')).toHaveLength(1);
  });
});
