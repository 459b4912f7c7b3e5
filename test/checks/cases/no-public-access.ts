import type { Cases } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { isBoolean } from '../../support/proofs.ts';

const { deploymentMode, generalLogging } = GOOD;

export const CASES: Cases = {
  proof: { PubliclyAccessible: isBoolean(false) },
  rows: [
    ['a private broker passes', { publiclyAccessible: false }, 'pass', /^The broker is not publicly accessible\.$/],
    ['"false" as text passes', { publiclyAccessible: 'false' }, 'pass', /is not publicly accessible/],
    ['"FALSE" as text passes', { publiclyAccessible: 'FALSE' }, 'pass', /is not publicly accessible/],
    ['a public broker fails', { publiclyAccessible: true }, 'fail', /^The broker is publicly accessible\.$/],
    ['"True" as text fails', { publiclyAccessible: 'True' }, 'fail', /is publicly accessible/],
    ['0 is not false', { publiclyAccessible: 0 }, 'unknown', /^PubliclyAccessible has the invalid value 0 in/],
    ['"no" is not false', { publiclyAccessible: 'no' }, 'unknown', /invalid value "no" in/],
    ['an empty text is not false', { publiclyAccessible: '' }, 'unknown', /invalid value "" in/],
    ['a list of false is not false', { publiclyAccessible: [false] }, 'unknown', /invalid value a list in/],
    ['null is unknown', { publiclyAccessible: null }, 'unknown', /^PubliclyAccessible is missing from the source/],
    ['absence is unknown', {}, 'unknown', /^PubliclyAccessible is missing from the source/],
    ['other facts do not stand in for it', { deploymentMode, generalLogging }, 'unknown', /^PubliclyAccessible is/],
  ],
};
