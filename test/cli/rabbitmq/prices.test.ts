import { monthlyCost } from '../../../cli/rabbitmq/prices.ts';

test.each([
  ['a single instance', 'SINGLE_INSTANCE', 'us-east-1', 'mq.m5.large', 210.24],
  ['a cluster, which has three', 'CLUSTER_MULTI_AZ', 'us-east-1', 'mq.m5.xlarge', 1261.44],
  ['a cluster of Graviton', 'CLUSTER_MULTI_AZ', 'us-east-1', 'mq.m7g.large', 598.746],
] as const)('the month of %s', (_, deploymentMode, region, hostInstanceType, usd) => {
  expect(monthlyCost({ region, hostInstanceType, deploymentMode })).toBeCloseTo(usd);
});

test.each([
  ['another region', 'eu-west-1', 'mq.m5.large'],
  ['another type', 'us-east-1', 'mq.m7g.16xlarge'],
])('is not known for %s', (_, region, hostInstanceType) => {
  expect(monthlyCost({ region, hostInstanceType, deploymentMode: 'SINGLE_INSTANCE' })).toBeUndefined();
});
