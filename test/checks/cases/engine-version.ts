import type { Cases } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { matches } from '../../support/proofs.ts';

const NEWEST = { minimumVersion: '4.2' };

export const CASES: Cases = {
  proof: { EngineVersion: matches(/^\s*0*(3\.0*(1[3-9]|[2-9]\d|\d{3,})|([4-9]|[1-9]\d+)\.\d+)(\.\d+)*\s*$/) },
  rows: [
    ['the oldest version that is allowed passes', { engineVersion: '3.13' }, 'pass', /^The engine version is 3\.13\.$/],
    ['a patch of it passes', { engineVersion: '3.13.7' }, 'pass', /^The engine version is 3\.13\.7\.$/],
    ['a newer major version passes', { engineVersion: '4.2' }, 'pass', /version is 4\.2\.$/],
    ['a newer major version with a small minor version passes', { engineVersion: '4.0' }, 'pass', /version is 4\.0\.$/],
    ['a version of two digits passes', { engineVersion: '10.1' }, 'pass', /version is 10\.1\.$/, NEWEST],
    ['blanks around it do not matter', { engineVersion: ' 4.2 ' }, 'pass', /^The engine version is 4\.2\.$/],
    [
      '3.12 fails',
      { engineVersion: '3.12.13' },
      'fail',
      /^The engine version is 3\.12\.13, which is older than 3\.13\.$/,
    ],
    [
      '3.9 is older than 3.13, as these are numbers',
      { engineVersion: '3.9' },
      'fail',
      /is 3\.9, which is older than 3/,
    ],
    ['a patch does not make it newer', { engineVersion: '3.8.99' }, 'fail', /is older than 3\.13/],
    ['3.13 fails where 4.2 is asked for', { engineVersion: '3.13.7' }, 'fail', /is older than 4\.2\.$/, NEWEST],
    ['4.2 passes where 4.2 is asked for', { engineVersion: '4.2' }, 'pass', /is 4\.2\.$/, NEWEST],
    ['4.10 is newer than 4.2', { engineVersion: '4.10' }, 'pass', /is 4\.10\.$/, NEWEST],
    ['a major version alone is unknown', { engineVersion: '4' }, 'unknown', /^"4" is an unknown engine version\.$/],
    ['a version with a letter is unknown', { engineVersion: 'v4.2' }, 'unknown', /^"v4\.2" is an unknown engine/],
    ['a version with a suffix is unknown', { engineVersion: '4.2.0-rc.1' }, 'unknown', /"4\.2\.0-rc\.1" is an unknown/],
    ['a name is unknown', { engineVersion: 'latest' }, 'unknown', /^"latest" is an unknown engine version/],
    ['digits of another script are unknown', { engineVersion: '٤.٢' }, 'unknown', /is an unknown engine version/],
    ['two lines are unknown', { engineVersion: '4.2\n3.8' }, 'unknown', /is an unknown engine version/],
    ['a number is unknown, as 4.10 would be 4.1', { engineVersion: 4.1 }, 'unknown', /the invalid value 4\.1 in/],
    ['an empty version is unknown', { engineVersion: '' }, 'unknown', /invalid value "" in/],
    ['null is unknown', { engineVersion: null }, 'unknown', /^EngineVersion is missing from the source\.$/],
    ['absence is unknown', {}, 'unknown', /^EngineVersion is missing from the source\.$/],
    ['other facts do not stand in for it', { ...GOOD, engineVersion: undefined }, 'unknown', /^EngineVersion is miss/],
  ],
};
