import { readFileSync } from 'node:fs';
import { callsInARow, fewestCalls } from '../../bench/report-answers.ts';
import { fromBrokerSummary } from '../../checks/amazon-mq.ts';
import { evaluateBroker } from '../../checks/evaluation.ts';
import { METRICS } from '../../checks/metrics.ts';
import { DEFAULT_CHECKS } from '../../checks/registry.ts';
import { CONCURRENCY } from '../../cli/organization/recorder-sources.ts';
import { divideTime } from '../../lambda/deadline.ts';
import { propertiesOf, SHAPES, synthesize } from '../support/cdk.ts';

const page = readFileSync('docs/scale.md', 'utf8');
const PRICES = new Map(
  [...readFileSync('docs/cost.md', 'utf8').matchAll(/^\| ([\w-][\w -]*?) +\| \$([\d.]+) +\|/gm)].map(
    ([, unit = '', price]) => [unit, Number(price)],
  ),
);

/** Accounts, the columns of the tables. Each has ten brokers in 17 regions. */
const SIZES = [10, 100, 1_000, 5_000, 10_000];
const REGIONS = 17;
const BROKERS_PER_ACCOUNT = 10;

const RULES = DEFAULT_CHECKS.length;
const DAYS = 30;
/** Seconds that a schedule takes by the estimate of the page on costs. */
const SECONDS = 1.5;

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html#api-throttling-limits
const BURST = 100;
const CALLS_A_SECOND = 15;
/** Of `ListBrokers`. */
const PAGE_SIZE = 100;
const BROKER_QUOTA = 200;
/** Lambda repeats a failed event twice. */
const ATTEMPTS = 3;
/** Lambda and AWS STS, by default, and the longest that Lambda keeps an event. */
const EXECUTIONS = 1_000;
const REQUESTS_A_SECOND = 600;
const HOURS_KEPT = 6;
const MAX_STACKS = 100_000;

const format = (number: number) => number.toLocaleString('en');
const dollars = (number: number) =>
  `$${number < 100 && !Number.isInteger(number) ? number.toFixed(2) : format(Math.round(number))}`;

function price(unit: string): number {
  const found = PRICES.get(unit);
  if (found === undefined) throw new Error(`The page on costs has no price of a ${unit}.`);
  return found;
}

/** Rules that the list of brokers does not answer, so that each broker needs a `DescribeBroker`. */
const DESCRIBING = DEFAULT_CHECKS.filter((check) => {
  const listed = { BrokerId: 'b-1', BrokerName: 'a', EngineType: 'RABBITMQ', DeploymentMode: 'CLUSTER_MULTI_AZ' };
  return evaluateBroker(fromBrokerSummary(listed), [check]).some(({ lacks }) => lacks !== undefined);
}).length;

function readSeconds(): number {
  const [timeout] = synthesize(SHAPES.account)
    .flatMap(({ json }) => propertiesOf(json, 'AWS::Lambda::Function'))
    .map(({ Timeout }) => Timeout);
  return divideTime(timeout * 1_000).readMs / 1_000;
}

/** Most brokers that the rules evaluate within the calls of that many attempts, of which each reads the whole list. */
function mostBrokers(rules: number, describing: number, attempts: number): number {
  const calls = attempts * (BURST + CALLS_A_SECOND * readSeconds());
  const callsFor = (brokers: number) => brokers * describing + attempts * rules * Math.ceil(brokers / PAGE_SIZE);
  let brokers = 0;
  while (callsFor(brokers + 1) <= calls) brokers += 1;
  return brokers;
}

test('a run evaluates as many brokers of an account and region as the page says', () => {
  expect(page).toContain(`${DESCRIBING === 2 ? 'Two' : DESCRIBING} of the three default rules`);
  expect(page).toContain(
    `${BURST} + ${CALLS_A_SECOND} × ${readSeconds()} = ${format(BURST + CALLS_A_SECOND * readSeconds())}`,
  );
  const row = (rules: number, describing: number) => {
    const [once, repeated] = [mostBrokers(rules, describing, 1), mostBrokers(rules, describing, ATTEMPTS)];
    return [once, repeated, Math.floor(once / BROKER_QUOTA)].map(format);
  };
  expect(cellsOf('three rules, the default')).toEqual(row(RULES, DESCRIBING));
  expect(cellsOf('[`rules=combined`](checks.md#one-rule-or-three)')).toEqual(row(1, 1));
});

function cellsOf(name: string): readonly string[] | undefined {
  const line = page.split('\n').find((each) => each.startsWith(`| ${name} `));
  return line
    ?.split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

/** What the rows of the tables say of a number of accounts. */
const ROWS: Readonly<Record<string, (accounts: number) => string>> = {
  brokers: (accounts) => format(brokersOf(accounts)),
  'accounts × regions': (accounts) => format(placesOf(accounts)),
  'events, with three rules': (accounts) => format(placesOf(accounts) * RULES),
  'calls of AWS Config': (accounts) => format(placesOf(accounts) * RULES * 3),
  'calls of Amazon MQ': (accounts) => format(placesOf(accounts) * RULES + brokersOf(accounts) * DESCRIBING),
  'events, with `rules=combined`': (accounts) => format(placesOf(accounts)),
  'calls of AWS Config, combined': (accounts) => format(placesOf(accounts) * 3),
  'calls of Amazon MQ, combined': (accounts) => format(placesOf(accounts) + brokersOf(accounts)),
  'events of a region': (accounts) => format(accounts * RULES),
  '`AssumeRole` a second, in one minute': (accounts) => format((accounts * RULES) / 60),
  'the same, with `rules=combined`': (accounts) => format(Number((accounts / 60).toPrecision(2))),
  'seconds at 1,000 executions': (accounts) => format(secondsOf(accounts, EXECUTIONS)),
  'seconds with `reservedConcurrency=100`': (accounts) => format(secondsOf(accounts, 100)),
  'stacks of a `stack-set`': (accounts) => format(placesOf(accounts)),
  'roles of an `organization`': format,
  'weeks until the aggregator is complete': (accounts) => format(Math.ceil(accounts / 1_000)),
  'evaluations, with three rules': (accounts) => dollars(brokersOf(accounts) * RULES * DAYS * price('evaluation')),
  'evaluations, with `rules=combined`': (accounts) => dollars(brokersOf(accounts) * DAYS * price('evaluation')),
  'three rules and `refresh=7`': (accounts) => dollars((brokersOf(accounts) * RULES * DAYS * price('evaluation')) / 7),
  'Lambda, with three rules': (accounts) => {
    const events = placesOf(accounts) * RULES * DAYS;
    return dollars(events * (SECONDS * 0.25 * price('GB-second') + price('invocation')));
  },
  'metrics of a `stack-set`': (accounts) => {
    // Three hours a day, as on the page on costs, without changes. The last four are sent only if there is something.
    const sent = Object.keys(METRICS).length - 4 + 1;
    return dollars(placesOf(accounts) * sent * ((RULES * DAYS) / (24 * DAYS)) * price('metric for a month'));
  },
};

/** No run ends before its first event does. */
function secondsOf(accounts: number, executions: number): number {
  return Math.ceil((accounts * RULES) / executions) * SECONDS;
}

function placesOf(accounts: number): number {
  return accounts * REGIONS;
}

function brokersOf(accounts: number): number {
  return accounts * BROKERS_PER_ACCOUNT;
}

test.each(Object.entries(ROWS))('the row "%s" is what the sizes come to', (name, cell) => {
  expect(cellsOf(name)).toEqual(SIZES.map(cell));
});

test('the page names the bounds that follow from the quotas', () => {
  const most = Math.floor(MAX_STACKS / REGIONS);
  expect(page).toContain(`at most ${format(most)} accounts in ${REGIONS} regions`);
  const events = (SIZES.at(-1) ?? 0) * RULES;
  expect(page).toContain(`${format(EXECUTIONS)} / ${SECONDS} s = ${Math.round(EXECUTIONS / SECONDS)} events a second`);
  expect(page).toContain(`At most ${format(REQUESTS_A_SECOND * SECONDS)} stay`);
  expect(page).toContain(`At least ${Math.ceil((events * SECONDS) / (HOURS_KEPT * 3_600))} are needed`);
});

// https://aws.amazon.com/config/pricing/
const TIERS = [
  { size: 100_000, each: 0.001 },
  { size: 400_000, each: 0.0008 },
  { size: Number.POSITIVE_INFINITY, each: 0.0005 },
];

test('the page has what the evaluations of the largest organization cost by the tiers of prices', () => {
  expect(price('evaluation')).toBe(TIERS[0]?.each);
  const evaluations = (brokersOf(SIZES.at(-1) ?? 0) * RULES * DAYS) / REGIONS;
  let [left, cost] = [evaluations, 0];
  for (const { size, each } of TIERS) {
    cost += Math.min(left, size) * each;
    left -= Math.min(left, size);
  }
  expect(page).toContain(
    `${dollars(cost * REGIONS)} instead of ${dollars(evaluations * REGIONS * price('evaluation'))}`,
  );
});

test('the page has the metrics of the functions of an organization', () => {
  const each = Object.keys(METRICS).length - 4 + 2;
  const cost = REGIONS * each * price('metric for a month');
  expect(page).toContain(`${REGIONS} × ${each} × $${price('metric for a month').toFixed(2)} = $${cost.toFixed(2)}`);
  expect(page).toContain(`Those of an \`organization\` cost at most $${cost.toFixed(2)} a month`);
});

test('the page chooses between shapes by the metrics of a hundred accounts', () => {
  const [, hundred] = cellsOf('metrics of a `stack-set`') ?? [];
  expect(page).toContain(`the metrics of ${SIZES[1]} accounts cost ${hundred} a month`);
});

test('the page has the calls of a scan and of a report of the largest organization', () => {
  const accounts = SIZES.at(-1) ?? 0;
  const calls = accounts * (1 + REGIONS) + (accounts - 1) + brokersOf(accounts);
  expect(page).toContain(
    `${format(accounts * (1 + REGIONS))} + ${format(accounts - 1)} + ${format(brokersOf(accounts))} = ${format(calls)}`,
  );
  expect(page).toContain(`at most\n  ${format(accounts)} + ${format(placesOf(accounts) * RULES)} calls`);
  expect(page).toContain(`${format(fewestCalls(accounts))} calls, the minimum`);
  const minutes = (callsInARow(accounts, CONCURRENCY) * 0.03) / 60;
  expect(page).toContain(`Its calls alone take ${minutes.toFixed(1)} minutes`);
});
