import type { CheckId } from '../../../checks/registry.ts';
import { CHECKS } from '../../../checks/registry.ts';
import type { CheckWords, Words } from './words.ts';

const LABELS: Readonly<Record<CheckId, string>> = {
  'rabbitmq-cluster-deployment': 'Cluster deployment',
  'rabbitmq-no-public-access': 'No public access',
  'rabbitmq-general-logging': 'General logging',
  'rabbitmq-cluster-subnets': 'Cluster subnets',
  'rabbitmq-engine-version': 'Minimum version',
  'rabbitmq-instance-type': 'Allowed instance type',
  'rabbitmq-security-group-sources': 'Security group sources',
  'rabbitmq-customer-key': 'Customer key',
  'rabbitmq-tags': 'Tags',
  'rabbitmq-literal-password': 'Literal password',
};

function plural(number: number, shown: string, noun: string, nouns = `${noun}s`): string {
  return `${shown} ${number === 1 ? noun : nouns}`;
}

/** The page in English. */
export const EN: Words = {
  title: 'RabbitMQ conformance',
  verdicts: { pass: 'Pass', fail: 'Fail', unknown: 'Unknown', exempt: 'Exempt', skip: 'Not applicable' },
  severities: { high: 'High', medium: 'Medium', low: 'Low' },
  fixes: { 'new-broker': 'Needs a new broker', 'in-place': 'In place: no new broker' },
  checks: Object.fromEntries(
    CHECKS.map(({ id, title, rationale, remediation }): [string, CheckWords] => [
      id,
      { title, label: LABELS[id], rationale, remediation },
    ]),
  ) as Record<CheckId, CheckWords>,
  columns: {
    name: 'Broker',
    account: 'Account',
    unit: 'Unit',
    region: 'Region',
    version: 'Version',
    size: 'Instance type',
    verdict: 'Verdict',
    since: 'Since',
    exemption: 'Exemption',
  },
  changes: {
    'new-failure': 'New failure',
    fixed: 'Fixed',
    'newly-exempt': 'Newly exempt',
    'newly-unknown': 'Newly unknown',
    'new-broker': 'New broker',
  },
  skipLink: 'Skip to the brokers',
  sections: {
    summary: 'Summary',
    brokers: 'Brokers',
    map: 'Accounts and regions',
    exemptions: 'Exemptions',
    unseen: 'Not seen',
    problems: 'Problems',
    comings: 'New and gone brokers',
    trend: 'Trend',
    about: 'About this report',
  },
  navigation: 'Sections',
  none: 'None',
  colon: (name, value) => `${name}: ${value}`,

  made: (when) => `As of ${when}`,
  read: (from, to) => (from === to ? `Read on ${from}` : `Read between ${from} and ${to}`),
  organization: (id) => `Organization ${id}`,
  aggregator: (name, accountId, region) => `Aggregator ${name} in account ${accountId}, ${region}`,
  files: (number, shown) => `From ${plural(number, shown, 'file')}`,

  headline: {
    onlyChecks: (made, shown, all) => `Only ${shown} of ${all} checks ${made === 1 ? 'counts' : 'count'} here.`,
    nothing: 'Nothing was seen, so this report proves nothing.',
    noBrokers: (places, shown) =>
      places === 1
        ? 'There are no RabbitMQ brokers in the one account and region of this report.'
        : `There are no RabbitMQ brokers in the ${shown} accounts × regions of this report.`,
    noBrokersPartly: (unseen, total) =>
      `No RabbitMQ broker was found, but ${unseen} of ${total} accounts × regions were not fully seen.`,
    noBrokersProblems: 'No RabbitMQ broker was found, but not everything could be read.',
    allConform: (brokers, shown) =>
      brokers === 1 ? 'The only RabbitMQ broker conforms.' : `All ${shown} RabbitMQ brokers conform.`,
    allSeenConform: (brokers, shown) =>
      brokers === 1
        ? 'The only RabbitMQ broker that was seen conforms, but not everything was seen.'
        : `All ${shown} RabbitMQ brokers that were seen conform, but not everything was seen.`,
    noneFails: (conforming, total) =>
      `No RabbitMQ broker is known to fail. Fully conforming: ${conforming} of ${total}.`,
    someFail: (failing, shown, total) =>
      total === '1'
        ? 'The only RabbitMQ broker fails.'
        : `${shown} of ${total} RabbitMQ brokers ${failing === 1 ? 'fails' : 'fail'}.`,
  },
  brokersFound: (number, shown) => plural(number, shown, 'RabbitMQ broker'),
  conforming: (shown, percent) => `${shown} fully conform (${percent})`,
  severity: (name) => `${name} severity`,
  changed: 'What changed',
  changesSince: (when) => `Since ${when}`,
  noPrevious: 'No previous report was given to compare with.',
  before: (conforming, total) => `Then, ${conforming} of ${total} fully conformed`,
  nothingChanged: 'Nothing changed.',
  newFailures: (number, shown) => plural(number, shown, 'new failure'),
  fixed: (_, shown) => `${shown} fixed`,
  newlyExempt: (_, shown) => `${shown} newly exempt`,
  newlyUnknown: (_, shown) => `${shown} newly unknown`,
  newBrokers: (number, shown) => plural(number, shown, 'new broker'),
  goneBrokers: (number, shown) => plural(number, shown, 'gone broker'),
  outOfSight: (number, shown) => `${plural(number, shown, 'broker')} no longer seen`,
  notCompared: (number, shown) =>
    `${plural(number, shown, 'account and region', 'accounts × regions')} not compared: older readings`,
  sight: 'What was seen',
  placesSeen: (shown) => `All ${shown} accounts × regions were seen`,
  placesUnseen: (unseen, total) => `${unseen} of ${total} accounts × regions not fully seen`,
  noPlaces: 'The source names no accounts and regions',
  problems: (number, shown) => plural(number, shown, 'problem'),

  filters: {
    title: 'Filter brokers',
    search: 'Search',
    searchHint: 'Name, account, ARN, tag…',
    account: 'Account',
    unit: 'Unit',
    region: 'Region',
    check: 'Check',
    verdict: 'Verdict',
    severity: 'Severity of failures',
    tag: 'Tag',
    tagHint: 'key or key=value',
    change: 'Change',
    any: 'Any',
    notPassing: 'Any but pass',
    gravest: 'Any (gravest)',
    clear: 'Clear filters',
  },
  shown: (from, to, matching, total) => {
    if (total === '1') return '1 broker';
    if (matching === total) return `${from}–${to} of ${total} brokers`;
    return `${from}–${to} of ${matching} matching brokers (${total} in all)`;
  },
  noMatch: 'No broker matches.',
  printed: (shown, matching) => `The first ${shown} of ${matching} matching brokers. Filter to print others.`,
  withoutScript: (shown, total) =>
    `Without JavaScript, this page shows the first ${shown} of ${total} brokers, and cannot filter or sort.`,
  tableName: 'RabbitMQ brokers',
  wideTable: 'Scroll the table sideways to see all checks.',
  pages: 'Pages',
  previousPage: 'Previous',
  nextPage: 'Next',
  page: (page, pages) => `Page ${page} of ${pages}`,
  age: (days, shown) => plural(days, shown, 'day'),
  daysLeft: (days, shown) => (days === 0 ? 'last day' : `${plural(days, shown, 'day')} left`),

  details: {
    name: 'Name',
    id: 'ID',
    arn: 'ARN',
    createdAt: 'Created',
    deploymentMode: 'Deployment mode',
    tags: 'Tags',
    findings: 'Findings',
    notKnown: 'Not known',
    since: (when, age) => `Since ${when} or earlier (${age} or more)`,
    evaluated: (when) => `Evaluated ${when}`,
    fix: 'Fix',
    guide: 'How to fix it',
    exempt: (until, left) => `Exempt until ${until} (${left})`,
    exemptReason: 'Reason',
    ticket: 'Ticket',
    plan: 'Plan the fix',
    planHint: (account) =>
      `Run it where rabbitmq-conformance is installed, with credentials for account ${account}. It changes nothing in AWS.`,
    install: 'How to install it',
    noPlan: 'This broker was read from a file. Plan its fix with “rabbitmq-conformance plan FILE”.',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Select the command and copy it yourself',
  },

  map: {
    intro:
      'In a cell, how many brokers an account has in a region: choose it to list them. Beside a unit, how many accounts × regions.',
    account: 'Account',
    withoutUnit: 'No known unit',
    legend: 'Legend',
    cell: (standing, brokers, shown) => `${standing}, ${plural(brokers, shown, 'broker')}`,
    partly: 'Partly seen',
    notSeen: 'Not seen',
    empty: 'No brokers',
    absent: 'Not part of this report',
    accounts: (number, shown) => plural(number, shown, 'account'),
    places: 'accounts × regions',
    quiet: (number, shown) =>
      number === 1
        ? '1 other account was fully seen and has no RabbitMQ brokers.'
        : `${shown} other accounts were fully seen and have no RabbitMQ brokers.`,
  },

  exemptions: {
    none: 'Nothing is exempt in what was seen.',
    broker: 'Broker',
    check: 'Check',
    reason: 'Reason',
    until: 'Last day',
    left: 'Days left',
    soon: 'ends soon',
    more: (number, shown, soon, shownSoon) =>
      plural(number, shown, 'more exemption') +
      (soon === 0 ? '' : `, ${shownSoon} of them ${soon === 1 ? 'ends' : 'end'} within 30 days`),
  },

  unseen: {
    none: 'All accounts and regions of this report were seen.',
    withoutRecorder: (regions) => `No account records in ${regions}, so brokers there are not in this report.`,
    intro: 'Brokers may be here that this report does not show.',
    noReason: 'The reason is not known.',
    partly: 'partly seen',
    places: (number, shown) => (number === 1 ? '1 account and region' : `${shown} accounts × regions`),
  },
  comings: {
    new: 'New since the previous report',
    gone: 'Gone from places that were seen',
    outOfSight: 'Brokers no longer seen',
    outOfSightPlaces: 'Accounts and regions no longer seen',
    notCompared: 'Not compared, as the previous report has newer readings',
  },
  trend: {
    intro: 'RabbitMQ brokers in each report.',
    single: 'The history has only this report. The chart begins with the next one.',
    table: 'Numbers as a table',
    report: 'Report of',
    total: 'Brokers',
    conforming: 'Conform',
    failing: 'Fail',
    unknown: 'Unknown',
    exempt: 'Exempt',
    unseen: 'Not fully seen',
    picture: (from, to) =>
      `Brokers that conform, fail, or are unknown, from ${from} to ${to}. The table has the numbers.`,
  },
  about: {
    organization: 'Organization',
    source: 'Source',
    role: 'Role assumed in accounts',
    regions: 'Regions of the aggregator',
    reported: 'Regions of this report',
    allRegions: 'all',
    tool: 'Made by',
    createdAt: 'Made on',
    checks: 'Checks',
    parameters: 'Parameters',
    controls: 'Controls',
    fix: 'Fix',
    guide: 'Guide',
    reading:
      'A broker counts once, by its gravest verdict: fail, unknown, exempt, pass. It conforms only if AWS Config or the evaluation proved every check that applies.',
    annotations: 'Annotations stand as AWS Config recorded them.',
  },
};
