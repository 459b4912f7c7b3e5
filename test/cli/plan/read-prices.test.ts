import { readPrices } from '../../../cli/plan/read-prices.ts';
import { monthlyCost } from '../../../cli/rabbitmq/prices.ts';

/** A product as the Price List describes it, shortened. */
function product(attributes: object, price: string, unit = 'Hrs') {
  return JSON.stringify({
    product: { productFamily: 'Broker Instances', attributes, sku: 'ABC' },
    serviceCode: 'AmazonMQ',
    terms: {
      OnDemand: {
        'ABC.JRTCKXETXF': {
          priceDimensions: { 'ABC.JRTCKXETXF.6YS6EN2CT7': { unit, pricePerUnit: { USD: price } } },
        },
      },
    },
  });
}

const RABBIT = { brokerEngine: 'RabbitMQ', regionCode: 'eu-west-1' };
const SINGLE = { ...RABBIT, deploymentOption: 'Single-AZ', usagetype: 'EU-BoxUsage:mq.m7g.large' };
const LIST = {
  FormatVersion: 'aws_v1',
  PriceList: [
    product({ ...SINGLE, instanceType: 'mq.m7g.large' }, '0.3000000000'),
    product({ ...SINGLE, deploymentOption: 'Multi-AZ' }, '0.9000000000'),
    product({ ...SINGLE, brokerEngine: 'ActiveMQ' }, '7'),
    product({ ...RABBIT, usagetype: 'EU-TimedStorage-RabbitMQ-ByteHrs' }, '0.11', 'GB-Mo'),
    product({ ...SINGLE, usagetype: 'EU-BoxUsage:mq.m7g.xlarge' }, '0.0000000000'),
  ],
};

test('reads the prices of single instances and clusters', () => {
  const prices = readPrices(JSON.stringify(LIST), 'prices.json');
  const cost = (
    deploymentMode: 'SINGLE_INSTANCE' | 'CLUSTER_MULTI_AZ',
    hostInstanceType: string,
    region = 'eu-west-1',
  ) => monthlyCost({ region, hostInstanceType, deploymentMode }, prices);
  expect(prices.source).toBe('prices of prices.json');
  expect(cost('SINGLE_INSTANCE', 'mq.m7g.large')).toBeCloseTo(219);
  expect(cost('CLUSTER_MULTI_AZ', 'mq.m7g.large')).toBeCloseTo(657);
  expect(cost('SINGLE_INSTANCE', 'mq.m7g.xlarge')).toBeUndefined();
  expect(cost('SINGLE_INSTANCE', 'mq.m7g.large', 'us-east-1')).toBeUndefined();
});

test.each([
  ['something else', '{}', 'has no PriceList'],
  ['no JSON', 'PRICELIST', 'is not JSON'],
  ['a product that is no JSON', '{"PriceList":["x"]}', 'is not JSON'],
  ['prices of other things', '{"PriceList":["{}"]}', 'has no hourly price of a RabbitMQ broker'],
])('refuses %s', (_, text, message) => {
  expect(() => readPrices(text, 'prices.json')).toThrow(message);
});
