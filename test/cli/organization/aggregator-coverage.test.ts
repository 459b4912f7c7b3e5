import fc from 'fast-check';
import { byAccount, covers, isCollected } from '../../../cli/organization/aggregator-coverage.ts';
import type { AggregatorSource } from '../../../cli/organization/port.ts';

const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const REGIONS = ['eu-west-1', 'us-east-1'];

const source: fc.Arbitrary<AggregatorSource> = fc.record({
  type: fc.constantFrom('ACCOUNT', 'ORGANIZATION', undefined),
  id: fc.constantFrom(...ACCOUNTS, 'o-a1b2c3d4e5', undefined),
  region: fc.constantFrom(...REGIONS, undefined),
  status: fc.constantFrom('SUCCEEDED', 'FAILED', undefined),
});
const collector = fc.record({
  regions: fc.constantFrom<'all' | readonly string[]>('all', ['eu-west-1']),
  sources: fc.array(source, { maxLength: 6 }),
});

test('an aggregator that is divided by accounts says the same of every account and region', () => {
  fc.assert(
    fc.property(collector, fc.constantFrom(...ACCOUNTS), fc.constantFrom(...REGIONS), (whole, account, region) => {
      const part = byAccount(whole)(account);
      expect(covers(part, account, region)).toBe(covers(whole, account, region));
      expect(isCollected(part, account, region)).toBe(isCollected(whole, account, region));
    }),
  );
});
