import type { Exemption } from '../../checks/exemption.ts';
import { RULE_CHECKS } from '../../checks/registry.ts';
import { createHandler } from '../../lambda/handler.ts';
import type { Connect } from '../../lambda/ports.ts';
import { EvaluationRoleError } from '../../lambda/ports.ts';
import { propertiesOf, SHAPES, synthesize } from '../support/cdk.ts';
import { loadEvent } from '../support/events.ts';
import { createFakeAccount } from '../support/fake-account.ts';
import { createFakeTelemetry } from '../support/fake-telemetry.ts';

interface Query {
  readonly Name: string;
  readonly LogGroupNames: readonly string[];
  readonly QueryString: string;
}

function queriesOf(shape: keyof typeof SHAPES): readonly Query[] {
  const context = { ...SHAPES[shape], namePrefix: 'mq' };
  return synthesize(context).flatMap(({ json }) => propertiesOf(json, 'AWS::Logs::QueryDefinition'));
}

const [completeRuns, missingRoles] = queriesOf('organization');

type Line = Readonly<Record<string, unknown>>;

const connectToFake = async () => createFakeAccount({});

/** The lines that the function logs for an event. */
async function linesOf(event: unknown, exemptions: readonly Exemption[] = [], connect: Connect = connectToFake) {
  const telemetry = createFakeTelemetry();
  const invokedFunctionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:evaluator';
  const handler = createHandler({ checks: RULE_CHECKS, connect, telemetry, exemptions });
  await handler(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 60_000 }).catch(() => {});
  return telemetry.lines.map(({ message, fields }): Line => ({ message, ...fields }));
}

/** The last line that the function logs for an event. */
async function lineOf(event: unknown, connect?: Connect): Promise<Line> {
  return (await linesOf(event, [], connect)).at(-1) ?? {};
}

/** Whether the filter of a query, of terms with `=` and `like`, takes a line of the log. */
function takes({ QueryString = '' }: Partial<Query> = {}, line: Line): boolean {
  const [filter = ''] = QueryString.split('\n');
  const terms = [...filter.matchAll(/(\w+) (?:= "([^"]*)"|like \/([^/]*)\/)/g)];
  expect(terms).not.toEqual([]);
  return terms.every(([, field = '', value, pattern = '']) =>
    value === undefined ? new RegExp(pattern).test(String(line[field])) : line[field] === value,
  );
}

/** The fields that a query groups by. */
function groups({ QueryString = '' }: Partial<Query> = {}): readonly string[] {
  return /\bby (.*)/.exec(QueryString)?.[1]?.split(', ') ?? [];
}

test('each region of an organization has both, an account only that of runs, and a stack-set none', () => {
  const names = (shape: keyof typeof SHAPES) => queriesOf(shape).map(({ Name }) => Name);
  expect(names('organization')).toEqual([
    ...['mq/complete-runs', 'mq/missing-roles'],
    ...['mq/complete-runs', 'mq/missing-roles'],
  ]);
  expect(names('account')).toEqual(['mq/complete-runs']);
  expect(names('stack-set')).toEqual([]);
});

test('with exemptions, there is one that lists the brokers that are exempt, by what the log says of them', async () => {
  const entry = { broker: 'sandbox', checks: ['rabbitmq-cluster-deployment'], reason: 'Empty.', until: '2026-12-31' };
  const ports = { now: new Date('2026-11-30'), readFile: () => JSON.stringify([entry]) };
  const [, exempt] = synthesize({ ...SHAPES.account, exemptions: 'exemptions.yaml' }, ports).flatMap(
    ({ json }): readonly Query[] => propertiesOf(json, 'AWS::Logs::QueryDefinition'),
  );
  expect(exempt?.Name).toBe('rabbitmq-conformance/exempt-brokers');
  const event = loadEvent('change-discovered', { ruleParameters: { checks: 'rabbitmq-cluster-deployment' } });
  const lines = await linesOf(event, [{ ...entry, until: '9999-12-31', ticket: 'OPS-1' }]);
  const [line = {}, ...others] = lines.filter((one) => takes(exempt, one));
  expect(others).toEqual([]);
  for (const group of groups(exempt)) expect(line).toHaveProperty(group);
});

test('they read the log of the function', () => {
  for (const { LogGroupNames } of queriesOf('organization')) {
    expect(LogGroupNames).toEqual([expect.stringMatching(/^<EvaluatorLogs\w+>$/)]);
  }
});

test('the runs are schedules that were evaluated, by what the log says of them', async () => {
  const run = await lineOf(loadEvent('scheduled'));
  expect(takes(completeRuns, run)).toBe(true);
  expect(groups(completeRuns)).toEqual(['accountId', 'region', 'rule']);
  for (const group of groups(completeRuns)) expect(run).toHaveProperty(group);

  expect(takes(completeRuns, await lineOf(loadEvent('change-ok')))).toBe(false);
  const fails = () => Promise.reject(new Error('socket hang up'));
  expect(takes(completeRuns, await lineOf(loadEvent('scheduled'), fails))).toBe(false);
});

test('the missing roles are failures to assume one, by account and region', async () => {
  const missing = await lineOf(loadEvent('scheduled'), () => Promise.reject(new EvaluationRoleError('no')));
  expect(takes(missingRoles, missing)).toBe(true);
  expect(groups(missingRoles)).toEqual(['accountId', 'region']);
  for (const group of groups(missingRoles)) expect(missing).toHaveProperty(group);

  const fails = () => Promise.reject(new Error('EvaluationRoleError'));
  expect(takes(missingRoles, await lineOf(loadEvent('scheduled'), fails))).toBe(false);
});
