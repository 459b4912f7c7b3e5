import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { EXEMPTIBLE_CHECKS, readExemption } from '../../checks/read-exemption.ts';

const LIMITS = { now: new Date('2026-11-30T12:00:00Z'), maxDays: 366 };
const SCHEMA = JSON.parse(readFileSync('schemas/exemptions.schema.json', 'utf8'));

const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
addFormats.default(ajv);
const isValid = ajv.compile(SCHEMA);

// What only the reader can say.
const BEYOND_THE_SCHEMA = [/^"until" is "\d{4}-\d{2}-\d{2}"\./, / is (about (any account|too many)|in none of its)\b/];

// The schema counts code points, the reader UTF-16 units.
const text = (maxLength: number) => fc.string({ unit: 'grapheme-ascii', maxLength });

const ID = 'b-1234abcd-1234-abcd-1234-1234abcd1234';
const VALUES = {
  broker: fc.oneof(
    fc.constantFrom(
      'orders',
      'load-*',
      '*',
      ID,
      ID.toUpperCase(),
      'b-1234abcd-*',
      'arn:aws:mq:*:*:broker:*:*',
      'arn:aws:s3:::x',
      'a b',
    ),
    text(60),
  ),
  address: fc.oneof(fc.constantFrom('Orders', 'aws_mq_broker.a["b"]', '*'), text(60)),
  source: fc.oneof(fc.constantFrom('a/*', '*', '../a', 'a/../b', '/a', 'C:/a', 'a..b'), text(60)),
  accounts: fc.array(fc.constantFrom('111122223333', '1', 111122223333), { maxLength: 2 }),
  regions: fc.array(fc.constantFrom('eu-west-1', 'us-gov-west-1', 'europe'), { maxLength: 2 }),
  checks: fc.array(fc.constantFrom(...EXEMPTIBLE_CHECKS, 'rabbitmq-audit'), { maxLength: 3 }),
  reason: fc.oneof(fc.constantFrom('été', '検証用', '...'), text(200)),
  until: fc.constantFrom('2027-03-31', '2020-01-01', '2030-01-01', '2027-02-30', '31.03.2027', '2027-3-1'),
  ticket: text(40),
  justification: text(10),
};
const SOUND = { checks: EXEMPTIBLE_CHECKS.slice(0, 1), reason: 'Holds no data.', until: '2027-03-31' };

/** A sound entry, with a few members replaced, removed or added. */
const ENTRY = fc
  .tuple(
    fc.constantFrom(
      { broker: '*' },
      { broker: 'orders' },
      { broker: '*', accounts: ['111122223333'] },
      { address: 'Orders', source: 'a/*' },
    ),
    fc.dictionary(fc.constantFrom(...Object.keys(VALUES)), fc.nat(9), { maxKeys: 2 }),
    fc.record(VALUES),
  )
  .map(([identifiers, changes, values]) => {
    const entry: Record<string, unknown> = { ...SOUND, ...identifiers };
    for (const [member, how] of Object.entries(changes)) {
      if (how === 0) delete entry[member];
      else entry[member] = how < 8 ? values[member as keyof typeof values] : ['', ' ', null, 1, {}, []][how % 6];
    }
    return entry;
  });

describe('the JSON Schema of exemption files', () => {
  it('agrees with what reads them, save for what a schema cannot say', () => {
    const seen = { both: 0, neither: 0, reader: 0 };
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: ENTRY }, { weight: 1, arbitrary: fc.jsonValue() }), (entry) => {
        const read = readExemption(entry, LIMITS);
        const faults = Array.isArray(read) ? read.map(({ message }) => message) : [];
        const beyond = faults.filter((fault) => BEYOND_THE_SCHEMA.some((pattern) => pattern.test(fault)));
        const isDateFault = faults.some((fault) => /^"until" is "2027-02-30"/.test(fault));
        if (isValid([entry])) {
          expect({ entry, faults }).toEqual({ entry, faults: beyond });
          seen[faults.length === 0 ? 'both' : 'reader'] += 1;
        } else {
          expect({ entry, isRefused: faults.length > beyond.length || isDateFault }).toEqual({
            entry,
            isRefused: true,
          });
          seen.neither += 1;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });

  it('takes a file without entries', () => {
    expect([[], null].map((file) => isValid(file))).toEqual([true, true]);
    expect(isValid({})).toBe(false);
  });
});
