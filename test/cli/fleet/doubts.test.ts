import { REPLACED_BY_TAG, REPLACES_TAG } from '../../../cli/plan/names.ts';
import type { Json } from '../plan/described.ts';
import type { Place } from './fleet-of-200.ts';
import { brokerIn, GOOD, idOf } from './fleet-of-200.ts';
import { createFleetRuns } from './support.ts';

const { plan } = createFleetRuns();

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const [OLD, NEW, OTHER] = [idOf(1), idOf(2), idOf(3)];
const DELETE = 'Delete the old broker';
const MOVE = 'Move the clients';

function old(tags: Json = { [REPLACED_BY_TAG]: NEW }, differences: Json = {}, number = 1): Json {
  return brokerIn(ACCOUNT, REGION, number, { BrokerName: `orders-${number}`, Tags: tags, ...differences });
}

function replacement(tags: Json = { [REPLACES_TAG]: OLD }, differences: Json = {}, number = 2): Json {
  return brokerIn(ACCOUNT, REGION, number, { BrokerName: `new-${number}`, ...GOOD, Tags: tags, ...differences });
}

function place(brokers: readonly Json[], region = REGION): Place {
  return { account: ACCOUNT, region, brokers };
}

function inRegion(region: string, broker: Json): Json {
  return { ...broker, BrokerArn: String(broker.BrokerArn).replace(REGION, region) };
}

describe('an old broker stays, and nobody is told to delete it or to move its clients,', () => {
  it.each<[string, readonly Json[], string]>([
    ['if its tag names itself', [replacement({ [REPLACED_BY_TAG]: OLD }, {}, 1)], 'it replaces itself'],
    ['if the tag of another kind names itself', [replacement({ [REPLACES_TAG]: OLD }, {}, 1)], 'it replaces itself'],
    [
      'if two replaced each other',
      [replacement({ [REPLACED_BY_TAG]: NEW }, {}, 1), replacement({ [REPLACED_BY_TAG]: OLD })],
      `By its tag, ${NEW} was itself replaced by ${OLD}.`,
    ],
    [
      'if two replace each other',
      [replacement({ [REPLACES_TAG]: NEW }, {}, 1), replacement()],
      `By its tag, it replaces ${NEW}.`,
    ],
    [
      'if two old ones name the same new one',
      [old(), old(undefined, {}, 3), replacement()],
      `By tags, ${NEW} replaced ${OTHER} too.`,
    ],
    [
      'if it names another than the one that names it',
      [old(), replacement({}), replacement(undefined, {}, 3)],
      `By tags, ${NEW} and ${OTHER} replace it.`,
    ],
    [
      'if two new ones name it',
      [old({}), replacement(), replacement(undefined, {}, 3)],
      `By tags, ${NEW} and ${OTHER} replace it.`,
    ],
    ['if the new one names another', [old(), replacement({ [REPLACES_TAG]: OTHER })], `${NEW} replaces ${OTHER}.`],
    [
      'if the new one is of another engine',
      [old(), replacement({}, { EngineType: 'ACTIVEMQ' })],
      'not a RabbitMQ broker',
    ],
    ['if it is of another engine', [old(undefined, { EngineType: 'ACTIVEMQ' }), replacement()], 'It is not a RabbitMQ'],
    [
      'if the new one is being deleted',
      [old(), replacement(undefined, { BrokerState: 'DELETION_IN_PROGRESS' })],
      `${NEW} cannot be the new broker: The broker is being deleted.`,
    ],
    ['if the new one is public', [old(), replacement(undefined, { PubliclyAccessible: true })], 'publicly accessible'],
    [
      'if the new one does not log',
      [old(), replacement(undefined, { Logs: undefined })],
      'The new broker fails: General logging is off.',
    ],
    [
      'if the new one was not created',
      [old(), replacement(undefined, { BrokerState: 'CREATION_FAILED' })],
      'The new broker is in the state CREATION_FAILED, not RUNNING.',
    ],
    ['if the tags of the new one are not known', [old(), replacement({}, { Tags: undefined })], 'are not known'],
    [
      'if it is being deleted, and no tag says that its clients have moved',
      [old({}, { BrokerState: 'DELETION_IN_PROGRESS' }), replacement()],
      'The broker is being deleted. No tag that is known says that its clients have moved.',
    ],
  ])('%s', async (_, brokers, doubt) => {
    const { rows, page, read } = await plan([place(brokers)]);
    const row = rows.find(({ id }) => id === OLD);
    expect(row).toMatchObject({ state: 'unknown', toDo: expect.stringContaining(doubt) });
    for (const text of [row?.toDo, read(`${row?.folder}/ticket.txt`)]) {
      expect(text).not.toContain(DELETE);
      expect(text).not.toContain(MOVE);
    }
    expect(page).toContain('| unknown |');
  });

  it('with each doubt once', async () => {
    const { rows } = await plan([place([old(), replacement({}, { EngineType: 'ACTIVEMQ' })])]);
    expect(rows.find(({ id }) => id === OLD)?.toDo).toBe(`${NEW} is not a RabbitMQ broker.`);
  });

  it('if the new one is in another region', async () => {
    const other = inRegion('us-east-1', replacement());
    const { rows } = await plan([place([old({})]), place([other], 'us-east-1')]);
    expect(rows.find(({ id }) => id === OLD)).toMatchObject({
      state: 'unknown',
      toDo: `${NEW} is in ${ACCOUNT}/us-east-1, not in the account and region of the old broker.`,
    });
    expect(rows.filter(({ state }) => state === 'deleted')).toEqual([]);
  });
});

describe('clients are not moved', () => {
  it.each<[string, Json, string]>([
    ['to a public broker', { PubliclyAccessible: true }, 'The new broker fails: The broker is publicly accessible.'],
    ['to a single instance', { DeploymentMode: 'SINGLE_INSTANCE' }, 'The new broker fails: '],
    ['to one that failed', { BrokerState: 'CREATION_FAILED' }, 'The new broker is in the state CREATION_FAILED'],
    ['to one that is being created', { BrokerState: 'CREATION_IN_PROGRESS' }, 'in the state CREATION_IN_PROGRESS'],
    ['to one whose state is not known', { BrokerState: undefined }, 'The state of the new broker is not known.'],
  ])('%s', async (_, differences, toDo) => {
    const { rows } = await plan([place([old({}), replacement(undefined, differences)])]);
    const row = rows.find(({ id }) => id === OLD);
    expect(row).toMatchObject({ state: 'created', toDo: expect.stringContaining(toDo) });
    expect(row?.toDo).not.toContain(MOVE);
  });
});

describe('an old broker that is being deleted', () => {
  it('has moved, and needs nothing', async () => {
    const { rows } = await plan([place([old(undefined, { BrokerState: 'DELETION_IN_PROGRESS' }), replacement()])]);
    expect(rows.find(({ id }) => id === OLD)).toMatchObject({
      state: 'moved',
      toDo: 'The broker is being deleted.',
    });
  });
});

describe('a broker that failed to be created', () => {
  it.each(['CREATION_FAILED', 'CRITICAL_ACTION_REQUIRED'])(
    'needs attention, whatever the checks say: %s',
    async (BrokerState) => {
      const { rows, status } = await plan([place([replacement({}, { BrokerState })])]);
      expect(rows).toMatchObject([{ state: 'unknown', toDo: `The broker is in the state ${BrokerState}.` }]);
      expect(status).toBe(2);
    },
  );
});

describe('an old broker that the inventory does not have is not called deleted', () => {
  it.each<[string, readonly Json[], string]>([
    [
      'if two new ones name it',
      [replacement(), replacement(undefined, {}, 3)],
      `By tags, ${NEW} and ${OTHER} replace it.`,
    ],
    [
      'if the new one replaced another',
      [replacement(), old(undefined, {}, 3)],
      `By tags, ${NEW} replaced ${OTHER} too.`,
    ],
    [
      'if the new one names it twice',
      [replacement({ [REPLACES_TAG]: OLD, [REPLACED_BY_TAG]: OLD })],
      'itself replaced by',
    ],
    ['if the new one failed', [replacement(undefined, { BrokerState: 'CREATION_FAILED' })], 'CREATION_FAILED'],
    [
      'if the new one is of another engine',
      [replacement(undefined, { EngineType: 'ACTIVEMQ' })],
      'not a RabbitMQ broker',
    ],
  ])('%s', async (_, brokers, doubt) => {
    const { rows } = await plan([place(brokers)]);
    expect(rows.find(({ id }) => id === OLD)).toMatchObject({
      state: 'unknown',
      toDo: expect.stringContaining(doubt),
    });
  });
});
