import type { Cases } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { isText } from '../../support/proofs.ts';

const { publiclyAccessible, generalLogging } = GOOD;

export const CASES: Cases = {
  proof: { DeploymentMode: isText('CLUSTER_MULTI_AZ') },
  rows: [
    ['a cluster passes', { deploymentMode: 'CLUSTER_MULTI_AZ' }, 'pass', /mode is CLUSTER_MULTI_AZ\.$/],
    ['a cluster in lower case passes', { deploymentMode: 'cluster_multi_az' }, 'pass', /mode is CLUSTER_MULTI_AZ\.$/],
    ['a cluster in mixed case passes', { deploymentMode: 'Cluster_Multi_AZ' }, 'pass', /mode is CLUSTER_MULTI_AZ\.$/],
    ['a single instance fails', { deploymentMode: 'SINGLE_INSTANCE' }, 'fail', /SINGLE_INSTANCE, not CLUSTER_MULTI_AZ/],
    ['a single instance in mixed case fails', { deploymentMode: 'Single_Instance' }, 'fail', /is SINGLE_INSTANCE, not/],
    [
      'active/standby is no cluster',
      { deploymentMode: 'ACTIVE_STANDBY_MULTI_AZ' },
      'fail',
      /is ACTIVE_STANDBY_MULTI_AZ, not/,
    ],
    [
      'active/standby in lower case fails',
      { deploymentMode: 'active_standby_multi_az' },
      'fail',
      /_STANDBY_MULTI_AZ, not/,
    ],
    [
      'a mode of the future is unknown',
      { deploymentMode: 'MULTI_REGION' },
      'unknown',
      /^"MULTI_REGION" is an unknown deployment/,
    ],
    [
      'a mode that only begins like a cluster',
      { deploymentMode: 'CLUSTER_MULTI_AZ_2' },
      'unknown',
      /"CLUSTER_MULTI_AZ_2"/,
    ],
    [
      'a dotless i, which only upper case makes an I, is unknown',
      { deploymentMode: 'cluster_mult\u0131_az' },
      'unknown',
      /is an unknown deployment mode/,
    ],
    [
      'a ligature of S and T is unknown',
      { deploymentMode: 'CLU\ufb06ER_MULTI_AZ' },
      'unknown',
      /is an unknown deployment/,
    ],
    [
      'a mode that is a number is unknown',
      { deploymentMode: 3 },
      'unknown',
      /^DeploymentMode has the invalid value 3 in/,
    ],
    ['a mode in a list is unknown', { deploymentMode: ['CLUSTER_MULTI_AZ'] }, 'unknown', /invalid value a list in/],
    ['an empty mode is unknown', { deploymentMode: '' }, 'unknown', /invalid value "" in/],
    ['a mode of null is unknown', { deploymentMode: null }, 'unknown', /^DeploymentMode is missing from the source/],
    ['an absent mode is unknown', {}, 'unknown', /^DeploymentMode is missing from the source/],
    [
      'other facts do not stand in for the mode',
      { publiclyAccessible, generalLogging },
      'unknown',
      /^DeploymentMode is/,
    ],
  ],
};
