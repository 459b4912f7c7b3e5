import { lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ConnectAws, ScanOptions } from '../../../cli/commands/scan-accounts.ts';
import { scanAccounts } from '../../../cli/commands/scan-accounts.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { badBroker, broker, cliAnswer } from '../forms.ts';
import { splitSummary, temporaryFolder } from '../support.ts';
import type { FakeAccount, FakeRegion } from './support.ts';
import { awsError, fakeAws } from './support.ts';

const folder = temporaryFolder();

async function* noInput(): AsyncGenerator<string> {}

type Options = Partial<ScanOptions> & { readonly isTTY?: boolean; readonly now?: Date };

function run(account: FakeAccount | undefined, options: Options = {}) {
  return scanWith(async () => account && { aws: fakeAws({ own: account }).aws, readTree: noOrganization }, options);
}

async function noOrganization(): Promise<never> {
  throw new Error('No organization was to be read.');
}

async function scanWith(connect: ConnectAws, { isTTY = false, now, ...options }: Options) {
  const written = { stdout: '', stderr: '' };
  const io = {
    stdin: noInput(),
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text), isTTY },
    useColour: false,
    version: '1.2.3',
    ...(now ? { now } : {}),
  };
  const all: ScanOptions = { format: [{ format: 'json' }], checks: THREE_CHECKS, failOn: 'low', ...options };
  const status = await scanAccounts(all, io, connect);
  return { status, stdout: written.stdout, ...splitSummary(written.stderr) };
}

function account(region: FakeRegion): FakeAccount {
  return { id: '111122223333', regions: { 'eu-west-1': region } };
}

const DENIED = awsError('AccessDeniedException', 403, 'No\u001b[2J.');
const NONE_FOUND = 'rabbitmq-conformance: no broker was found, so nothing was evaluated.\n';

describe('the exit status of a scan', () => {
  it.each<[string, FakeRegion, number]>([
    ['is 0 where all is good', { pages: [[broker()]] }, 0],
    ['is 0 where there are no brokers', { pages: [[]] }, 0],
    ['is 1 where something fails', { pages: [[broker({ name: 'a' }), badBroker()]] }, 1],
    ['is 3 where a broker cannot be described', { pages: [[broker()]], answers: { orders: DENIED } }, 3],
    ['is 2 where a region cannot be read', { pages: [DENIED] }, 2],
    ['is 2 where a region cannot be read to the end, whatever fails', { pages: [[badBroker()], DENIED] }, 2],
  ])('%s', async (_, region, status) => {
    expect((await run(account(region))).status).toBe(status);
  });
});

test('the source of a result is account and region', async () => {
  const { stdout } = await run(account({ pages: [[badBroker()]] }));
  const { results } = JSON.parse(stdout);
  expect(results.map(({ source }: { source: string }) => source)).toEqual(Array(3).fill('111122223333/eu-west-1'));
});

test('what cannot be read is named on standard error, without control characters', async () => {
  const { stderr } = await run(account({ pages: [DENIED] }));
  expect(stderr).toBe(
    'rabbitmq-conformance: 111122223333/eu-west-1: its brokers cannot be listed (AccessDeniedException: No\u{fffd}[2J): ' +
      'allow mq:ListBrokers, or remove the region from --regions.\n',
  );
});

test('brokers that cannot be described are named on standard error', async () => {
  const { stderr } = await run(account({ pages: [[broker()]], answers: { orders: awsError('Slow', 429, 'Wait.') } }));
  expect(stderr).toMatch(/^111122223333\/eu-west-1: 1 of 1 broker cannot be described, .*\n$/);
});

test('its notices are in the report', async () => {
  const { stdout, stderr } = await run(account({ pages: [[broker()]], answers: { orders: DENIED } }));
  expect(stderr).toMatch(/: 1 of 1 broker cannot be described, .*\n$/);
  const { notices } = JSON.parse(stdout);
  expect(notices).toEqual([{ source: '111122223333/eu-west-1', message: expect.stringMatching(/^1 of 1 broker /) }]);
});

test('the report says which places were read, when, and whether to the end', async () => {
  const now = new Date('2026-11-30T22:00:00Z');
  const regions = { 'eu-west-1': { pages: [[broker()]] }, 'us-east-1': { pages: [[broker()], DENIED] } };
  const { stdout } = await run({ id: '111122223333', regions }, { now, regions: Object.keys(regions) });
  const readAt = '2026-11-30T22:00:00.000Z';
  expect(JSON.parse(stdout).places).toEqual([
    { accountId: '111122223333', region: 'eu-west-1', readAt, isComplete: true },
    { accountId: '111122223333', region: 'us-east-1', readAt, isComplete: false },
  ]);
});

describe('that no broker was found', () => {
  it.each<[string, FakeRegion, string | RegExp]>([
    ['is said where everything was read', { pages: [[]] }, NONE_FOUND],
    ['is not said where there are some', { pages: [[broker()]] }, ''],
    ['is not said where something was not read', { pages: [DENIED] }, expect.not.stringContaining('no broker')],
  ])('%s', async (_, region, stderr) => {
    expect((await run(account(region))).stderr).toEqual(stderr);
  });
});

test('where no region is known to begin in, the remedy is named', async () => {
  expect(await run(undefined)).toEqual({
    status: 2,
    stdout: '',
    stderr: 'rabbitmq-conformance: no region is configured. Set it with --regions or AWS_REGION.\n',
  });
});

describe('an inventory', () => {
  it('is written', async () => {
    const outputInventory = folder.path('inventory.ndjson');
    const { status } = await run(account({ pages: [[broker()]] }), { outputInventory });
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(outputInventory, 'utf8'))).toMatchObject({
      Source: '111122223333/eu-west-1',
      BrokerSummaries: [{ BrokerName: 'orders', PubliclyAccessible: false }],
    });
  });

  it('that cannot be written is found out before anything is read', async () => {
    const outputInventory = folder.path('no/such/folder');
    expect(await run(account({ pages: [[broker()]] }), { outputInventory })).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^rabbitmq-conformance: .*folder: cannot be written: ENOENT: .*\.\n$/),
    });
  });
});

describe('an inventory that is there already', () => {
  const OLDER = 'what an older scan has read';

  it.each<[string, ConnectAws]>([
    ['no region is known to begin in', async () => undefined],
    ['the scan breaks off', () => Promise.reject(new Error('It broke off.'))],
  ])('stays where %s', async (_, connect) => {
    const outputInventory = folder.write('older.ndjson', OLDER);
    await scanWith(connect, { outputInventory }).catch(() => undefined);
    expect(readFileSync(outputInventory, 'utf8')).toBe(OLDER);
    expect(readdirSync(dirname(outputInventory)).filter((name) => name.startsWith('older'))).toEqual(['older.ndjson']);
  });

  it('stays where nothing can be read, and that is said', async () => {
    const outputInventory = folder.write('older.ndjson', OLDER);
    const { status, stderr } = await run(account({ pages: [DENIED] }), { outputInventory });
    expect(readFileSync(outputInventory, 'utf8')).toBe(OLDER);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('was not written, because nothing could be read.\n'),
    });
  });

  it('is replaced through a link to it', async () => {
    const target = folder.write('target.ndjson', OLDER);
    const outputInventory = folder.path('link.ndjson');
    symlinkSync(target, outputInventory);
    expect((await run(account({ pages: [[broker()]] }), { outputInventory })).status).toBe(0);
    expect(lstatSync(outputInventory).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({ Source: '111122223333/eu-west-1' });
  });

  it.each([
    ['by its name', 'same.ndjson', './same.ndjson'],
    ['by a link', 'same.ndjson', 'same-link.ndjson'],
  ])('cannot be the report too: %s', async (_, name, other) => {
    const output = folder.write(name, OLDER);
    if (other.includes('link')) symlinkSync(output, folder.path(other));
    const outputInventory = folder.path(other);
    expect(await run(account({ pages: [[broker()]] }), { output, outputInventory })).toEqual({
      status: 2,
      stdout: '',
      stderr: `rabbitmq-conformance: ${outputInventory}: cannot hold both outputs. Name two files.\n`,
    });
    expect(readFileSync(output, 'utf8')).toBe(OLDER);
  });
});

test('a device in the place of an inventory is written to, never replaced', async () => {
  const { status, stderr } = await run(account({ pages: [[broker()]] }), { outputInventory: '/dev/full' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('ENOSPC') });
  expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true);
});

describe('progress', () => {
  const twoBrokers = account({ pages: [[broker({ name: 'a' })], [broker({ name: 'b' })]] });

  it('is a line on a terminal, which is gone in the end', async () => {
    const { stderr } = await run(twoBrokers, { isTTY: true });
    const shown = stderr.split('\r\u001b[K');
    expect(shown).toEqual(expect.arrayContaining(['Signing in', '0 of 1 region, 1 of 2 brokers']));
    expect(splitSummary(shown.at(-1) ?? '').stderr).toBe('');
  });

  it('is not there elsewhere', async () => {
    expect((await run(twoBrokers)).stderr).toBe('');
  });
});

describe('--exemptions', () => {
  const now = new Date('2026-11-30T12:00:00Z');
  const entry = {
    checks: THREE_CHECKS.map(({ id }) => id),
    reason: 'Holds no data.',
    until: '2027-03-31',
  };

  async function scanWithExemptions(entries: readonly object[], region: FakeRegion = { pages: [[badBroker()]] }) {
    const exemptions = folder.write('exemptions.yaml', entries);
    const { stdout, ...result } = await run(account(region), { exemptions, now });
    return { ...result, stdout, output: stdout === '' ? undefined : JSON.parse(stdout) };
  }

  test.each([
    ['a name', { broker: 'orders' }, 0],
    ['the account and region of the session', { broker: '*', accounts: ['111122223333'], regions: ['eu-west-1'] }, 0],
    ['another account', { broker: '*', accounts: ['222233334444'] }, 1],
    ['another region', { broker: 'orders', regions: ['us-east-1'] }, 1],
    ['an address', { address: '*', source: '*.json' }, 1],
  ])('of %s', async (_what, about, status) => {
    expect(await scanWithExemptions([{ ...entry, ...about }])).toMatchObject({ status });
  });

  test('are for the account and region of the session, whatever a response claims', async () => {
    const other = cliAnswer(badBroker());
    const claims = { ...other, BrokerArn: String(other.BrokerArn).replace('111122223333', '222233334444') };
    const region = { pages: [[badBroker()]], answers: { orders: claims } };
    const { status, output } = await scanWithExemptions(
      [{ ...entry, broker: '*', accounts: ['222233334444'] }],
      region,
    );

    expect(status).toBe(1);
    expect(output.results[0].resource).toMatchObject({ accountId: '111122223333', region: 'eu-west-1' });
  });

  test('that match nothing are said where everything was read', async () => {
    const message =
      'the exemption for "odrers" matches no broker that was evaluated. Correct it, or remove it, unless it is needed elsewhere.';
    const { output, stderr } = await scanWithExemptions([{ ...entry, broker: 'odrers' }]);

    expect(output.notices).toEqual([{ source: folder.path('exemptions.yaml'), line: 1, message }]);
    expect(stderr).toContain(`exemptions.yaml:1: ${message}\n`);
    expect((await scanWithExemptions([{ ...entry, broker: 'odrers' }], { pages: [DENIED] })).output.notices).toEqual(
      [],
    );
  });

  test('that cannot be used end with status 2 before AWS is called', async () => {
    const exemptions = folder.write('exemptions.yaml', [{ broker: '*' }]);
    const connect: ConnectAws = () => Promise.reject(new Error('AWS was called'));

    expect(await scanWith(connect, { exemptions, now })).toMatchObject({ status: 2, stdout: '' });
  });
});
