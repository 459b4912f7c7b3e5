import { gzipSync } from 'node:zlib';
import { readFiles } from '../../../cli/organization-report/files/read-files.ts';
import { renderJson } from '../../../cli/organization-report/formats/json.ts';
import { standingOf } from '../../../cli/organization-report/summary.ts';
import { createExemptions } from '../../../cli/report/exemptions.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { badBroker, broker, cliAnswer, eventItem, FORMS, identity } from '../forms.ts';
import { EVALUATE, run, temporaryFolder } from '../support.ts';
import { brokerOf, placeOf, reportOf } from './support.ts';

const folder = temporaryFolder();
const NOW = new Date('2026-11-30T12:00:00Z');
const PLACE = '111122223333/eu-west-1';

type Options = Partial<Parameters<typeof readFiles>[1]>;

async function read(paths: readonly string[], options: Options = {}) {
  const { exempt } = createExemptions(undefined, { now: NOW, maxDays: 365 });
  const stdin = (async function* () {})();
  return readFiles(paths, { checks: THREE_CHECKS, exempt, stdin, now: NOW, isAsItWas: true, ...options });
}

let files = 0;

function write(content: unknown, extension = 'json'): string {
  files += 1;
  return folder.write(`file-${files}.${extension}`, content);
}

type Line = Readonly<Record<string, unknown>>;

function inventory(...lines: readonly Line[]): string {
  return write(
    lines.map((line) => `${JSON.stringify({ Source: PLACE, BrokerSummaries: [], ...line })}\n`).join(''),
    'ndjson',
  );
}

/** The report of `evaluate` or `scan`, with what is given. */
async function resultsOf(answers: unknown, differences: Line = {}, source?: string) {
  const { stdout } = await run([...EVALUATE, '--format', 'json'], { stdin: [JSON.stringify(answers)] });
  const { results, ...others } = JSON.parse(stdout);
  const moved = results.map((result: Line) => (source === undefined ? result : { ...result, source }));
  return write({ ...others, results: moved, ...differences });
}

const standings = ({ brokers }: Awaited<ReturnType<typeof read>>) =>
  Object.fromEntries(brokers.map((each) => [each.name, standingOf(each)]));

describe('an inventory of a scan', () => {
  it('has brokers with what a report says of them, the account with its names, and when it was read', async () => {
    const record = cliAnswer(badBroker(), {
      HostInstanceType: 'mq.m7g.large',
      Created: '2025-03-01T10:00:00+09:00',
      Tags: { team: 'orders' },
    });
    const facts = await read([
      inventory({
        BrokerSummaries: [record],
        Time: '2026-11-29T08:00:00Z',
        AccountName: 'Orders',
        AccountUnit: 'Root/Prod',
      }),
    ]);
    const { id, arn } = identity('orders');
    expect(facts).toMatchObject({
      accounts: [{ id: '111122223333', name: 'Orders', unit: 'Root/Prod' }],
      places: [{ ...placeOf(), readAt: '2026-11-29T08:00:00.000Z' }],
      problems: [],
    });
    expect(facts.brokers).toEqual([
      {
        ...{ key: arn, arn, id, name: 'orders', accountId: '111122223333', region: 'eu-west-1' },
        ...{ engineVersion: '3.13.7', hostInstanceType: 'mq.m7g.large', deploymentMode: 'SINGLE_INSTANCE' },
        createdAt: '2025-03-01T01:00:00.000Z',
        tags: { team: 'orders' },
        results: THREE_CHECKS.map(({ id: check }) => expect.objectContaining({ check, verdict: 'fail' })),
      },
    ]);
  });

  it.each<[string, Line, unknown, number]>([
    ['all was read, and there is none', {}, { visibility: 'seen' }, 0],
    [
      'nothing could be read',
      { NextToken: 'not read', Problems: ['its brokers cannot be listed.'] },
      { visibility: 'not-seen', reason: 'In the scan: its brokers cannot be listed.' },
      0,
    ],
    [
      'some could be read',
      { BrokerSummaries: [cliAnswer(broker())], NextToken: 'x', Problems: ['the list broke off.'] },
      { visibility: 'partly', reason: 'In the scan: the list broke off.' },
      1,
    ],
    [
      'no reason is given',
      { NextToken: 'x' },
      { visibility: 'not-seen', reason: 'In the scan: was not read completely.' },
      0,
    ],
    [
      'there are brokers of other engines',
      { BrokerSummaries: [cliAnswer(broker({ engineType: 'ActiveMQ' }))] },
      { visibility: 'seen' },
      0,
    ],
    [
      'the engine of a broker is not known',
      { BrokerSummaries: [cliAnswer(broker({ engineType: undefined }))] },
      { visibility: 'seen' },
      1,
    ],
  ])('says what was seen where %s', async (_, line, place, brokers) => {
    const facts = await read([inventory(line)]);
    expect(facts.places).toEqual([expect.objectContaining(place)]);
    expect(facts.brokers).toHaveLength(brokers);
  });

  it('names an account that could not be entered', async () => {
    const message = 'the role cannot be assumed (AccessDenied): check its trust policy.';
    const facts = await read([
      inventory({ Source: '444455556666', NextToken: 'x', Problems: [message], AccountName: 'Sandbox' }),
    ]);
    expect(facts).toMatchObject({
      accounts: [{ id: '444455556666', name: 'Sandbox' }],
      places: [],
      problems: [{ source: '444455556666', message }],
    });
  });

  it('names an account that was left out, and says what else the scan said', async () => {
    const [left, denied] = ['was left out, because the account is SUSPENDED.', '1 of 1 broker cannot be described.'];
    const facts = await read([
      inventory({ Notices: [denied] }, { Source: '444455556666', Notices: [left], AccountName: 'Sandbox' }),
    ]);
    expect(facts).toMatchObject({
      accounts: [{ id: '111122223333' }, { id: '444455556666', name: 'Sandbox' }],
      problems: [{ source: '444455556666', message: left }],
      notices: [`${PLACE}: ${denied}`],
    });
  });

  it('says of which regions it is', async () => {
    const facts = await read([inventory({ Source: '111122223333/us-east-1' }, {})]);
    expect(facts.regions).toEqual({ reported: ['eu-west-1', 'us-east-1'], withoutRecorder: [] });
  });

  it.each<[string, string, readonly unknown[]]>([
    ['of 7 days is not old', '2026-11-23T12:00:00.000Z', []],
    [
      'of more than 7 days is too old to say how it is now',
      '2026-11-23T11:59:59.000Z',
      [
        'has 1 reading older than 7 days, the oldest of 111122223333/eu-west-1 at 2026-11-23T11:59:59.000Z. Brokers may be different now: scan again.',
      ],
    ],
  ])('%s', async (_, Time, messages) => {
    const path = inventory({ Time });
    expect((await read([path])).problems).toEqual(messages.map((message) => ({ source: path, message })));
  });

  it('with many old readings names the oldest', async () => {
    const path = inventory({ Time: '2025-01-01' }, { Time: '2023-01-01', Source: '111122223333/us-east-1' });
    expect((await read([path])).problems).toEqual([
      {
        source: path,
        message:
          'has 2 readings older than 7 days, the oldest of 111122223333/us-east-1 at 2023-01-01T00:00:00.000Z. Brokers may be different now: scan again.',
      },
    ]);
  });

  it('is refused as a whole if a line is broken', async () => {
    const path = write(`${JSON.stringify({ Source: PLACE, BrokerSummaries: [] })}\n{"Source":`);
    await expect(read([path])).rejects.toThrow(`${path}: is broken in line 2, so no line was read. Scan again.`);
  });

  it('comes from standard input too, gzipped', async () => {
    const stdin = (async function* () {
      yield gzipSync(`${JSON.stringify({ Source: PLACE, BrokerSummaries: [cliAnswer(broker())] })}\n`);
    })();
    const facts = await read(['-'], { stdin });
    expect([facts.places, standings(facts)]).toEqual([[expect.objectContaining(placeOf())], { orders: 'pass' }]);
  });
});

describe('a report of evaluate or scan', () => {
  it('has the verdicts of the report', async () => {
    const answers = [
      cliAnswer(broker({ name: 'good' })),
      cliAnswer(badBroker({ name: 'bad' })),
      cliAnswer(broker({ name: 'other', engineType: 'ACTIVEMQ' })),
      eventItem(broker({ name: 'odd', general: undefined })),
    ];
    expect(standings(await read([await resultsOf(answers)]))).toEqual({ good: 'pass', bad: 'fail', odd: 'unknown' });
  });

  it('of a scan tells which accounts and regions were seen', async () => {
    const problems = [
      { source: PLACE, message: 'the list broke off.' },
      { source: '111122223333/us-east-1', message: 'denied.' },
      { source: 'arn:aws:iam::444455556666:role/audit', message: 'cannot be assumed.' },
    ];
    const whole = await resultsOf(cliAnswer(broker()), {}, '444455556666/eu-west-1');
    const path = await resultsOf(cliAnswer(broker()), { problems }, PLACE);
    const facts = await read([path, whole]);
    expect(facts.places).toEqual([
      placeOf({ visibility: 'partly', reason: 'In the scan: the list broke off.' }),
      placeOf({ region: 'us-east-1', visibility: 'not-seen', reason: 'In the scan: denied.' }),
      placeOf({ accountId: '444455556666' }),
    ]);
    expect(facts.problems).toEqual([problems[2]]);
  });

  it('of a scan names accounts, and regions without brokers, and says when they were read', async () => {
    const account = { accountId: '111122223333', accountName: 'Orders', accountUnit: 'Root/Prod' };
    const places = [
      { ...account, region: 'eu-west-1', readAt: '2026-11-29T08:00:00.000Z' },
      { ...account, region: 'us-east-1', readAt: '2026-11-29T08:00:01.000Z' },
      { ...account, region: 'ap-northeast-1', isComplete: false },
      { accountId: '444455556666', accountName: 'Sandbox', readAt: '2026-11-29T08:00:00.000Z' },
    ];
    const problems = [{ source: '444455556666', message: 'cannot be entered.' }];
    const facts = await read([await resultsOf(cliAnswer(broker()), { places, problems }, PLACE)]);
    expect(facts).toMatchObject({
      accounts: [
        { id: '111122223333', name: 'Orders', unit: 'Root/Prod' },
        { id: '444455556666', name: 'Sandbox' },
      ],
      problems,
    });
    expect(facts.places).toEqual([
      placeOf({
        region: 'ap-northeast-1',
        visibility: 'not-seen',
        reason: 'In the scan: It was not read completely.',
      }),
      placeOf({ readAt: '2026-11-29T08:00:00.000Z' }),
      placeOf({ region: 'us-east-1', readAt: '2026-11-29T08:00:01.000Z' }),
    ]);
  });

  it('of a scan names an account that was left out', async () => {
    const notices = [
      { source: '444455556666', message: 'was left out, because the account is SUSPENDED.' },
      { source: PLACE, message: 'some brokers cannot be described.' },
    ];
    const facts = await read([await resultsOf(cliAnswer(broker()), { notices }, PLACE)]);
    expect(facts.problems).toEqual([notices[0]]);
  });

  it('of files does not tell which accounts and regions were seen', async () => {
    const facts = await read([await resultsOf(cliAnswer(broker()))]);
    expect(facts.places).toEqual([
      placeOf({ visibility: 'partly', reason: expect.stringContaining('Files have some') }),
    ]);
  });

  it('without a check leaves that unknown', async () => {
    const [first] = THREE_CHECKS;
    const { stdout } = await run(['evaluate', '--checks', first.id, '--format', 'json'], {
      stdin: [JSON.stringify(cliAnswer(broker()))],
    });
    const facts = await read([write(stdout)]);
    expect(facts.brokers[0]?.results.map(({ verdict }) => verdict)).toEqual(['pass', 'unknown', 'unknown']);
  });

  it.each([
    ['still accepts a failure', '2026-11-30', 'exempt', { daysLeft: 0 }],
    ['accepts nothing any more', '2026-11-29', 'fail', undefined],
  ] as const)('with an exemption until a day %s', async (_, until, verdict, exemption) => {
    const exemptions = folder.write('exemptions.json', [
      { broker: 'orders', checks: ['rabbitmq-no-public-access'], reason: 'Moves.', until },
    ]);
    const { stdout } = await run([...EVALUATE, '--exemptions', exemptions, '--format', 'json'], {
      stdin: [JSON.stringify(cliAnswer(badBroker()))],
      now: new Date('2026-11-01T00:00:00Z'),
    });
    const [, result] = (await read([write(stdout)])).brokers[0]?.results ?? [];
    expect(result?.verdict).toBe(verdict);
    expect(result?.exemption).toEqual(exemption && expect.objectContaining(exemption));
  });

  it('has a result that is not about a broker as a problem', async () => {
    const unseen = {
      source: 't.yaml',
      resource: {},
      check: 'rabbitmq-no-public-access',
      verdict: 'unknown',
      unseen: true,
    };
    const path = write({ version: 2, results: [{ ...unseen, detail: 'Elsewhere.' }], summary: {} });
    expect(await read([path])).toMatchObject({ brokers: [], problems: [{ source: 't.yaml', message: 'Elsewhere.' }] });
  });

  it('leaves out what says something of changes, and says so', async () => {
    const result = {
      source: 't.yaml',
      resource: { name: 'a' },
      check: 'rabbitmq-no-deletion',
      verdict: 'fail',
      detail: 'x',
    };
    const path = write({ version: 2, results: [result], summary: {} });
    expect(await read([path])).toMatchObject({
      brokers: [],
      notices: [`${path}: the results of 1 other check were left out: rabbitmq-no-deletion.`],
    });
  });

  it.each([
    [
      'of version 1',
      { version: 1, results: [], summary: {} },
      'is a report of version 1. Expected version 2: evaluate or scan again.',
    ],
    [
      'that is broken',
      { version: 2, results: [{ check: 'x' }], summary: {} },
      'results[0] lacks its source, check, verdict or detail.',
    ],
  ])('%s is refused', async (_, value, message) => {
    await expect(read([write(value)])).rejects.toThrow(message);
  });
});

describe('a report of this command', () => {
  const report = reportOf([brokerOf('a', ['exempt', 'fail'])], {
    source: {
      kind: 'aggregator',
      organizationId: 'o-1',
      aggregator: { name: 'all', accountId: '111122223333', region: 'eu-west-1', regions: 'all' },
    },
    createdAt: '2026-10-31T12:00:00.000Z',
    history: [],
  });

  it('alone is rendered again as it was', async () => {
    const { notices, problems, ...facts } = await read([write(renderJson(report))]);
    const { brokers, source, createdAt, history } = JSON.parse(renderJson(report));
    // Nor is it old: it says how it was then.
    expect([notices, problems]).toEqual([[], []]);
    expect(JSON.parse(JSON.stringify(facts))).toMatchObject({ brokers, source, createdAt, history });
  });

  it('with other checks has those, and no changes', async () => {
    const facts = await read([write(renderJson(report))], { checks: [THREE_CHECKS[1]] });
    expect(facts.brokers[0]?.results.map(({ verdict }) => verdict)).toEqual(['fail']);
    expect(facts).toMatchObject({ createdAt: report.createdAt, source: report.source });
    expect(facts.history).toBeUndefined();
  });

  it('with others is merged into a new report of files, whose places say when they were read', async () => {
    const other = write(renderJson(reportOf([], { places: [placeOf({ region: 'us-east-1' })] })));
    const paths = [write(renderJson(report)), other];
    const facts = await read(paths);
    expect(facts).toMatchObject({ source: { kind: 'files', paths } });
    expect(facts.createdAt).toBeUndefined();
    expect(facts.places.map(({ region, readAt }) => [region, readAt])).toEqual([
      ['eu-west-1', '2026-10-31T12:00:00.000Z'],
      ['us-east-1', '2026-11-30T12:00:00.000Z'],
    ]);
  });

  it('of a newer version is refused', async () => {
    const path = write({ ...report, version: 2 });
    await expect(read([path])).rejects.toThrow(`${path}: is a report of version 2, which a newer version`);
  });
});

describe('whatever else evaluate reads', () => {
  it.each(FORMS)('%s', async (_, form) => {
    const facts = await read([write(form(badBroker()))]);
    expect(standings(facts)).toEqual({ orders: 'fail' });
  });

  it('a template, whose brokers have no account', async () => {
    const facts = await read(['examples/template-single-instance.json']);
    expect(facts.places).toEqual([]);
    expect(facts.brokers).toEqual([
      expect.objectContaining({ key: expect.stringMatching(/^examples\/template-single-instance\.json#/) }),
    ]);
  });

  it.each([
    [
      'a file that is not there',
      () => folder.path('missing.json'),
      'cannot be read: the file does not exist. Check its path.',
    ],
    ['an empty file', () => write(''), 'is empty.'],
    ['text', () => write('Hello.'), 'is neither JSON nor a CloudFormation template.'],
    ['JSON of something else', () => write({ hello: 1 }), 'is an object of an unknown type'],
    [
      'a page',
      () => write('<!doctype html>'),
      'Or an inventory of scan, or a JSON report of scan, evaluate or report.',
    ],
  ])('%s is refused', async (_, path, message) => {
    const name = path();
    await expect(read([name])).rejects.toThrow(`${name}: `);
    await expect(read([name])).rejects.toThrow(message);
  });
});

describe('what two files have', () => {
  const old = '2026-11-01T00:00:00.000Z';
  const recent = '2026-11-20T00:00:00.000Z';
  const page = (brokers: readonly Line[], line: Line = {}) => inventory({ BrokerSummaries: brokers, ...line });
  const good = cliAnswer(broker({ name: 'a' }));
  const bad = cliAnswer(badBroker({ name: 'a' }));

  it.each<[string, () => readonly [string, string], string]>([
    ['counts as the newer one says', () => [page([bad], { Time: old }), page([good], { Time: recent })], 'pass'],
    [
      'counts as the newer one says, which saw only some, for what that saw',
      () => [page([good], { Time: old }), page([bad], { Time: recent, NextToken: 'x' })],
      'fail',
    ],
    [
      'counts as the newer one says, if the older one saw only some',
      () => [page([bad], { Time: old, NextToken: 'x' }), page([good], { Time: recent })],
      'pass',
    ],
    [
      'counts as the older one says, if the newer one saw nothing',
      () => [page([], { Time: recent, NextToken: 'x' }), page([bad], { Time: old })],
      'fail',
    ],
  ])('%s, in any order', async (_, paths, standing) => {
    const names = paths();
    for (const each of [names, names.toReversed()]) {
      const facts = await read(each);
      expect(standings(facts)).toEqual({ a: standing });
      expect(facts.notices).toEqual([expect.stringMatching(/: has 1 (broker|account and region) that .* counts\.$/)]);
    }
  });

  it.each<[string, () => readonly [string, string]]>([
    ['the times are not known', () => [page([bad]), page([good])]],
    ['one time is not known', () => [page([bad]), page([good], { Time: recent })]],
    ['the other time is not known', () => [page([bad], { Time: old }), page([good])]],
    ['the times are the same', () => [page([bad], { Time: old }), page([good], { Time: old })]],
    ['one of them may be a newer one that saw only some', () => [page([bad], { NextToken: 'x' }), page([good])]],
  ])('counts as the graver one says, and standard error says so, if %s', async (_, paths) => {
    const names = paths();
    for (const [first = '', second = ''] of [names, names.toReversed()]) {
      const facts = await read([first, second]);
      expect(standings(facts)).toEqual({ a: 'fail' });
      expect(facts.notices).toEqual([
        `${second}: has 1 broker that ${first} has too. No reading is known to be newer, so the gravest result of each check counts.`,
      ]);
    }
  });

  it('counts as the one says that has a result, if the other has none of a check', async () => {
    const [first] = THREE_CHECKS;
    const { stdout } = await run(['evaluate', '--checks', first.id, '--format', 'json'], {
      stdin: [JSON.stringify(good)],
    });
    expect(standings(await read([write(stdout), page([good])]))).toEqual({ a: 'pass' });
  });

  it('is a region of which not all was seen, if a newer reading saw only some of it', async () => {
    const other = cliAnswer(broker({ name: 'b' }));
    const facts = await read([
      page([good, other], { Time: old }),
      page([bad], { Time: recent, NextToken: 'x', Problems: ['the list broke off.'] }),
    ]);
    expect(standings(facts)).toEqual({ a: 'fail', b: 'pass' });
    expect(facts.places).toEqual([
      placeOf({
        visibility: 'partly',
        reason: `A newer reading saw only some of its brokers. In the scan: the list broke off. The others are as they were at ${old}.`,
        readAt: old,
      }),
    ]);
  });

  it('is no broker that the newer one knows to be gone', async () => {
    const gone = cliAnswer(broker({ name: 'gone' }));
    const facts = await read([page([good, gone], { Time: old }), page([good], { Time: recent })]);
    expect(standings(facts)).toEqual({ a: 'pass' });
  });

  it('is all that was seen of a region that no file saw as a whole', async () => {
    const other = cliAnswer(broker({ name: 'b' }));
    const facts = await read([page([bad], { NextToken: 'x' }), page([other], { NextToken: 'x' })]);
    expect(standings(facts)).toEqual({ a: 'fail', b: 'pass' });
  });

  it('is one broker, whether in an inventory or in an answer', async () => {
    const facts = await read([write(bad), page([good])]);
    expect(standings(facts)).toEqual({ a: 'fail' });
    expect(facts.notices).toHaveLength(1);
  });

  it('is said once for thousands', async () => {
    const many = Array.from({ length: 2000 }, (_, number) => cliAnswer(broker({ name: `b${number}` })));
    const paths = [write(many), write(many)];
    expect((await read(paths)).notices).toEqual([
      `${paths[1]}: has 2000 brokers that ${paths[0]} has too. No reading is known to be newer, so the gravest result of each check counts.`,
    ]);
  });

  it('counts once if it is the same file', async () => {
    const path = page([good]);
    expect(await read([path, path])).toMatchObject({ notices: [`${path}: is given more than once, and counts once.`] });
  });
});
