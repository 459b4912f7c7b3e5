import { isObject, readObject } from '../../checks/json.ts';
import type { PricedBroker, Prices } from '../rabbitmq/prices.ts';
import { keyOf } from '../rabbitmq/prices.ts';
import { InputError } from '../sources/input/input-error.ts';

const HINT = 'Expected the output of "aws pricing get-products --service-code AmazonMQ".';

/** How the Price List names the deployment modes of RabbitMQ. A price of Multi-AZ is for all three nodes. */
const MODES: Readonly<Record<string, PricedBroker['deploymentMode']>> = {
  'Single-AZ': 'SINGLE_INSTANCE',
  'Multi-AZ': 'CLUSTER_MULTI_AZ',
};

/**
 * Reads the prices of RabbitMQ brokers from the output of `aws pricing get-products --service-code AmazonMQ`.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
 * @param name of the file, for {@link Prices.source}
 * @throws InputError if it is something else, or has no price of a RabbitMQ broker
 */
export function readPrices(text: string, name: string): Prices {
  const products = readObject(parse(text)).PriceList;
  if (!Array.isArray(products)) throw new InputError(`has no PriceList. ${HINT}`);
  // The CLI prints each product as text.
  const prices = products.flatMap((product) => priceOf(typeof product === 'string' ? parse(product) : product));
  if (prices.length === 0) throw new InputError(`has no hourly price of a RabbitMQ broker. ${HINT}`);
  return { hourly: new Map(prices), source: `prices of ${name}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`is not JSON. ${HINT}`);
  }
}

function priceOf(item: unknown): readonly (readonly [string, number])[] {
  const { product, terms } = readObject(item);
  const { attributes } = readObject(product);
  const { brokerEngine, deploymentOption, instanceType, usagetype, regionCode } = readObject(attributes);
  const deploymentMode = MODES[String(deploymentOption)];
  // Not every product has the attribute instanceType, but the usage type always ends with it.
  const [hostInstanceType] = /mq\.\w+\.\w+$/.exec(String(instanceType ?? usagetype)) ?? [];
  const isRabbit = /^rabbitmq$/i.test(String(brokerEngine));
  const price = hourlyPrice(terms);
  if (!isRabbit || !deploymentMode || !hostInstanceType || typeof regionCode !== 'string' || price === undefined)
    return [];
  return [[keyOf({ region: regionCode, hostInstanceType, deploymentMode }), price]];
}

function hourlyPrice(terms: unknown): number | undefined {
  const dimensions = Object.values(readObject(readObject(terms).OnDemand)).flatMap((term) =>
    Object.values(readObject(readObject(term).priceDimensions)).filter(isObject),
  );
  const hourly = dimensions.filter(({ unit }) => /^h(ou)?rs?$/i.test(String(unit)));
  const prices = hourly.map(({ pricePerUnit }) => Number(readObject(pricePerUnit).USD)).filter((usd) => usd > 0);
  return prices.length === 1 ? prices[0] : undefined;
}
