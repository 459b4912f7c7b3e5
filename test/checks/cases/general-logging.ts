import type { Cases } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { isBoolean } from '../../support/proofs.ts';

const { deploymentMode, publiclyAccessible } = GOOD;

export const CASES: Cases = {
  proof: { 'Logs.General': isBoolean(true) },
  rows: [
    ['logging that is on passes', { generalLogging: true }, 'pass', /^General logging is on\.$/],
    ['"TRUE" as text passes', { generalLogging: 'TRUE' }, 'pass', /logging is on\.$/],
    ['on, pending on, passes', { generalLogging: true, pendingGeneralLogging: true }, 'pass', /logging is on\.$/],
    [
      'on, pending off, passes and says so',
      { generalLogging: true, pendingGeneralLogging: false },
      'pass',
      /will turn it off/,
    ],
    [
      'on, pending unreadable, passes',
      { generalLogging: true, pendingGeneralLogging: 'no' },
      'pass',
      /logging is on\.$/,
    ],
    ['logging that is off fails', { generalLogging: false }, 'fail', /^General logging is off\.$/],
    ['"False" as text fails', { generalLogging: 'False' }, 'fail', /logging is off\.$/],
    [
      'off, pending on, fails and says so',
      { generalLogging: false, pendingGeneralLogging: true },
      'fail',
      /until a pending change/,
    ],
    [
      'off, pending "True", fails and says so',
      { generalLogging: 'false', pendingGeneralLogging: 'True' },
      'fail',
      /until a pending/,
    ],
    ['off, pending off, fails', { generalLogging: false, pendingGeneralLogging: false }, 'fail', /logging is off\.$/],
    [
      'off, pending unreadable, fails',
      { generalLogging: false, pendingGeneralLogging: 'yes' },
      'fail',
      /logging is off\.$/,
    ],
    [
      'a pending change does not stand in for logging',
      { pendingGeneralLogging: true },
      'unknown',
      /^Logs\.General is missing/,
    ],
    ['1 is not true', { generalLogging: 1 }, 'unknown', /^Logs\.General has the invalid value 1 in/],
    ['an object is not true', { generalLogging: {} }, 'unknown', /invalid value an object in/],
    ['null is unknown', { generalLogging: null }, 'unknown', /^Logs\.General is missing from the source/],
    ['absence is unknown, never off', {}, 'unknown', /^Logs\.General is missing from the source/],
    ['other facts do not stand in for it', { deploymentMode, publiclyAccessible }, 'unknown', /^Logs\.General is/],
  ],
};
