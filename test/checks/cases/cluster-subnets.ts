import type { Cases, Facts } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { hasDifferentTexts, isBoolean, isText } from '../../support/proofs.ts';

const { deploymentMode, publiclyAccessible } = GOOD;

function cluster(...subnetIds: readonly unknown[]): Facts {
  return { deploymentMode, publiclyAccessible, subnetIds };
}

export const CASES: Cases = {
  proof: {
    DeploymentMode: isText('CLUSTER_MULTI_AZ'),
    PubliclyAccessible: isBoolean(false),
    SubnetIds: hasDifferentTexts(3),
  },
  rows: [
    [
      'three subnets pass',
      cluster('subnet-1', 'subnet-2', 'subnet-3'),
      'pass',
      /^The private cluster has 3 subnets\.$/,
    ],
    [
      'two subnets fail',
      cluster('subnet-1', 'subnet-2'),
      'fail',
      /^The private cluster has 2 subnets, fewer than 3\.$/,
    ],
    ['one subnet fails', cluster('subnet-1'), 'fail', /has 1 subnet, fewer than 3\.$/],
    ['a subnet with a space after it is the same', cluster('subnet-1', 'subnet-1 ', 'subnet-2'), 'fail', /has 2 /],
    ['a subnet that is named twice counts once', cluster('subnet-1', 'subnet-1', 'subnet-2'), 'fail', /has 2 /],
    [
      'two subnets pass where two do',
      cluster('subnet-1', 'subnet-2'),
      'pass',
      /has 2 subnets/,
      { minimumSubnets: '2' },
    ],
    [
      'one subnet fails where two do',
      cluster('subnet-1'),
      'fail',
      /has 1 subnet, fewer than 2/,
      { minimumSubnets: '2' },
    ],
    [
      'a public broker is skipped',
      { deploymentMode, publiclyAccessible: true, subnetIds: ['subnet-1'] },
      'skip',
      /^Clients reach a public broker without/,
    ],
    ['a public broker of unknown mode is skipped', { publiclyAccessible: true }, 'skip', /^Clients reach a public/],
    [
      'a single instance is skipped',
      { deploymentMode: 'SINGLE_INSTANCE', publiclyAccessible, subnetIds: ['subnet-1'] },
      'skip',
      /mode is SINGLE_INSTANCE, so the broker is no cluster\.$/,
    ],
    ['a single instance of which no more is known is skipped', { deploymentMode: 'SINGLE_INSTANCE' }, 'skip', /no clu/],
    [
      'active/standby is no cluster',
      { deploymentMode: 'active_standby_multi_az', publiclyAccessible },
      'skip',
      /mode is ACTIVE_STANDBY_MULTI_AZ/,
    ],
    [
      'a mode of the future is unknown',
      { ...GOOD, deploymentMode: 'MULTI_REGION' },
      'unknown',
      /^"MULTI_REGION" is an/,
    ],
    ['an absent mode is unknown', { ...GOOD, deploymentMode: undefined }, 'unknown', /^DeploymentMode is missing/],
    ['absent access is unknown', { ...GOOD, publiclyAccessible: undefined }, 'unknown', /^PubliclyAccessible is miss/],
    ['access that is no boolean is unknown', { ...GOOD, publiclyAccessible: 'no' }, 'unknown', /invalid value "no"/],
    ['absent subnets are unknown', { ...GOOD, subnetIds: undefined }, 'unknown', /^SubnetIds is missing from/],
    ['null is unknown', { ...GOOD, subnetIds: null }, 'unknown', /^SubnetIds is missing from the source\.$/],
    ['an empty list is unknown, as every broker has a subnet', cluster(), 'unknown', /^SubnetIds is not known\.$/],
    ['a text is unknown', { ...GOOD, subnetIds: 'a,b,c' }, 'unknown', /^SubnetIds has the invalid value "a,b,c" in/],
    ['a list with one that is no text is unknown', cluster('subnet-1', 'subnet-2', 3), 'unknown', /value a list in/],
    ['a list with an empty text is unknown', cluster('subnet-1', 'subnet-2', ''), 'unknown', /value a list in/],
  ],
};
