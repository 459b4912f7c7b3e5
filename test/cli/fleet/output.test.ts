import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { marked } from 'marked';
import { REPLACES_TAG } from '../../../cli/plan/names.ts';
import type { Json } from '../plan/described.ts';
import { HOSTILE } from '../support.ts';
import { brokerIn, GOOD, idOf } from './fleet-of-200.ts';
import { createFleetRuns } from './support.ts';

const { plan, temporary } = createFleetRuns();

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const PATH = `${ACCOUNT}/${REGION}/orders`;
const place = (brokers: readonly Json[]) => [{ account: ACCOUNT, region: REGION, brokers }];
const ORDERS = brokerIn(ACCOUNT, REGION, 1, { BrokerName: 'orders' });

describe('a folder', () => {
  it('has the same files after the same run', async () => {
    const { folder, read } = await plan(place([ORDERS]));
    const files = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    const before = [files(), read('.fleet.json')];
    const { status, stderr } = await plan(place([ORDERS]), [], folder);
    expect([files(), read('.fleet.json')]).toEqual(before);
    expect(status).toBe(0);
    expect(stderr).not.toContain('not replaced');
  });

  it('has runbooks that say where the plan is', async () => {
    const { read } = await plan(place([ORDERS]), ['--format', 'terraform']);
    expect(read(`${PATH}/runbook.md`)).toContain(`Copy the plan, \`${PATH}/main.tf\`, into this folder.`);
  });

  it('gets a new plan where the old one was not changed', async () => {
    const { folder, read } = await plan(place([ORDERS]));
    await plan(place([{ ...ORDERS, HostInstanceType: 'mq.m5.xlarge' }]), [], folder);
    expect(read(`${PATH}/replacement.sh`)).toContain('mq.m5.xlarge');
  });

  it('keeps a plan that was changed', async () => {
    const { folder, read } = await plan(place([ORDERS]));
    const changed = `${read(`${PATH}/replacement.sh`)}# Mine.\n`;
    writeFileSync(join(folder, PATH, 'replacement.sh'), changed);
    const { status, stderr } = await plan(place([{ ...ORDERS, HostInstanceType: 'mq.m5.xlarge' }]), [], folder);
    expect(read(`${PATH}/replacement.sh`)).toBe(changed);
    expect(stderr).toContain(
      `${folder}/${PATH}/replacement.sh: was not replaced: it was changed since it was written. Delete it to get the new one.\n`,
    );
    expect(status).toBe(0);
  });

  it.each(['fleet.md', `${PATH}/runbook.md`])('keeps %s that something else wrote', async (path) => {
    const folder = temporary.path(`foreign-${path.length}`);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), 'Mine.');
    const { status, stderr, read } = await plan(place([ORDERS]), [], folder);
    expect(read(path)).toBe('Mine.');
    expect(read(`${PATH}/replacement.sh`)).toContain('create-broker');
    expect(status).toBe(2);
    expect(stderr).toContain(`${folder}/${path}: was not written: there is a file that this command did not write.`);
  });

  it('follows no link', async () => {
    const folder = temporary.path('linked');
    const target = temporary.write('target', 'Mine.');
    mkdirSync(folder);
    symlinkSync(target, join(folder, 'fleet.csv'));
    const { status } = await plan(place([ORDERS]), [], folder);
    expect(readFileSync(target, 'utf8')).toBe('Mine.');
    expect(status).toBe(2);
  });

  it('follows no link to another folder', async () => {
    const folder = temporary.path('linked-folder');
    const elsewhere = temporary.path('elsewhere');
    mkdirSync(join(elsewhere, 'orders'), { recursive: true });
    mkdirSync(join(folder, ACCOUNT), { recursive: true });
    symlinkSync(elsewhere, join(folder, ACCOUNT, REGION));
    const { status, stderr, read } = await plan(place([ORDERS]), [], folder);
    expect(readdirSync(join(elsewhere, 'orders'))).toEqual([]);
    expect(read('fleet.csv')).toContain('orders');
    expect(status).toBe(2);
    expect(stderr).toContain(`was not written: ${folder}/${ACCOUNT}/${REGION} is a link or a file.`);
  });

  it.each<[string, (path: string) => void]>([
    ['a link', (path) => symlinkSync(temporary.write('manifest', '{"files":{}}'), path)],
    ['something else', (path) => writeFileSync(path, '{"files":[1]}')],
    ['no JSON', (path) => writeFileSync(path, 'Mine.')],
  ])('whose manifest is %s is refused', async (kind, make) => {
    const folder = temporary.path(`manifest-${kind.length}`);
    mkdirSync(folder);
    make(join(folder, '.fleet.json'));
    const before = readFileSync(join(folder, '.fleet.json'), 'utf8');
    const { status, stderr } = await plan(place([ORDERS]), [], folder);
    expect(status).toBe(2);
    expect(stderr).toContain('.fleet.json is not what this command writes. Move it, or name another folder.');
    expect(readdirSync(folder)).toEqual(['.fleet.json']);
    expect(readFileSync(join(folder, '.fleet.json'), 'utf8')).toBe(before);
  });

  it('remembers what it wrote although the rest could not be written', async () => {
    const folder = temporary.path('stopped');
    mkdirSync(folder);
    // A folder in place of the file that is written first, so that it cannot be renamed.
    mkdirSync(join(folder, `fleet.csv.${process.pid}.unfinished`));
    const { status, read } = await plan(place([ORDERS]), [], folder);
    expect(status).toBe(2);
    expect(Object.keys(JSON.parse(read('.fleet.json') ?? '').files)).toContain(`${PATH}/replacement.sh`);
  });

  it('keeps the plan of a broker from another one of the same name', async () => {
    const { folder, read } = await plan(place([ORDERS]));
    const before = read(`${PATH}/replacement.sh`);
    const other = brokerIn(ACCOUNT, REGION, 7, { BrokerName: 'orders', HostInstanceType: 'mq.m5.xlarge' });
    const { rows } = await plan(place([other]), [], folder);
    expect(rows).toMatchObject([{ id: idOf(7), folder: `${PATH}.2` }]);
    expect(read(`${PATH}/replacement.sh`)).toBe(before);
    expect(read(`${PATH}.2/replacement.sh`)).toContain('mq.m5.xlarge');
  });

  it('has one folder for a broker, whatever the order, and none that differs only in its case', async () => {
    const upper = brokerIn(ACCOUNT, REGION, 7, { BrokerName: 'Orders' });
    const { folder } = await plan(place([upper]));
    const { rows } = await plan(place([ORDERS, upper]), [], folder);
    expect(rows.map(({ id, folder: path }) => [id, path])).toEqual([
      [idOf(7), `${ACCOUNT}/${REGION}/Orders`],
      [idOf(1), `${PATH}.2`],
    ]);
  });

  it.each<[string, Json, string]>([
    ['is deleted', brokerIn(ACCOUNT, REGION, 2, { ...GOOD, Tags: { [REPLACES_TAG]: idOf(1) } }), 'State: deleted'],
    ['needs nothing more', { ...ORDERS, ...GOOD }, 'State: nothing to do'],
  ])('has a ticket that says so when a broker %s', async (_, later, state) => {
    const { folder, read } = await plan(place([ORDERS]));
    await plan(place([later]), [], folder);
    expect(read(`${PATH}/ticket.txt`)).toContain(state);
  });

  it('has a page that names only files that are there', async () => {
    const { page } = await plan(place([{ ...ORDERS, Tags: { [REPLACES_TAG]: idOf(1) } }]));
    expect(page).toContain('/ticket.txt)');
    expect(page).not.toContain('/runbook.md)');
  });

  it('that is a file is refused', async () => {
    const { status, stderr } = await plan(place([ORDERS]), [], temporary.write('file', ''));
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be written');
  });
});

describe('what AWS says of a broker', () => {
  const NAMES = [
    '../../../../escaped',
    '..',
    '/etc/passwd',
    'a/b',
    'C:\\x',
    '',
    '.git',
    'Orders',
    'orders',
    `or${HOSTILE}`,
    '-rf',
  ];

  it('leads to no other folder, and each broker has its own', async () => {
    const brokers = NAMES.map((BrokerName, index) =>
      brokerIn(ACCOUNT, REGION, index, { BrokerName, BrokerArn: undefined }),
    );
    const { folder, rows } = await plan(place(brokers));
    const folders = rows.map((row) => row.folder ?? '').filter((path) => path !== '');
    expect(folders.length).toBeGreaterThanOrEqual(NAMES.length - 1);
    expect(new Set(folders.map((path) => path.toLowerCase())).size).toBe(folders.length);
    for (const path of folders) {
      expect(path).toMatch(/^\d{12}\/eu-west-1\/[\w-]+(\.\d+)?$/);
      expect(existsSync(join(folder, path, 'ticket.txt'))).toBe(true);
    }
    expect(readdirSync(dirname(folder)).filter((name) => name.includes('escaped'))).toEqual([]);
  });

  it.each(['=cmd()', '+1', '-1', '@x', '\t=1'])('is no formula in a spreadsheet: %s', async (BrokerName) => {
    const { read } = await plan(place([brokerIn(ACCOUNT, REGION, 1, { BrokerName, BrokerArn: undefined })]));
    for (const line of (read('fleet.csv') ?? '').split('\r\n')) {
      for (const cell of line.split(',')) expect(cell).not.toMatch(/^"?\s*[=+\-@]/);
    }
  });

  it('is no markup on the page, and nothing in a ticket but a line', async () => {
    const BrokerName = 'a|b](javascript:x) <img src=x> `c` @team #1 https://evil.example\n## Wave 9\n- done';
    const broker = brokerIn(ACCOUNT, REGION, 1, { BrokerName, BrokerArn: undefined, HostInstanceType: '<b>' });
    const tags = { environment: 'x', 'rabbitmq-conformance:replaces': '<script>' };
    const { page, read, rows } = await plan(place([{ ...broker, Tags: tags }]), [
      '--host-instance-type',
      'mq.m7g.large',
    ]);
    const html = await marked.parse(page);
    expect(html).not.toMatch(/<img|<script|<b>|javascript:x"|href="https/);
    expect(page.match(/^## /gm)).toHaveLength(1);
    const ticket = read(`${rows[0]?.folder}/ticket.txt`) ?? '';
    expect(ticket.split('\n')[0]).toContain('a|b](javascript:x)');
    expect(ticket).not.toMatch(/^(## Wave 9|- done)/m);
  });

  it('cannot be more than it is on a terminal', async () => {
    const broker = brokerIn(ACCOUNT, REGION, 1, { BrokerName: HOSTILE, EngineVersion: 'x', BrokerArn: undefined });
    const { stderr, page, read } = await plan(place([broker]));
    for (const text of [stderr, page, read('fleet.csv') ?? '']) expect(text).not.toMatch(/[^\P{Cc}\r\n]|\p{Cf}/u);
  });
});
