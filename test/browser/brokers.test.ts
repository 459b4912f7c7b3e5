import type { Page } from 'playwright-core';
import { CHECKS } from '../../checks/registry.ts';
import type { OrganizationReport, ReportedBroker } from '../../cli/organization-report/report.ts';
import { standingOf } from '../../cli/organization-report/summary.ts';
import { reportOfSize } from '../support/organization-report.ts';
import { brokersIn, describeInBrowser, reportOfAllChecks, tableOf, textOf, useBrowser } from './support.ts';

const REPORT = reportOfSize({ brokers: 150, accounts: 12, regions: 3 });
const [CLUSTER, ACCESS, LOGGING] = [
  'rabbitmq-cluster-deployment',
  'rabbitmq-no-public-access',
  'rabbitmq-general-logging',
] as const;

const accountOf = (broker: ReportedBroker) => REPORT.accounts.find(({ id }) => id === broker.accountId);
const verdictOf = (check: string, broker: ReportedBroker) =>
  broker.results.find((result) => result.check === check)?.verdict;
const namesOf = (brokers: readonly ReportedBroker[]) => brokers.map(({ name = '' }) => name);

interface Filter {
  readonly label: string;
  readonly choose: string;
  readonly hash: string;
  readonly keeps: (broker: ReportedBroker) => boolean;
}

const FILTERS: readonly Filter[] = [
  {
    label: 'Account',
    choose: '111100000003',
    hash: 'account=111100000003',
    keeps: ({ accountId }) => accountId === '111100000003',
  },
  {
    label: 'Unit',
    choose: 'Root/Workloads',
    hash: 'unit=Root%2FWorkloads',
    keeps: (broker) => accountOf(broker)?.unit?.startsWith('Root/Workloads/') ?? false,
  },
  { label: 'Region', choose: 'us-east-1', hash: 'region=us-east-1', keeps: ({ region }) => region === 'us-east-1' },
  {
    label: 'Check',
    choose: LOGGING,
    hash: `check=${LOGGING}`,
    keeps: (broker) => verdictOf(LOGGING, broker) !== 'pass',
  },
  { label: 'Verdict', choose: 'fail', hash: 'verdict=fail', keeps: (broker) => standingOf(broker) === 'fail' },
  {
    label: 'Severity of failures',
    choose: 'high',
    hash: 'severity=high',
    keeps: (broker) => verdictOf(ACCESS, broker) === 'fail',
  },
  { label: 'Tag', choose: 'team=orders', hash: 'tag=team%3Dorders', keeps: ({ tags }) => tags?.team === 'orders' },
  { label: 'Search', choose: 'billing-1 prod', hash: 'search=billing-1+prod', keeps: isFound },
  {
    label: 'Change',
    choose: 'fixed',
    hash: 'change=fixed',
    keeps: ({ key }) => REPORT.changes?.fixed.some(({ broker }) => broker === key) ?? false,
  },
];

function isFound(broker: ReportedBroker): boolean {
  const text = [
    broker.name,
    broker.arn,
    accountOf(broker)?.name,
    accountOf(broker)?.unit,
    ...Object.values(broker.tags ?? {}),
  ];
  return ['billing-1', 'prod'].every((word) => text.join('\n').toLowerCase().includes(word));
}

async function choose(page: Page, { label, choose: value }: Pick<Filter, 'label' | 'choose'>): Promise<void> {
  const field = page.getByRole('search').getByLabel(label, { exact: true });
  if ((await field.getAttribute('list')) !== null || (await field.getAttribute('type')) === 'search') {
    await field.fill(value);
  } else {
    await field.selectOption(value);
  }
}

const hashOf = (page: Page) => new URL(page.url()).hash;

describeInBrowser('the table of brokers', () => {
  const open = useBrowser();

  test.each(FILTERS)('is filtered by $label, and says how many match', async (filter) => {
    const { page, complaints } = await open(REPORT);
    const expected = REPORT.brokers.filter(filter.keeps);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(100);
    await choose(page, filter);
    await page
      .getByRole('status')
      .filter({ hasText: `–${expected.length} of ${expected.length} matching brokers (150 in all)` })
      .waitFor();
    expect((await brokersIn(page)).toSorted()).toEqual(namesOf(expected).toSorted());
    expect(hashOf(page)).toBe(`#${filter.hash}`);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    expect(await brokersIn(page)).toHaveLength(100);
    expect(hashOf(page)).toBe('');
    expect(complaints).toEqual([]);
  });

  test.each(FILTERS)('opens as a link to a filter by $label says', async ({ hash, keeps, label, choose: value }) => {
    const { page } = await open(REPORT, { hash });
    expect((await brokersIn(page)).toSorted()).toEqual(namesOf(REPORT.brokers.filter(keeps)).toSorted());
    expect(await page.getByRole('search').getByLabel(label, { exact: true }).inputValue()).toBe(value);
  });

  test('combines filters, and says so where nothing matches', async () => {
    const { page } = await open(REPORT, { hash: `region=us-east-1&check=${CLUSTER}&verdict=fail` });
    const both = REPORT.brokers.filter(
      (broker) => broker.region === 'us-east-1' && verdictOf(CLUSTER, broker) === 'fail',
    );
    expect((await brokersIn(page)).toSorted()).toEqual(namesOf(both).toSorted());
    await choose(page, { label: 'Search', choose: 'there is no such broker' });
    await page.getByRole('status').filter({ hasText: 'No broker matches.' }).waitFor();
  });

  test.each([
    ['Broker', 'name', (broker: ReportedBroker) => broker.name],
    ['Region', 'region', (broker: ReportedBroker) => broker.region],
    ['Instance type', 'size', (broker: ReportedBroker) => broker.hostInstanceType],
    ['Account', 'account', (broker: ReportedBroker) => accountOf(broker)?.name],
  ])('is sorted by %s with a button, in both directions', async (label, column, keyOf) => {
    const { page } = await open(REPORT, { hash: 'region=us-east-1' });
    const head = tableOf(page).getByRole('columnheader', { name: label, exact: true });
    const values = async () => {
      const byName = new Map(REPORT.brokers.map((broker) => [broker.name, keyOf(broker) ?? '']));
      return (await brokersIn(page)).map((name) => byName.get(name) ?? '');
    };
    const compare = new Intl.Collator('en', { numeric: true }).compare;
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const ascending = await values();
    expect(ascending).toEqual(ascending.toSorted(compare));
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const descending = await values();
    expect(descending).toEqual(descending.toSorted((a, b) => compare(b, a)));
    expect(hashOf(page)).toBe(`#region=us-east-1&sort=-${column}`);
  });

  test('begins with what is gravest', async () => {
    const { page } = await open(REPORT);
    const byName = new Map(REPORT.brokers.map((broker) => [broker.name, standingOf(broker)]));
    const standings = (await brokersIn(page)).map((name) => byName.get(name));
    const order = ['fail', 'unknown', 'exempt', 'pass'];
    expect(standings).toEqual(standings.toSorted((a, b) => order.indexOf(a ?? '') - order.indexOf(b ?? '')));
    expect(standings[0]).toBe('fail');
  });

  test('has pages, and the back button goes back to where one was', async () => {
    const { page, complaints } = await open(REPORT);
    const first = await brokersIn(page);
    expect(first).toHaveLength(100);
    await page.getByRole('button', { name: 'Next' }).click();
    const second = await brokersIn(page);
    expect(second).toHaveLength(50);
    expect([...first, ...second].toSorted()).toEqual(namesOf(REPORT.brokers).toSorted());
    expect(hashOf(page)).toBe('#page=2');
    await choose(page, { label: 'Region', choose: 'eu-west-1' });
    await page.goBack();
    expect(await brokersIn(page)).toEqual(second);
    await page.goBack();
    expect(await brokersIn(page)).toEqual(first);
    expect(complaints).toEqual([]);
  });

  test('does not grow with the organization: of 5,000 brokers it holds a page', async () => {
    const { page } = await open(reportOfSize({ brokers: 5000, accounts: 1000, regions: 5 }));
    const count = () => tableOf(page).getByRole('row').count();
    expect(await count()).toBe(101);
    await choose(page, { label: 'Verdict', choose: 'pass' });
    expect(await count()).toBe(101);
    await tableOf(page).getByRole('columnheader', { name: 'Region', exact: true }).getByRole('button').click();
    expect(await count()).toBe(101);
  });
});

describeInBrowser('a row of the table', () => {
  const open = useBrowser();
  const failing = REPORT.brokers.find((broker) => verdictOf(ACCESS, broker) === 'fail');
  const exempt = REPORT.brokers.find((broker) => standingOf(broker) === 'exempt');
  const button = (page: Page, broker: ReportedBroker | undefined) =>
    tableOf(page)
      .getByRole('rowheader')
      .getByRole('button', { name: broker?.name ?? '', exact: true });

  test('opens to its findings: the annotation, what the fix costs, the guide and the command', async () => {
    const { page, complaints } = await open(REPORT, { hash: 'severity=high' });
    expect(await button(page, failing).getAttribute('aria-expanded')).toBe('false');
    await button(page, failing).click();
    expect(await button(page, failing).getAttribute('aria-expanded')).toBe('true');
    const details = page.locator('tr.details');
    const text = await textOf(details);
    const detail = failing?.results.find(({ check }) => check === ACCESS)?.detail ?? 'a detail';
    for (const part of [detail, 'Needs a new broker', failing?.arn ?? 'an ARN']) expect(text).toContain(part);
    expect(text).toMatch(/Since [A-Z][a-z]{2} \d+, \d{4} or earlier \(\d+ days? or more\)/);
    const guide = details.getByRole('link', { name: 'How to fix it' }).first();
    expect(await guide.getAttribute('href')).toMatch(/\/docs\/remediation\.md#rabbitmq-/);
    expect(text).toContain(`rabbitmq-conformance plan ${failing?.arn}`);
    await button(page, failing).click();
    expect(await details.count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('is copied as a command that a shell takes', async () => {
    const { page } = await open(REPORT, { hash: 'severity=high', permissions: ['clipboard-read', 'clipboard-write'] });
    await button(page, failing).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toBe(await textOf(page.locator('tr.details code').first()));
    expect(copied).toContain(failing?.arn);
  });

  test('says until when it is exempt, and why', async () => {
    const { page } = await open(REPORT, { hash: `verdict=exempt&open=${encodeURIComponent(exempt?.key ?? '')}` });
    const { exemption } = exempt?.results.find(({ verdict }) => verdict === 'exempt') ?? {};
    const text = await textOf(page.locator('tr.details'));
    for (const part of [exemption?.reason, exemption?.ticket]) expect(text).toContain(part);
    expect(text).toMatch(/Exempt until [A-Z][a-z]{2} \d+, \d{4} \((\d+ days? left|last day)\)/);
  });

  test('is found by a link, wherever it is in the table', async () => {
    const last = sortedLast(REPORT);
    const { page } = await open(REPORT, { hash: `open=${encodeURIComponent(last.key)}` });
    expect(await textOf(page.locator('tr.details'))).toContain(last.arn);
    expect(await brokersIn(page)).toContain(last.name);
  });
});

/** A broker that stands on the second page at first. */
function sortedLast({ brokers }: OrganizationReport): ReportedBroker {
  const last = brokers.findLast((broker) => standingOf(broker) === 'pass');
  if (last === undefined) throw new Error('The report has no broker that conforms.');
  return last;
}

describeInBrowser('the table with all checks', () => {
  const open = useBrowser();

  test.each([1280, 390])('leaves the page as wide as a screen of %i pixels', async (width) => {
    const { page } = await open(reportOfAllChecks(), { viewport: { width, height: 900 } });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    expect(await tableOf(page).locator('td.check').count()).toBe(2 * CHECKS.length);
  });

  test.each([
    ['with all checks', reportOfAllChecks(), 1280, 1],
    ['as cards', reportOfAllChecks(), 390, 0],
    ['with the default checks', reportOfSize(), 1280, 0],
  ])('says that there is more to the side: %s', async (_, report, width, hints) => {
    const { page } = await open(report, { viewport: { width, height: 900 } });
    const hint = page.getByText('Scroll the table sideways').filter({ visible: true });
    expect(await hint.count()).toBe(hints);
    const isCut =
      "{ const { scrollWidth, clientWidth } = document.querySelector('.broker-scroll'); scrollWidth > clientWidth }";
    expect(await page.evaluate<boolean>(isCut)).toBe(hints > 0);
  });

  test('keeps the name of the broker and its findings in view', async () => {
    const { page } = await open(reportOfAllChecks(), { viewport: { width: 1280, height: 900 } });
    await tableOf(page).getByRole('button', { name: 'orders' }).click();
    const scroll = "document.querySelector('.broker-scroll')";
    await page.evaluate(`${scroll}.scrollLeft = ${scroll}.scrollWidth`);
    const left = async (selector: string) => (await page.locator(selector).first().boundingBox())?.x ?? -1;
    expect(await page.evaluate<number>(`${scroll}.scrollLeft`)).toBeGreaterThan(0);
    expect(await left('tr.broker th')).toBeGreaterThanOrEqual(0);
    expect(await left('tr.details .finding')).toBeGreaterThanOrEqual(0);
  });
});
