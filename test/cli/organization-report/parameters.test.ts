import { mkdirSync } from 'node:fs';
import { ENGINE_VERSION } from '../../../checks/engine-version.ts';
import { TAGS } from '../../../checks/tags.ts';
import { comparedInPart } from '../../../cli/organization-report/comparable.ts';
import { renderJson } from '../../../cli/organization-report/formats/json.ts';
import type { OrganizationReport, ReportFacts } from '../../../cli/organization-report/report.ts';
import { toReportedCheck } from '../../../cli/organization-report/reported-check.ts';
import { configured, THREE_CHECKS } from '../../support/checks.ts';
import { broker, cliAnswer } from '../forms.ts';
import { run, temporaryFolder } from '../support.ts';
import { validReport } from './report-schema.ts';
import { brokerOf, EARLIER, reportOf } from './support.ts';

const folder = temporaryFolder();
const NOW = new Date('2026-11-30T12:00:00Z');
const { id: VERSION } = ENGINE_VERSION;
const CHECKS = ['--checks', VERSION];
const SET = (version: string) => ['--set', `${VERSION}.minimumVersion=${version}`];
const ANSWER = cliAnswer(broker({ engineVersion: '3.13.7' }));
const NOT_MEANT = 'The input has no result of this check with the parameters that you ask for.';

let files = 0;

function write(text: string): string {
  files += 1;
  return folder.write(`${files}.json`, text);
}

async function evaluated(...options: readonly string[]): Promise<string> {
  const { stdout } = await run(['evaluate', '--format', 'json', ...options], { stdin: [JSON.stringify(ANSWER)] });
  return write(stdout);
}

async function reported(...args: readonly string[]) {
  const { status, stdout, stderr } = await run(['report', '--format', 'json', ...args], { now: NOW });
  return { status, stderr, report: status === 2 ? undefined : validReport(stdout) };
}

const verdictsOf = (report: OrganizationReport | undefined) =>
  report?.brokers.map(({ results }) => results.map(({ verdict }) => verdict).join(' '));
const detailOf = (report: OrganizationReport | undefined) => report?.brokers[0]?.results[0]?.detail;
const parametersOf = (report: OrganizationReport | undefined) => report?.checks.map(({ parameters }) => parameters);

/** A report of a broker that passes the check. */
function passing(check = configured(ENGINE_VERSION), facts: Partial<ReportFacts> = {}) {
  const results = [{ check: VERSION, verdict: 'pass' as const, detail: 'It is new.' }];
  return reportOf([brokerOf('orders', [], { results })], facts, [check]);
}

/** The same of an aggregator, which does not show the parameters of rules. */
function ofAggregator(facts: Partial<ReportFacts> = {}) {
  const aggregator = { name: 'all', accountId: '111122223333', region: 'eu-west-1', regions: 'all' as const };
  return passing(ENGINE_VERSION, { source: { kind: 'aggregator', aggregator }, ...facts });
}

describe('a result that was made with other parameters', () => {
  it.each([
    ['higher', '3.13', '4.2', `${NOT_MEANT} It has one with minimumVersion=3.13: evaluate it again, or ask for that`],
    ['lower', '4.2', '3.13', `${NOT_MEANT} It has one with minimumVersion=4.2: evaluate it again, or ask for that`],
  ])('is unknown, where %s ones are asked for', async (_, made, asked, detail) => {
    const { report, status } = await reported(await evaluated(...CHECKS, ...SET(made)), ...CHECKS, ...SET(asked));
    expect([verdictsOf(report), status]).toEqual([['unknown'], 3]);
    expect(detailOf(report)).toContain(detail);
    expect(parametersOf(report)).toEqual([{ minimumVersion: asked }]);
  });

  it('is unknown, where nothing is set and it is not of the default', async () => {
    const { report } = await reported(await evaluated(...CHECKS, ...SET('3.12')), ...CHECKS);
    expect([verdictsOf(report), parametersOf(report)]).toEqual([['unknown'], [{ minimumVersion: '3.13' }]]);
  });

  it('counts, where the same are asked for', async () => {
    const { report } = await reported(await evaluated(...CHECKS, ...SET('3.12')), ...CHECKS, ...SET('3.12'));
    expect([verdictsOf(report), parametersOf(report)]).toEqual([['pass'], [{ minimumVersion: '3.12' }]]);
  });

  it('is unknown in a report of this command too, and renders it anew', async () => {
    const { report } = await reported(write(renderJson(passing())), ...CHECKS, ...SET('4.2'));
    expect([verdictsOf(report), parametersOf(report)]).toEqual([['unknown'], [{ minimumVersion: '4.2' }]]);
  });

  it('says nothing beside one of the right parameters, whichever is graver', async () => {
    const [one, other] = [await evaluated(...CHECKS), await evaluated(...CHECKS, ...SET('4.2'))];
    for (const [asked, verdict] of [
      ['3.13', 'pass'],
      ['4.2', 'fail'],
    ] as const) {
      const { report } = await reported(one, other, ...CHECKS, ...SET(asked));
      expect(verdictsOf(report)).toEqual([verdict]);
    }
  });

  it.each([
    ['no values', undefined],
    ['values that are no texts', { [VERSION]: { minimumVersion: 3.13 } }],
    ['no value of the parameter', { [VERSION]: {} }],
  ])('is unknown, where the file has %s', async (_, checkParameters) => {
    const result = { source: 'b.json', resource: { name: 'orders' }, check: VERSION, verdict: 'pass', detail: 'x' };
    const path = write(JSON.stringify({ version: 2, results: [result], summary: {}, checkParameters }));
    expect(verdictsOf((await reported(path, ...CHECKS)).report)).toEqual(['unknown']);
  });

  it('counts, where a list only has another order', async () => {
    const set = (value: string) => ['--set', `${TAGS.id}.requiredTags=${value}`];
    const path = await evaluated('--checks', TAGS.id, ...set('team,stage'));
    expect(detailOf((await reported(path, '--checks', TAGS.id, ...set('stage,team'))).report)).not.toContain(NOT_MEANT);
    expect(detailOf((await reported(path, '--checks', TAGS.id, ...set('stage'))).report)).toContain(NOT_MEANT);
  });
});

describe('a report of this command alone is rendered again as it was', () => {
  it('with its parameters, where none are set', async () => {
    const made = passing(configured(ENGINE_VERSION, { minimumVersion: '3.12' }));
    const { report } = await reported(write(renderJson(made)), ...CHECKS);
    expect(JSON.parse(JSON.stringify(report))).toEqual(JSON.parse(renderJson(made)));
  });

  it('without parameters, where it is from an aggregator; where some are set, its results are unknown', async () => {
    const path = write(renderJson(ofAggregator()));
    const { report } = await reported(path, ...CHECKS);
    expect([verdictsOf(report), parametersOf(report)]).toEqual([['pass'], [undefined]]);
    const other = (await reported(path, ...CHECKS, ...SET('3.13'))).report;
    expect(verdictsOf(other)).toEqual(['unknown']);
    expect(detailOf(other)).toContain('It has one of a rule of AWS Config, whose parameters it does not say');
  });

  it.each(['all', TAGS.id])('with a check that needs a value, where --checks is %s', async (list) => {
    const { stdout } = await run(['checks', '--checks', list, '--format', 'json']);
    const ids: readonly string[] = JSON.parse(stdout).checks.map(({ id }: { readonly id: string }) => id);
    const results = ids.map((check) => ({ check, verdict: 'pass' as const, detail: 'Good.' }));
    const checks = ids.map((id) => ({ ...toReportedCheck(ENGINE_VERSION), id }));
    const path = write(renderJson(reportOf([brokerOf('orders', [], { results })], { checks })));
    const { report, stderr } = await reported(path, '--checks', list);
    expect(verdictsOf(report)).toEqual([ids.map(() => 'pass').join(' ')]);
    expect(stderr).not.toContain('--set');
  });
});

describe('a check that needs a value', () => {
  const needs = `--set ${TAGS.id}.requiredTags=…`;

  it('is left out of "all" where files are read, and standard error says so', async () => {
    const { report, stderr } = await reported(await evaluated(...CHECKS), '--checks', 'all');
    expect(report?.checks.map(({ id }) => id)).not.toContain(TAGS.id);
    expect(stderr).toContain(`${TAGS.id} was not evaluated: it needs ${needs}\n`);
  });

  it('is an error where it is named and files are read', async () => {
    const { status, stderr } = await reported(await evaluated(...CHECKS), '--checks', `all,${TAGS.id}`);
    expect([status, stderr]).toEqual([2, `rabbitmq-conformance: ${TAGS.id} needs ${needs}\n`]);
  });
});

describe('an earlier report with other parameters', () => {
  const before = passing(configured(ENGINE_VERSION, { minimumVersion: '4.2' }), { createdAt: EARLIER });
  const failed = before.brokers.map((each) => ({
    ...each,
    results: each.results.map((result) => ({ ...result, verdict: 'fail' as const })),
  }));
  const path = () => write(renderJson({ ...before, brokers: failed }));

  it('is not compared: nothing is fixed, and standard error says so', async () => {
    const previous = path();
    const { report, stderr } = await reported(await evaluated(...CHECKS), ...CHECKS, '--previous', previous);
    expect(report?.changes).toMatchObject({ fixed: [], newFailures: [] });
    expect(stderr).toContain(
      `${previous}: has other parameters of ${VERSION} (minimumVersion=4.2) than this report (minimumVersion=3.13), so that is not compared.`,
    );
  });

  it('does not say since when a result fails', async () => {
    const input = await evaluated(...CHECKS, ...SET('4.1'));
    const { report } = await reported(input, ...CHECKS, ...SET('4.1'), '--previous', path());
    expect(report?.brokers[0]?.results[0]).toMatchObject({ verdict: 'fail' });
    expect(report?.brokers[0]?.results[0]?.since).toBeUndefined();
    const same = await evaluated(...CHECKS, ...SET('4.2'));
    const { report: compared } = await reported(same, ...CHECKS, ...SET('4.2'), '--previous', path());
    expect(compared?.brokers[0]?.results[0]?.since).toBe(EARLIER);
  });

  it('is in the history, and standard error says that it has others', async () => {
    mkdirSync(folder.path('history'));
    folder.write('history/october.json', renderJson(before));
    const { report, stderr } = await reported(
      await evaluated(...CHECKS),
      ...[...CHECKS, '--history', folder.path('history')],
    );
    expect(report?.history).toHaveLength(2);
    expect(stderr).toContain('In the history, 1 report has other checks or parameters than this one: ');
  });

  it('of an aggregator is compared with one of an aggregator', () => {
    expect(comparedInPart(ofAggregator({ createdAt: EARLIER }), ofAggregator())).toEqual([]);
    expect(comparedInPart(ofAggregator({ createdAt: EARLIER }), passing())).toEqual([
      `has other parameters of ${VERSION} (none that is known) than this report (minimumVersion=3.13), so that is not compared.`,
    ]);
  });
});

describe('the parameters of a check', () => {
  it.each(['markdown', 'html'])('are in the report: %s', async (format) => {
    const { stdout } = await run(
      ['report', await evaluated(...CHECKS, ...SET('4.2')), ...CHECKS, ...SET('4.2'), '--format', format],
      { now: NOW },
    );
    expect(stdout).toContain('minimumVersion=4.2');
  });

  it('are no member of a check that has none', () => {
    expect(renderJson(reportOf([], {}, THREE_CHECKS))).not.toContain('"parameters"');
  });
});

it('a RabbitMQ broker to which no selected check applies stays in the report, and one of another engine does not', async () => {
  const answers = [
    cliAnswer(broker({ name: 'single', deploymentMode: 'SINGLE_INSTANCE' })),
    cliAnswer(broker({ name: 'other', engineType: 'ACTIVEMQ' })),
  ];
  const checks = ['--checks', 'rabbitmq-cluster-subnets'];
  const { stdout } = await run(['evaluate', '--format', 'json', ...checks], { stdin: [JSON.stringify(answers)] });
  for (const input of [stdout, JSON.stringify(answers)]) {
    const { report } = await reported(write(input), ...checks);
    expect(report?.brokers.map(({ name, results }) => [name, results[0]?.verdict])).toEqual([['single', 'skip']]);
  }
});
