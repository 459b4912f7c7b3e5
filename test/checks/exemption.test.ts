import fc from 'fast-check';
import type { Broker } from '../../checks/broker.ts';
import type { Verdict } from '../../checks/check.ts';
import { evaluateBroker, exemptFailures, foldResults } from '../../checks/evaluation.ts';
import type { Exemption, ExemptionSubject } from '../../checks/exemption.ts';
import { daysLeft, describeExemptions, findExemption, hasEnded, matches } from '../../checks/exemption.ts';

import { CONFIGURED_CHECKS, THREE_CHECKS } from '../support/checks.ts';

const NOW = new Date('2026-11-30T12:00:00Z');
const ID = 'b-1234abcd-1234-abcd-1234-1234abcd1234';
const SUBJECT = {
  id: ID,
  name: 'load-test-7',
  arn: `arn:aws:mq:eu-west-1:111122223333:broker:load-test-7:${ID}`,
  accountId: '111122223333',
  region: 'eu-west-1',
};
const [CLUSTER, ACCESS, LOGGING] = THREE_CHECKS;
const ENTRY: Exemption = { checks: [CLUSTER.id], reason: 'Recreated nightly.', until: '2027-03-31' };

describe('matches', () => {
  it.each<[string, Partial<Exemption>, ExemptionSubject, boolean]>([
    ['the name', { broker: 'load-test-7' }, SUBJECT, true],
    ['a part of the name', { broker: 'load-test' }, SUBJECT, false],
    ['a pattern of the name', { broker: 'load-*' }, SUBJECT, true],
    ['a pattern that ends in the middle', { broker: '*-test' }, SUBJECT, false],
    ['a pattern with several stars', { broker: '*a*-*-7' }, SUBJECT, true],
    ['a pattern whose pieces would overlap', { broker: 'load-test*test-7' }, SUBJECT, false],
    ['stars that stand for nothing', { broker: '**load-test-7*' }, SUBJECT, true],
    ['another case of the name', { broker: 'Load-Test-7' }, SUBJECT, false],
    ['the ID', { broker: ID }, SUBJECT, true],
    ['an ID that another broker has for a name', { broker: ID }, { ...SUBJECT, id: 'b-2', name: ID }, false],
    ['a pattern that would be that of an ID', { broker: 'b-*' }, SUBJECT, false],
    ['the ARN', { broker: SUBJECT.arn }, SUBJECT, true],
    ['a pattern of the ARN', { broker: 'arn:aws:mq:*:111122223333:broker:load-*:*' }, SUBJECT, true],
    ['an ARN of another account', { broker: 'arn:aws:mq:*:222233334444:broker:load-*:*' }, SUBJECT, false],
    ['a star that would cross a colon', { broker: 'arn:aws:mq:*:broker:load-*:*' }, SUBJECT, false],
    ['an ARN that is not of the account', { broker: SUBJECT.arn }, { ...SUBJECT, accountId: '222233334444' }, false],
    ['an ARN that is not of the region', { broker: SUBJECT.arn }, { ...SUBJECT, region: 'us-east-1' }, false],
    ['an ARN where nothing else is known', { broker: SUBJECT.arn }, { arn: SUBJECT.arn }, true],
    ['an account', { broker: 'load-*', accounts: ['222233334444', '111122223333'] }, SUBJECT, true],
    ['another account', { broker: 'load-*', accounts: ['222233334444'] }, SUBJECT, false],
    ['an account where none is known', { broker: 'x', accounts: ['111122223333'] }, { name: 'x' }, false],
    ['a region', { broker: 'load-*', regions: ['eu-west-1'] }, SUBJECT, true],
    ['another region', { broker: 'load-*', regions: ['eu-west-2'] }, SUBJECT, false],
    ['a region where none is known', { broker: 'x', regions: ['eu-west-1'] }, { name: 'x' }, false],
    ['a name where none is known', { broker: '*', accounts: ['111122223333'] }, { accountId: '111122223333' }, false],
    ['an address', { address: 'Orders' }, { address: 'Orders' }, true],
    [
      'an address in another file',
      { address: 'Orders', source: 'a/*.yaml' },
      { address: 'Orders', source: 'b/c.yaml' },
      false,
    ],
    [
      'an address in a file',
      { address: 'Orders', source: 'a/*.yaml' },
      { address: 'Orders', source: 'a/b/c.yaml' },
      true,
    ],
    ['an address with a colon', { address: 'x[*].y' }, { address: 'x["a:b"].y' }, true],
    ['a name that is like an address', { address: 'load-test-7' }, SUBJECT, false],
    ['nothing', {}, SUBJECT, false],
    ['only an account', { accounts: ['111122223333'] }, SUBJECT, false],
  ])('%s: %j', (_what, entry, subject, expected) => {
    expect(matches({ ...ENTRY, ...entry }, subject)).toBe(expected);
  });

  it('takes no time for a pattern with many stars', () => {
    const entry = { ...ENTRY, broker: `${'a*'.repeat(24)}b` };

    expect(matches(entry, { name: 'a'.repeat(50) })).toBe(false);
    expect(matches(entry, { name: `${'a'.repeat(49)}b` })).toBe(true);
  });
});

describe('an exemption', () => {
  it('lasts to the end of its last day, in UTC', () => {
    expect(hasEnded(ENTRY, new Date('2027-03-31T23:59:59.999Z'))).toBe(false);
    expect(hasEnded(ENTRY, new Date('2027-04-01T00:00:00Z'))).toBe(true);
  });

  it.each([
    ['2027-03-30T23:59:59Z', 1],
    ['2027-03-31T00:00:00Z', 0],
    ['2027-04-02T12:00:00Z', -2],
  ])('on %s has %i days left', (time, days) => {
    expect(daysLeft(ENTRY, new Date(time))).toBe(days);
  });

  it('that ends last counts, of those that accept the check', () => {
    const entries = ['2027-01-01', '2027-02-01', '2027-01-15'].map((until) => ({ ...ENTRY, broker: 'load-*', until }));
    const other = { ...ENTRY, broker: 'load-*', checks: [ACCESS.id], until: '2027-03-01' };

    expect(findExemption(CLUSTER.id, SUBJECT, [...entries, other], NOW)).toBe(entries[1]);
    expect(findExemption(LOGGING.id, SUBJECT, [...entries, other], NOW)).toBeUndefined();
    expect(findExemption(CLUSTER.id, SUBJECT, entries, new Date('2027-02-02'))).toBeUndefined();
  });

  it('is described with its ticket, if it has one', () => {
    expect(describeExemptions([ENTRY])).toBe('Exempt until 2027-03-31: Recreated nightly.');
    expect(describeExemptions([{ ...ENTRY, ticket: 'OPS-1' }])).toBe(
      'Exempt until 2027-03-31: Recreated nightly. (OPS-1)',
    );
  });
});

describe('exemptFailures', () => {
  const bad: Broker = {
    ...SUBJECT,
    engineType: 'RABBITMQ',
    deploymentMode: 'SINGLE_INSTANCE',
    publiclyAccessible: false,
  };

  it('changes only the failures of its checks, and keeps what was found', () => {
    const results = evaluateBroker({ ...bad, generalLogging: false }, THREE_CHECKS);
    const entry = { ...ENTRY, broker: 'load-*', checks: THREE_CHECKS.map(({ id }) => id) };
    const exempted = exemptFailures(results, SUBJECT, [{ ...entry, checks: [CLUSTER.id, ACCESS.id] }], NOW);

    expect(exempted.map(({ verdict }) => verdict)).toEqual(['exempt', 'pass', 'fail']);
    expect(exempted[0]).toMatchObject({ detail: results[0]?.detail, exemption: { until: '2027-03-31' } });
    expect(foldResults(exempted).verdict).toBe('fail');
    expect(foldResults(exemptFailures(results, SUBJECT, [entry], NOW)).verdict).toBe('exempt');
  });

  it('touches no pass, no unknown and no broker outside its match, whatever the exemptions', () => {
    const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
    const pattern = fc.oneof(
      fc.constantFrom('*', 'load-*', ID, SUBJECT.arn, 'arn:*:mq:*:*:broker:*:*', 'Orders', '**', ''),
      fc.string(),
    );
    const exemption: fc.Arbitrary<Exemption> = fc.record({
      broker: some(pattern),
      address: some(pattern),
      source: some(pattern),
      accounts: some(fc.array(fc.constantFrom('111122223333', '222233334444', ''))),
      regions: some(fc.array(fc.constantFrom('eu-west-1', 'us-east-1', ''))),
      checks: fc.array(fc.constantFrom(...CONFIGURED_CHECKS.map(({ id }) => id as string), '*', '')),
      reason: fc.string(),
      until: fc.constantFrom('2026-11-29', '2026-11-30', '2027-01-01', '9999-12-31', ''),
    });
    const broker: fc.Arbitrary<Broker> = fc.record({
      id: some(fc.constantFrom(ID, 'b-2')),
      name: some(fc.constantFrom('load-test-7', 'orders')),
      arn: some(fc.constant(SUBJECT.arn)),
      accountId: some(fc.constantFrom('111122223333', '222233334444')),
      region: some(fc.constantFrom('eu-west-1', 'us-east-1')),
      outOfScope: some(fc.constant('Gone.')),
      engineType: some(fc.constantFrom('RABBITMQ', 'ACTIVEMQ', 'KAFKA')),
      deploymentMode: some(fc.constantFrom('SINGLE_INSTANCE', 'CLUSTER_MULTI_AZ', 'MOON')),
      publiclyAccessible: some(fc.boolean()),
      generalLogging: some(fc.boolean()),
    });
    const place = fc.record({ address: some(fc.constant('Orders')), source: some(fc.constant('a/b.yaml')) });
    fc.assert(
      fc.property(broker, place, fc.array(exemption, { maxLength: 4 }), (subject, where, exemptions) => {
        const results = evaluateBroker(subject, CONFIGURED_CHECKS);
        const exempted = exemptFailures(results, { ...subject, ...where }, exemptions, NOW);

        expect(exempted).toHaveLength(results.length);
        for (const [index, { exemption, ...result }] of exempted.entries()) {
          const { verdict } = result;
          const before = results[index];
          if (verdict !== 'exempt') {
            expect(result).toEqual(before);
            continue;
          }
          expect(before).toEqual({ ...result, verdict: 'fail' satisfies Verdict });
          expect(exemptions).toContain(exemption);
          expect(exemption?.checks).toContain(result.check.id);
          expect(exemption && exemption.until >= '2026-11-30').toBe(true);
          expect(exemption && matches(exemption, { ...subject, ...where })).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
