import type { Cases } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { matches } from '../../support/proofs.ts';

const LISTED = { allowedInstanceTypes: 'mq.m7g.large, mq.m7g.xlarge,mq.t3.micro' };

export const CASES: Cases = {
  proof: { HostInstanceType: matches(/^\s*mq\.(m5|m7g)\.\d*x?large\s*$/) },
  rows: [
    ['mq.m7g.large passes', { hostInstanceType: 'mq.m7g.large' }, 'pass', /^The instance type is mq\.m7g\.large\.$/],
    ['mq.m7g.16xlarge passes', { hostInstanceType: 'mq.m7g.16xlarge' }, 'pass', /is mq\.m7g\.16xlarge\.$/],
    ['blanks around it do not matter', { hostInstanceType: ' mq.m7g.xlarge ' }, 'pass', /is mq\.m7g\.xlarge\.$/],
    [
      'mq.m5 passes, and says what it is in the way of',
      { hostInstanceType: 'mq.m5.large' },
      'pass',
      /is mq\.m5\.large, on which RabbitMQ 4 does/,
    ],
    [
      'mq.t3.micro fails',
      { hostInstanceType: 'mq.t3.micro' },
      'fail',
      /^The instance type is mq\.t3\.micro, which Amazon MQ recommends for tests only\.$/,
    ],
    [
      'mq.m7g.medium fails',
      { hostInstanceType: 'mq.m7g.medium' },
      'fail',
      /is mq\.m7g\.medium, which .* tests only\.$/,
    ],
    ['a type in the list passes', { hostInstanceType: 'mq.m7g.xlarge' }, 'pass', /is mq\.m7g\.xlarge\.$/, LISTED],
    ['a type for tests passes if it is in the list', { hostInstanceType: 'mq.t3.micro' }, 'pass', /t3\.micro/, LISTED],
    [
      'a type for production fails if it is not in the list',
      { hostInstanceType: 'mq.m5.large' },
      'fail',
      /is "mq\.m5\.large", which is not in allowedInstanceTypes\.$/,
      LISTED,
    ],
    [
      'any other text fails if there is a list',
      { hostInstanceType: 'mq.x' },
      'fail',
      /"mq\.x", which is not in/,
      LISTED,
    ],
    ['a family of the future is unknown', { hostInstanceType: 'mq.m9g.large' }, 'unknown', /^"mq\.m9g\.large" is an/],
    ['a size of the future is unknown', { hostInstanceType: 'mq.m7g.metal' }, 'unknown', /is an unknown instance type/],
    ['a size that only looks like one is unknown', { hostInstanceType: 'mq.m5.4large' }, 'unknown', /is an unknown/],
    ['a type of EC2 is unknown', { hostInstanceType: 'm7g.large' }, 'unknown', /^"m7g\.large" is an unknown instance/],
    ['a list is unknown', { hostInstanceType: ['mq.m7g.large'] }, 'unknown', /the invalid value a list in/],
    ['an empty type is unknown', { hostInstanceType: '' }, 'unknown', /invalid value "" in/],
    ['null is unknown', { hostInstanceType: null }, 'unknown', /^HostInstanceType is missing from the source\.$/],
    ['absence is unknown, also with a list', {}, 'unknown', /^HostInstanceType is missing from the source/, LISTED],
    [
      'other facts do not stand in',
      { ...GOOD, hostInstanceType: undefined },
      'unknown',
      /^HostInstanceType is missing/,
    ],
  ],
};
