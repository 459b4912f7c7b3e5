import { CHANGE_CHECKS } from '../../../checks/change-checks.ts';
import { evaluateBroker } from '../../../checks/evaluation.ts';
import type { Exemption } from '../../../checks/exemption.ts';
import type { Evaluated } from '../../../cli/report/exemptions.ts';
import { createExemptions } from '../../../cli/report/exemptions.ts';
import type { Reading } from '../../../cli/sources/reading.ts';
import { THREE_CHECKS } from '../../support/checks.ts';

const LIMITS = { now: new Date('2026-11-30T12:00:00Z'), maxDays: 366 };
const [{ id: CLUSTER }, { id: ACCESS }, { id: LOGGING }] = THREE_CHECKS;
const ACCOUNT = '111122223333';

/** A single instance without logs. Whether it is public is not known. */
const READING: Reading = {
  broker: {
    name: 'orders',
    accountId: ACCOUNT,
    region: 'eu-west-1',
    engineType: 'RABBITMQ',
    deploymentMode: 'SINGLE_INSTANCE',
    generalLogging: false,
  },
  address: 'Orders',
  line: 7,
};
const ENTRY: Exemption = { address: 'Orders', checks: [CLUSTER], reason: 'Holds no data.', until: '2027-03-31' };

function open(entries: readonly Exemption[], path = 'infra/exemptions.yaml') {
  return createExemptions(
    { path, entries: entries.map((exemption, index) => ({ exemption, line: index + 1 })) },
    LIMITS,
  );
}

/** The verdicts of the three checks. */
function verdicts(exemptions: ReturnType<typeof createExemptions>, source = 'infra/a.yaml', reading = READING) {
  const results = evaluateBroker(reading.broker, THREE_CHECKS);
  return exemptions.exempt(results, source, reading).map(({ verdict }) => verdict);
}

describe('an exemption', () => {
  it('is in the result with the days that are left, and the place where it is', () => {
    const exemptions = open([{ ...ENTRY, ticket: 'OPS-1' }]);
    const [result] = exemptions.exempt(evaluateBroker(READING.broker, THREE_CHECKS), 'infra/a.yaml', READING);

    expect(result).toMatchObject({ verdict: 'exempt', detail: expect.stringContaining('SINGLE_INSTANCE') });
    expect(result?.exemption).toEqual({
      ...{ reason: 'Holds no data.', until: '2027-03-31', daysLeft: 121, ticket: 'OPS-1' },
      ...{ source: 'infra/exemptions.yaml', line: 1 },
    });
  });

  it('has no days left on its last day', () => {
    const [result] = open([{ ...ENTRY, until: '2026-11-30' }]).exempt(
      evaluateBroker(READING.broker, THREE_CHECKS),
      'a.yaml',
      READING,
    );
    expect(result?.exemption?.daysLeft).toBe(0);
  });

  it.each<[string, Partial<Exemption>, string, boolean]>([
    ['a path from the folder of the file', { source: 'a.yaml' }, 'infra/a.yaml', true],
    ['a pattern of paths', { source: 'stacks/*' }, 'infra/stacks/deep/a.yaml', true],
    ['a path with ./', { source: './a.yaml' }, 'infra/a.yaml', true],
    ['an absolute name of the same file', { source: 'a.yaml' }, `${process.cwd()}/infra/a.yaml`, true],
    ['a path from the working folder', { source: 'infra/a.yaml' }, 'infra/a.yaml', false],
    ['standard input', { source: '-' }, '-', false],
    ['any file', {}, '-', true],
  ])('names %s', (_what, entry, source, isExempt) => {
    expect(verdicts(open([{ ...ENTRY, ...entry }]), source)[0]).toBe(isExempt ? 'exempt' : 'fail');
  });

  it('changes nothing where there is none', () => {
    expect(verdicts(createExemptions(undefined, LIMITS))).toEqual(['fail', 'unknown', 'fail']);
  });
});

it('accepts nothing of a change if the broker before it is not known', () => {
  const [check] = CHANGE_CHECKS;
  const entry = { ...ENTRY, checks: [check.id] };
  const results = [{ check, verdict: 'fail', detail: 'It is replaced.' }] as const;
  const verdictOf = (reading: Reading) => open([entry]).exempt(results, 'a.yaml', reading)[0]?.verdict;

  expect(verdictOf(READING)).toBe('fail');
  expect(verdictOf({ ...READING, before: {} })).toBe('exempt');
});

describe('the metadata of a resource', () => {
  const OWN = { checks: [LOGGING], reason: 'No logs are needed.', until: '2026-12-31' };
  const withMetadata = (metadata: unknown, address = 'Orders'): Reading => ({ ...READING, address, metadata });

  it('exempts that resource alone, and is its own source', () => {
    const exemptions = createExemptions(undefined, LIMITS);
    const reading = withMetadata({ exempt: [OWN] });
    const results = exemptions.exempt(evaluateBroker(reading.broker, THREE_CHECKS), 'a.yaml', reading);

    expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'unknown', 'exempt']);
    expect(results[2]?.exemption).toMatchObject({ source: 'a.yaml', line: 7, daysLeft: 31 });
    expect(verdicts(exemptions, 'a.yaml')).toEqual(['fail', 'unknown', 'fail']);
  });

  it.each<[string, unknown, string]>([
    ['is no object', [OWN], 'the metadata "rabbitmq-conformance" is a list. Expected an object with "exempt"'],
    ['has another member', { exempt: [], allow: 1 }, 'the metadata "rabbitmq-conformance" has "allow". Expected'],
    ['has no list', { exempt: OWN }, 'the metadata "rabbitmq-conformance" has no list "exempt". Expected'],
    ['is empty', {}, 'the metadata "rabbitmq-conformance" has no list "exempt". Expected'],
    [
      'names a broker',
      { exempt: [OWN, { ...OWN, broker: 'x' }] },
      'exemption 2 in its metadata: "broker" is not a member',
    ],
    ['ends too late', { exempt: [{ ...OWN, until: '2028-01-01' }] }, 'exemption 1 in its metadata: "until" is'],
    [
      'has too many',
      { exempt: Array(101).fill(OWN) },
      'the metadata "rabbitmq-conformance" has 101 exemptions. Expected at most 100.',
    ],
  ])('is a problem of the file if it %s', (_what, metadata, message) => {
    const exemptions = createExemptions(undefined, LIMITS);
    verdicts(exemptions, 'a.yaml', withMetadata(metadata, 'Nested/Orders'));

    expect(exemptions.problems()).toEqual([
      { source: 'a.yaml', line: 7, message: expect.stringContaining(`Nested/Orders: ${message}`) },
    ]);
  });
});

describe('notices', () => {
  const FILES: Evaluated = { sources: ['infra/a.yaml'], isWhole: true };
  const PART: Evaluated = { sources: ['infra/a.yaml'], isWhole: false };
  const PLACES: Evaluated = { places: [{ account: ACCOUNT, region: 'eu-west-1' }] };
  const ENDED = 'ended on 2026-11-29, so it no longer counts. Remove it, or set a later date.';
  const NOTHING = 'matches no broker that was evaluated. Correct it, or remove it, unless it is needed elsewhere.';
  const NEEDLESS = 'is not needed here: nothing that it accepts fails. Remove it, unless it is needed elsewhere.';

  /** What is said of an entry after `READING`, with the name of the entry in place of "the exemption for". */
  function noticesOf(entry: Partial<Exemption>, evaluated: Evaluated | undefined, reading = READING) {
    const { address, ...others } = ENTRY;
    const exemptions = open([{ ...others, ...('broker' in entry ? {} : { address }), ...entry }]);
    verdicts(exemptions, 'infra/a.yaml', reading);
    return exemptions.notices(evaluated).map(({ message }) => message.replace(/^the exemption for "[^"]*" /, ''));
  }

  const PASSING: Reading = { ...READING, broker: { ...READING.broker, deploymentMode: 'CLUSTER_MULTI_AZ' } };

  it.each<[string, Partial<Exemption>, Evaluated | undefined, readonly string[]]>([
    ['that it has ended', { until: '2026-11-29' }, undefined, [ENDED]],
    ['nothing where it is used', {}, FILES, []],
    [
      'that it ends soon',
      { until: '2026-12-30' },
      undefined,
      ['ends in 30 days, on 2026-12-30. Fix what it accepts, or set a later date.'],
    ],
    [
      'that it ends today',
      { until: '2026-11-30' },
      FILES,
      ['ends today, on 2026-11-30. Fix what it accepts, or set a later date.'],
    ],
    ['nothing of what ends later', { until: '2026-12-31' }, undefined, []],
    ['nothing of the end where it accepts nothing', { until: '2026-12-30', checks: [ACCESS] }, FILES, []],
    [
      'that a broker is an address',
      { broker: 'Orders' },
      FILES,
      ['matches no broker by name or ID, but there is one with that address. Write "address:", not "broker:".'],
    ],
    ['that no address is like it', { address: 'Odrers' }, FILES, [NOTHING]],
    ['nothing of an address where something was not read', { address: 'Odrers' }, undefined, []],
    ['that no address in a file that was read is like it', { address: 'Odrers', source: '*.yaml' }, FILES, [NOTHING]],
    ['nothing of an address in any file where there are others', { address: 'Odrers' }, PART, []],
    ['that none is like it in a file of several', { address: 'Odrers', source: 'a.yaml' }, PART, [NOTHING]],
    ['nothing of an address in another file', { address: 'Odrers', source: 'b.yaml' }, FILES, []],
    ['nothing of a broker where files were evaluated', { broker: 'odrers' }, FILES, []],
    ['nothing of an address where accounts were', { address: 'Odrers' }, PLACES, []],
    ['that no broker has the name', { broker: 'odrers' }, PLACES, [NOTHING]],
    ['that none has it in this account', { broker: 'odrers', accounts: [ACCOUNT] }, PLACES, [NOTHING]],
    [
      'nothing of another account',
      { broker: 'orders', accounts: [ACCOUNT, '222233334444'], checks: [ACCESS] },
      PLACES,
      [],
    ],
    ['nothing of another region', { broker: 'odrers', regions: ['eu-west-2'] }, PLACES, []],
    ['that no broker has the ARN', { broker: `arn:aws:mq:*:${ACCOUNT}:broker:x:*` }, PLACES, [NOTHING]],
    ['nothing of an ARN in another account', { broker: 'arn:aws:mq:*:222233334444:broker:x:*' }, PLACES, []],
    ['nothing of an ARN in another region', { broker: `arn:aws:mq:us-east-1:${ACCOUNT}:broker:x:*` }, PLACES, []],
    ['nothing where what it accepts is unknown', { checks: [ACCESS] }, FILES, []],
    ['nothing where a part of it fails', { checks: [ACCESS, LOGGING] }, FILES, []],
  ])('say %s', (_what, entry, evaluated, messages) => {
    expect(noticesOf(entry, evaluated)).toEqual(messages);
  });

  it('say that nothing fails any more', () => {
    expect(noticesOf({}, FILES, PASSING)).toEqual([NEEDLESS]);
    expect(noticesOf({ broker: 'orders' }, PLACES, PASSING)).toEqual([NEEDLESS]);
    expect(noticesOf({ checks: [CLUSTER, LOGGING] }, FILES, PASSING)).toEqual([]);
    // A check that was not evaluated may fail.
    expect(noticesOf({ checks: [CLUSTER, 'rabbitmq-other'] }, FILES, PASSING)).toEqual([]);
  });

  it('say the same of the metadata of a resource, with the place of that', () => {
    const exemptions = createExemptions(undefined, LIMITS);
    const { address, ...own } = ENTRY;
    verdicts(exemptions, 'a.yaml', { ...PASSING, metadata: { exempt: [own, { ...own, until: '2026-11-29' }] } });

    expect(exemptions.notices(undefined)).toEqual([
      { source: 'a.yaml', line: 7, message: `the exemption for "Orders" ${NEEDLESS}` },
      { source: 'a.yaml', line: 7, message: `the exemption for "Orders" ${ENDED}` },
    ]);
  });

  it('name the entry of a file by its line', () => {
    const exemptions = open([ENTRY, { ...ENTRY, address: 'Odrers' }]);
    verdicts(exemptions);

    expect(exemptions.notices(FILES)).toEqual([
      { source: 'infra/exemptions.yaml', line: 2, message: `the exemption for "Odrers" ${NOTHING}` },
    ]);
  });
});
