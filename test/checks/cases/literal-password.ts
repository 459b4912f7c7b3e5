import type { Cases } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';

export const CASES: Cases = {
  // Only templates say where a password is from; the tests of their readers know the proof.
  proof: { Users: () => false },
  rows: [
    ['a reference passes', { password: 'reference' }, 'pass', /^The configuration refers to the password\.$/],
    ['no password passes', { password: 'none' }, 'pass', /^The file has no password\.$/],
    ['a password fails', { password: 'literal' }, 'fail', /^A password can be read in the file\.$/],
    [
      'a password that the stack shows fails',
      { password: 'readable' },
      'fail',
      /^A password can be read in the stack\.$/,
    ],
    ['a source that hides it is skipped', { password: 'hidden' }, 'skip', /^Only a template, a plan or Terraform/],
    ['absence is unknown', {}, 'unknown', /^Users\.Password is missing from the source\.$/],
    ['null is unknown', { password: null }, 'unknown', /^Users\.Password is missing/],
    ['any other value is unknown, and not told', { password: 'hunter2' }, 'unknown', /has the invalid value a text in/],
    ['other facts do not stand in for it', { ...GOOD, password: undefined }, 'unknown', /^Users\.Password is missing/],
  ],
};
