import fc from 'fast-check';
import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { ExemptionFileError, parseExemptionFile } from '../../checks/exemption-file.ts';
import { DEFAULT_MAX_EXEMPTION_DAYS, readExemption } from '../../checks/read-exemption.ts';
import { CHECKS } from '../../checks/registry.ts';

const LIMITS = { now: new Date('2026-11-30T12:00:00Z'), maxDays: DEFAULT_MAX_EXEMPTION_DAYS };
const ENTRY = {
  broker: 'load-test-*',
  checks: ['rabbitmq-cluster-deployment'],
  reason: 'Holds no data; recreated nightly.',
  until: '2027-03-31',
};
const IDS = [...CHECKS, ...CHANGE_CHECKS].map(({ id }) => id);
const ARN = 'arn:aws:mq:eu-*:111122223333:broker:';

function parse(text: string) {
  return parseExemptionFile('exemptions.yaml', text, LIMITS);
}

/** What is wrong with an entry, without the member that has it. */
function faultsOf(entry: unknown): readonly string[] {
  const read = readExemption(entry, LIMITS);
  return Array.isArray(read) ? read.map(({ message }) => message) : [];
}

describe('an exemption file', () => {
  it('is a list of entries, each with its line', () => {
    const text = `# Reviewed by the platform team.
- broker: load-test-*
  accounts: ["111122223333"]
  regions: [eu-west-1]
  checks: [rabbitmq-cluster-deployment]
  reason: Holds no data; recreated nightly.
  until: 2027-03-31
  ticket: OPS-1234

- address: Orders
  source: infrastructure/*.yaml
  checks:
    - rabbitmq-general-logging
    - rabbitmq-no-public-access
  reason: Behind a firewall.
  until: "2026-11-29"
`;
    expect(parse(text)).toEqual([
      {
        line: 2,
        exemption: { ...ENTRY, accounts: ['111122223333'], regions: ['eu-west-1'], ticket: 'OPS-1234' },
      },
      {
        line: 10,
        exemption: {
          address: 'Orders',
          source: 'infrastructure/*.yaml',
          checks: ['rabbitmq-general-logging', 'rabbitmq-no-public-access'],
          reason: 'Behind a firewall.',
          until: '2026-11-29',
        },
      },
    ]);
  });

  it.each(['', '# Nothing is exempt.\n', '---\n', '[]', '\u{feff}[]'])('may have no entries: %j', (text) => {
    expect(parse(text)).toEqual([]);
  });

  it('may be JSON', () => {
    expect(parse(JSON.stringify([ENTRY], undefined, 2))).toEqual([{ line: 2, exemption: ENTRY }]);
  });

  it.each([
    ['- broker: orders\n  source: *.yaml\n', 'exemptions.yaml:2: An alias of nothing. Put'],
    ['- broker: *\n', 'exemptions.yaml:1: An alias without a name, or with a colon at its end. Put'],
  ])('asks for quotes where a glob is an alias: %j', (text, message) => {
    expect(() => parse(text)).toThrow(`${message} a text that begins with * in quotes.`);
  });

  it('names every fault with its line', () => {
    const text = `- broker: "*"
  checks: [rabbitmq-clusters]
  reason: Why not
  until: 2031-01-01
- brokers: x
  checks: [rabbitmq-general-logging]
`;
    expect(() => parse(text)).toThrow(
      new ExemptionFileError(
        [
          `exemptions.yaml:2: "checks" is ["rabbitmq-clusters"]. Expected a list of check IDs without duplicates: ${IDS.join(', ')}.`,
          'exemptions.yaml:4: "until" is "2031-01-01". Expected the last day, at most 366 days ahead: a date up to 2027-12-01.',
          'exemptions.yaml:1: "*" is about too many brokers. Expected at least 3 letters or digits in a row, or "accounts".',
          'exemptions.yaml:5: "brokers" is not a member of an exemption. Expected broker, address, source, accounts, regions, checks, reason, until, ticket.',
          'exemptions.yaml:5: "reason" is missing. Expected a sentence of at most 190 characters.',
          'exemptions.yaml:5: "until" is missing. Expected the last day, at most 366 days ahead: a date up to 2027-12-01.',
          'exemptions.yaml:5: Nothing says which broker it is about. Expected "broker" or "address".',
        ].join('\n'),
      ),
    );
  });

  it.each([
    ['exemptions: []', 'exemptions.yaml:1: The file is an object. Expected a list of exemptions.'],
    ['none', 'exemptions.yaml:1: The file is a text. Expected a list of exemptions.'],
    ['- x', 'exemptions.yaml:1: An exemption is a text. Expected an object with broker'],
    ['- broker: a\n  broker: b', 'exemptions.yaml:2: Map keys must be unique'],
    ['- [', 'exemptions.yaml:1: '],
    ['[]\n---\n[]', 'exemptions.yaml:2: '],
    ['- *a', 'exemptions.yaml:1: '],
    ['- '.repeat(100_000), 'exemptions.yaml: is nested more than 200 levels deep, which is too deep.'],
    ['['.repeat(100_000), 'exemptions.yaml: is nested more than 200 levels deep, which is too deep.'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parse(text)).toThrow(ExemptionFileError);
    expect(() => parse(text)).toThrow(message);
  });

  it.each([
    ['[core]\n\turl = https://x:hunter2@example.com/\n'],
    ['hunter2'],
    ['- hunter2'],
    ['- *hunter2'],
    ['- !hunter2 x'],
    ['- !<hunter2> x'],
    ['- !hunter2! x'],
    ['%hunter2'],
    ['%YAML hunter2\n---\n[]'],
    ['- "\\hunter2"'],
    ['- |hunter2\n x'],
    ['a: b: hunter2'],
    ['@hunter2'],
    ['[&a hunter2, *hunter2 : x]'],
    ['- [*a, &a hunter2]'],
    ['hunter2: 1\nhunter2: 2'],
    ['[1]: hunter2\n%'],
  ])('that is something else is refused without a word of it: %j', (text) => {
    expect(() => parse(text)).toThrow(ExemptionFileError);
    expect(() => parse(text)).not.toThrow('unter2');
  });

  it('is read or refused with lines, whatever it is', () => {
    const yaml = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .array(fc.dictionary(fc.constantFrom(...Object.keys(ENTRY), 'accounts', 'x'), fc.jsonValue()))
        .map((list) => JSON.stringify(list)),
    );
    fc.assert(
      fc.property(yaml, (text) => {
        try {
          for (const { exemption } of parse(text)) expect(exemption.until <= '2027-12-01').toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ExemptionFileError);
          expect((error as Error).message).toMatch(/^exemptions\.yaml:\d+: ./);
        }
      }),
    );
  });
});

describe('an entry', () => {
  it.each([
    ['the last day that is allowed', { until: '2027-12-01' }],
    ['a day that is over', { until: '2020-02-29' }],
    ['an ID', { broker: 'b-1234abcd-1234-abcd-1234-1234abcd1234' }],
    ['an ARN with an account', { broker: 'arn:aws-cn:mq:*:111122223333:broker:*:*' }],
    ['any ARN in accounts', { broker: 'arn:aws:mq:*:*:broker:*:*', accounts: ['111122223333'] }],
    ['every broker of an account', { broker: '*', accounts: ['111122223333'] }],
    ['a short name', { broker: 'mq' }],
    ['a pattern that begins with b-', { broker: 'b-orders-*' }],
    ['an ARN in its accounts and regions', { broker: `${ARN}*:*`, accounts: ['111122223333'], regions: ['eu-west-1'] }],
    ['a reason in another script', { reason: '検証用' }],
    ['regions of other partitions', { regions: ['us-gov-west-1', 'ap-southeast-4', 'cn-north-1', 'eusc-de-east-1'] }],
  ])('may have %s', (_what, members) => {
    expect(readExemption({ ...ENTRY, ...members }, LIMITS)).toEqual({ ...ENTRY, ...members });
  });

  it('has its reason on one line', () => {
    expect(readExemption({ ...ENTRY, reason: ' Holds no data,\n  and is empty.\n' }, LIMITS)).toEqual({
      ...ENTRY,
      reason: 'Holds no data, and is empty.',
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a day too far ahead', { until: '2027-12-02' }, '"until" is "2027-12-02". Expected the last day'],
    ['a day that does not exist', { until: '2027-02-30' }, '"until" is "2027-02-30"'],
    ['another form of a date', { until: '31.03.2027' }, '"until" is "31.03.2027"'],
    ['a time', { until: '2027-03-31T00:00:00Z' }, '"until" is'],
    ['no end', { until: null }, '"until" is missing'],
    ['an empty reason', { reason: '  ' }, '"reason" is "  "'],
    ['a reason without words', { reason: '...' }, '"reason" is "..."'],
    ['a ticket without words', { ticket: '-' }, '"ticket" is "-"'],
    ['a long reason', { reason: 'x'.repeat(191) }, '"reason" is'],
    ['no checks', { checks: [] }, '"checks" is []'],
    [
      'a check twice',
      { checks: [ENTRY.checks[0], ENTRY.checks[0]] },
      '"checks" is ["rabbitmq-cluster-deployment", "rabb',
    ],
    ['all checks by a star', { checks: ['*'] }, '"checks" is ["*"]'],
    ['checks in a text', { checks: 'rabbitmq-cluster-deployment' }, '"checks" is "rabbitmq-cluster-deployment"'],
    ['a number for an account', { accounts: [111122223333] }, '"accounts" is [111122223333]'],
    ['no accounts', { accounts: [] }, '"accounts" is []'],
    ['an empty list of accounts with a star', { broker: '*', accounts: null }, '"accounts" is empty'],
    ['a region that is none', { regions: ['europe'] }, '"regions" is ["europe"]'],
    ['every broker', { broker: '**' }, '"**" is about too many brokers'],
    ['almost every broker', { broker: '*o*' }, '"*o*" is about too many brokers'],
    ['short parts of a name', { broker: 'a-*-bc' }, '"a-*-bc" is about too many brokers'],
    ['the beginning of an ID', { broker: 'b-1234abcd-*' }, '"b-1234abcd-*" begins like an ID. Expected a whole ID'],
    ['the beginning of IDs in an account', { broker: 'b-1234abcd*', accounts: ['111122223333'] }, 'begins like an ID'],
    ['an ID in upper case', { broker: 'B-1234ABCD-1234-ABCD-1234-1234ABCD1234' }, 'begins like an ID'],
    ['every broker by its ARN', { broker: 'arn:aws:mq:*:*:broker:*:*' }, 'is about any account'],
    ['a part of an account', { broker: 'arn:aws:mq:*:1111*:broker:*:*' }, 'is about any account'],
    [
      'an ARN outside of its accounts',
      { broker: `${ARN}orders:*`, accounts: ['222233334444'] },
      'in none of its "accounts"',
    ],
    ['an ARN outside of its regions', { broker: `${ARN}orders:*`, regions: ['us-east-1'] }, 'in none of its "regions"'],
    ['a broken ARN', { broker: 'arn:aws:mq:*' }, '"broker" is "arn:aws:mq:*". Expected the ID, ARN or name'],
    ['an ARN of something else', { broker: 'arn:aws:s3:::bucket' }, '"broker" is'],
    ['a name that no broker can have', { broker: 'a b' }, '"broker" is "a b"'],
    ['two ways to name a broker', { address: 'Orders' }, 'It has "broker" and "address"'],
    ['a file for a broker', { source: 'a.yaml' }, '"source" is only for an "address"'],
    ['a long ticket', { ticket: 'x'.repeat(31) }, '"ticket" is'],
    ['a member by another name', { justification: 'x' }, '"justification" is not a member'],
  ])('is refused for %s', (_what, members, message) => {
    expect(faultsOf({ ...ENTRY, ...members })).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    '*',
    '*o*',
    'é*',
    'aws_mq_broker.*',
    'awscc_amazonmq_broker.*',
    'module.*',
    '*Broker*',
    'aws_mq_broker.mq*',
  ])('is refused for %s in every file', (address) => {
    const { broker, ...others } = ENTRY;

    expect(faultsOf({ ...others, address })).toEqual([
      `"${address}" is about too many addresses. Expected at least 3 letters or digits in a row besides "module" and the resource type, or "source".`,
    ]);
    expect(faultsOf({ ...others, address, source: 'sandbox/*' })).toEqual([]);
  });

  it.each(['été*', 'aws_mq_broker.dev*', 'OrdersBroker*', 'module.orders.*', 'Mq', '注文の*'])(
    'may have the address %s',
    (address) => {
      const { broker, ...others } = ENTRY;

      expect(faultsOf({ ...others, address })).toEqual([]);
    },
  );

  it.each(['../infrastructure/*.yaml', '../../a.yaml', 'a..b/c', '*/a.yaml'])('may have the source %s', (source) => {
    const { broker, ...others } = ENTRY;

    expect(faultsOf({ ...others, address: 'Orders', source })).toEqual([]);
  });

  it.each([
    '*',
    '**/*',
    '../*',
    '../a/../b.yaml',
    'a/../../b.yaml',
    '..',
    '..//a',
    '/a.yaml',
    'C:\\a.yaml',
    '\\\\host\\a.yaml',
  ])('is refused for the source %s', (source) => {
    const { broker, ...others } = ENTRY;

    expect(faultsOf({ ...others, address: 'Orders', source })).toEqual([
      expect.stringContaining('Expected a path from the folder of this file, ".." only at its beginning, * allowed.'),
    ]);
  });

  it('of a resource names no broker', () => {
    const { broker, ...others } = ENTRY;

    expect(readExemption(others, LIMITS, 'given')).toEqual(others);
    expect(readExemption(ENTRY, LIMITS, 'given')).toEqual([
      {
        member: 'broker',
        message: '"broker" is not a member of an exemption. Expected checks, reason, until, ticket.',
      },
    ]);
  });

  it('has as many days as the limit says', () => {
    expect(readExemption({ ...ENTRY, until: '2026-12-01' }, { ...LIMITS, maxDays: 1 })).not.toBeInstanceOf(Array);
    expect(readExemption({ ...ENTRY, until: '2026-12-02' }, { ...LIMITS, maxDays: 1 })).toBeInstanceOf(Array);
  });
});

it('has at most a million characters', () => {
  const comment = (length: number) => `#${'x'.repeat(length - 1)}`;
  expect(parse(comment(1_000_000))).toEqual([]);
  expect(() => parse(comment(1_000_001))).toThrow('exemptions.yaml: has more than 1000000 characters.');
});
