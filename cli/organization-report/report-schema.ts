import type { Verdict } from '../../checks/check.ts';
import { SEVERITIES } from '../../checks/check.ts';
import { schemaUrl } from '../../checks/guide.ts';
import type { Schema } from '../configuration/schema.ts';
import type {
  FormerBroker,
  HistoryPoint,
  OrganizationReport,
  ReportChanges,
  ReportedAccount,
  ReportedBroker,
  ReportedCheck,
  ReportedExemption,
  ReportedPlace,
  ReportedRegions,
  ReportedResult,
  ReportProblem,
  ReportSource,
  ReportSummary,
  ResultReference,
} from './report.ts';
import { REPORT_TYPE, REPORT_VERSION } from './report.ts';

type Optional<T> = { [Key in keyof T]-?: object extends Pick<T, Key> ? Key : never }[keyof T];

/** The schema of each member of a type, so that none is forgotten, and what may be missing is the same in both. */
interface MembersOf<T> {
  readonly required: { readonly [Key in Exclude<keyof T, Optional<T>>]: Schema };
  readonly optional: { readonly [Key in Optional<T>]: Schema };
}

/** An object that may have more members than these: later versions add some. */
function object<T>(title: string, { required, optional }: MembersOf<T>, description?: string): Schema {
  return {
    title,
    ...(description === undefined ? {} : { description }),
    type: ['object'],
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: true,
  };
}

const text = (title: string, description?: string): Schema => ({
  title,
  ...(description === undefined ? {} : { description }),
  type: ['string'],
});
const list = (title: string, items: Schema, description?: string): Schema => ({
  title,
  ...(description === undefined ? {} : { description }),
  type: ['array'],
  items,
});
const choice = (title: string, words: readonly string[], description?: string): Schema => ({
  ...text(title, description),
  enum: words,
});
const recordOf = (title: string, values: Schema): Schema => ({ title, type: ['object'], additionalProperties: values });
const NUMBER: Schema = { title: 'a whole number', type: ['integer'], minimum: 0 };
const ACCOUNT: Schema = { ...text('an account ID of 12 digits'), pattern: '^[0-9]{12}$' };
const REGION = text('a region');
const CHECK = text('the ID of a check');

/** A day such as 2026-03-31, as a pattern of JSON Schema. */
export const DAY = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const TIME = `${DAY}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\\.[0-9]{1,9})?Z`;
/** A report each hour for more than ten years. */
const MOST_REPORTS = 100_000;

function time(description?: string): Schema {
  const title = 'a time in UTC, such as 2026-03-31T09:00:00.000Z';
  return { ...text(title, description), pattern: `^${TIME}$` };
}

const VERDICTS: Readonly<Record<Verdict, Schema>> = {
  pass: NUMBER,
  fail: NUMBER,
  skip: NUMBER,
  unknown: NUMBER,
  exempt: NUMBER,
};

type Aggregator = Extract<ReportSource, { readonly kind: 'aggregator' }>;
type Files = Extract<ReportSource, { readonly kind: 'files' }>;

const AGGREGATOR = object<Aggregator['aggregator']>('an object that names an aggregator', {
  required: {
    name: text('the name of the aggregator'),
    accountId: ACCOUNT,
    region: REGION,
    regions: {
      ...list('"all" or a list of regions', REGION, 'The regions that it collects from.'),
      type: ['string', 'array'],
      pattern: '^all$',
    },
  },
  optional: {},
});

const SOURCE = object<Pick<Aggregator | Files, 'kind'> & Partial<Omit<Aggregator, 'kind'> & Omit<Files, 'kind'>>>(
  'an object that says where the report is from',
  {
    required: { kind: choice('aggregator or files', ['aggregator', 'files']) },
    optional: {
      organizationId: text('the ID of the organization'),
      aggregator: AGGREGATOR,
      roleName: text(
        'the name of a role',
        'The role that was assumed in accounts, for results that an aggregator does not show.',
      ),
      paths: list('a list of files', text('a path')),
    },
  },
);

const REPORTED_CHECK = object<ReportedCheck>('an object that describes a check', {
  required: {
    id: CHECK,
    title: text('a text'),
    severity: choice('a severity', SEVERITIES),
    rationale: text('a text', 'Why it matters.'),
    remediation: text('a text', 'How to fix it.'),
    fix: choice('what a fix takes', ['new-broker', 'in-place']),
    controls: list(
      'a list of controls',
      object<ReportedCheck['controls'][number]>('an object with the controls of a framework', {
        required: {
          framework: text('the name of a framework'),
          ids: list('a list of controls', text('a control')),
          source: text('a URL', 'Where AWS publishes the mapping.'),
        },
        optional: {},
      }),
      'The controls of published frameworks that require the same.',
    ),
    guide: text('a URL'),
  },
  optional: {
    parameters: {
      ...recordOf('an object of texts', text('a text')),
      description: 'The values of its parameters by their names. An aggregator does not show those of rules.',
    },
  },
});

const REPORTED_ACCOUNT = object<ReportedAccount>('an object that names an account', {
  required: { id: ACCOUNT },
  optional: {
    name: text('the name of the account'),
    unit: text(
      'a path of units',
      'The organizational units that the account is in, such as Root/Workloads/Production.',
    ),
  },
});

const PLACE = object<ReportedPlace>('an object that describes an account and region', {
  required: {
    accountId: ACCOUNT,
    region: REGION,
    visibility: choice(
      'how much of it was seen',
      ['seen', 'partly', 'not-seen'],
      'seen: all its brokers are in the report. partly: there may be others. not-seen: nothing is known of it.',
    ),
  },
  optional: {
    reason: text('a sentence', 'Why not all of it was seen.'),
    readAt: time('When it was read, if that was before the report was made.'),
  },
});

const IDENTITY = {
  arn: text('an ARN'),
  id: text('the ID of a broker'),
  name: text('the name of a broker'),
  accountId: ACCOUNT,
  region: REGION,
} as const;
const KEY = text('the key of a broker', 'What tells the broker from all others, now and in other reports.');

const EXEMPTION = object<ReportedExemption>('an object that describes an exemption', {
  required: {
    reason: text('a sentence'),
    until: { ...text('a day such as 2027-03-31', 'The last day, in UTC.'), pattern: `^${DAY}$` },
    daysLeft: { ...NUMBER, description: 'From the day of the report to the last day, 0 on that day.' },
  },
  optional: { ticket: text('a text') },
});

const RESULT = object<ReportedResult>('an object with the result of a check', {
  required: {
    check: CHECK,
    verdict: choice('a verdict', Object.keys(VERDICTS)),
    detail: text('a sentence', 'The annotation of AWS Config, or why the verdict is what it is.'),
  },
  optional: {
    evaluatedAt: time('When AWS Config recorded the result.'),
    since: time('Of what failed, is exempt or is unknown: since when at the latest it does.'),
    exemption: EXEMPTION,
  },
});

const BROKER = object<ReportedBroker>('an object that describes a broker', {
  required: {
    key: KEY,
    results: list('a list of results', RESULT, 'One for each check of the report, in their order.'),
  },
  optional: {
    ...IDENTITY,
    engineVersion: text('a version such as 3.13.7'),
    hostInstanceType: text('an instance type such as mq.m7g.large'),
    deploymentMode: text('a deployment mode such as CLUSTER_MULTI_AZ'),
    createdAt: time(),
    tags: recordOf('an object of texts', text('a text')),
  },
});

const PROBLEM = object<ReportProblem>('an object that describes a problem', {
  required: { source: text('what could not be read'), message: text('a sentence') },
  optional: {},
});

const SUMMARY = object<ReportSummary>('an object with the numbers of a report', {
  required: {
    brokers: object<ReportSummary['brokers']>(
      'an object with the numbers of brokers',
      {
        required: { total: NUMBER, conforming: NUMBER, failing: NUMBER, unknown: NUMBER, exempt: NUMBER },
        optional: {},
      },
      'A broker counts once, by its gravest verdict: fail, unknown, exempt, pass.',
    ),
    checks: recordOf(
      'an object with the numbers of each check',
      object<Record<Verdict, number>>('an object with the number of each verdict', {
        required: VERDICTS,
        optional: {},
      }),
    ),
    places: object<ReportSummary['places']>('an object with the numbers of accounts and regions', {
      required: { total: NUMBER, seen: NUMBER, partly: NUMBER, notSeen: NUMBER },
      optional: {},
    }),
  },
  optional: {},
});

const REFERENCES = list(
  'a list of results',
  object<ResultReference>('an object that names a result', { required: { broker: KEY, check: CHECK }, optional: {} }),
);
const FORMER_BROKERS = list(
  'a list of brokers',
  object<FormerBroker>('an object that names a broker', { required: { key: KEY }, optional: IDENTITY }),
);

const CHANGES = object<ReportChanges>(
  'an object that says what changed',
  {
    required: {
      since: time('When the previous report was made.'),
      previous: SUMMARY,
      newFailures: { ...REFERENCES, description: 'They did not fail before, or their broker is new.' },
      fixed: { ...REFERENCES, description: 'They failed before, and pass now.' },
      newlyExempt: REFERENCES,
      newlyUnknown: REFERENCES,
      newBrokers: list('a list of keys of brokers', KEY),
      goneBrokers: { ...FORMER_BROKERS, description: 'They are gone from accounts and regions that are seen.' },
      outOfSight: object<ReportChanges['outOfSight']>(
        'an object that says what is no longer seen',
        { required: { brokers: FORMER_BROKERS, places: list('a list of accounts and regions', PLACE) }, optional: {} },
        'What the previous report saw, and this one does not.',
      ),
    },
    optional: {
      notCompared: list(
        'a list of accounts and regions',
        PLACE,
        'Those that this report read before the previous one did, so that nothing of them is compared.',
      ),
    },
  },
  'What differs from the previous report. Only what was seen both times is compared.',
);

/** What a report in JSON contains. Its JSON Schema is published. */
export const REPORT_SCHEMA = object<OrganizationReport>('a report of this command', {
  required: {
    type: choice('the type of the report', [REPORT_TYPE]),
    version: { ...NUMBER, minimum: REPORT_VERSION, maximum: REPORT_VERSION },
    createdAt: time(),
    tool: object<OrganizationReport['tool']>('an object that names the program', {
      required: { name: text('a name'), version: text('a version') },
      optional: {},
    }),
    source: SOURCE,
    checks: list('a list of checks', REPORTED_CHECK),
    accounts: list('a list of accounts', REPORTED_ACCOUNT),
    places: list('a list of accounts and regions', PLACE, 'Each account and region that the report is about.'),
    brokers: list('a list of brokers', BROKER, 'RabbitMQ brokers, and those whose engine is not known.'),
    problems: list('a list of problems', PROBLEM, 'What could not be read, beside the accounts and regions.'),
    summary: SUMMARY,
  },
  optional: {
    regions: object<ReportedRegions>(
      'an object with regions',
      {
        required: {
          reported: list('a list of regions', REGION, 'Those of the accounts and regions.'),
          withoutRecorder: list(
            'a list of regions',
            REGION,
            'Those that the aggregator collects from too, but in which no account has a configuration recorder. Brokers there are not in the report.',
          ),
        },
        optional: {},
      },
      'Of which regions the report is. Those of neither list were not looked at.',
    ),
    changes: CHANGES,
    history: {
      ...list(
        'a list of summaries',
        object<HistoryPoint>('an object with a summary', {
          required: { createdAt: time(), summary: SUMMARY },
          optional: {},
        }),
        'The summaries of earlier reports and of this one, the oldest first.',
      ),
      maxItems: MOST_REPORTS,
    },
  },
});

/** The schema as it is published. */
export function renderReportSchema(): string {
  const of = (kind: ReportSource['kind'], member: string) => ({
    if: { properties: { kind: { const: kind } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { required: [member] },
  });
  const source = { ...SOURCE, allOf: [of('aggregator', 'aggregator'), of('files', 'paths')] };
  const document = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: schemaUrl('report'),
    ...REPORT_SCHEMA,
    title: 'Report of rabbitmq-conformance',
    description:
      'Where the RabbitMQ brokers of an organization stand. docs/report.md explains it. Members may be added.',
    properties: { ...REPORT_SCHEMA.properties, source },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
