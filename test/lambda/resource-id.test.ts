import type { Broker } from '../../checks/broker.ts';
import type { DiscoveredBroker } from '../../lambda/ports.ts';
import { brokerIdOf, matchResourceIds, namesOf } from '../../lambda/resource-id.ts';

const ID = 'b-11111111-1111-4111-8111-111111111111';
const ARN = `arn:aws:mq:eu-west-1:111122223333:broker:orders:${ID}`;
const BROKER = { id: ID, arn: ARN, name: 'orders' };

const FORMER_ID = 'b-22222222-2222-4222-8222-222222222222';
const FORMER_ARN = `arn:aws:mq:eu-west-1:111122223333:broker:orders:${FORMER_ID}`;

const OTHER: DiscoveredBroker = { resourceId: 'b-33333333-3333-4333-8333-333333333333', resourceName: 'payments' };

function match(broker: Broker, discovered: readonly DiscoveredBroker[], ...recordedIds: readonly string[]) {
  return matchResourceIds(discovered, new Set(recordedIds))(broker);
}

describe('a broker is reported', () => {
  test.each<readonly [string, readonly DiscoveredBroker[], readonly string[], string]>([
    ['by its id where AWS Config has that', [OTHER, { resourceId: ID, resourceName: 'orders' }], [], ID],
    ['by its ARN where AWS Config has that', [OTHER, { resourceId: ARN, resourceName: 'orders' }], [], ARN],
    ['by its name where AWS Config has that', [OTHER, { resourceId: 'orders' }], [], 'orders'],
    [
      'by an id of another form that AWS Config has under its name',
      [{ resourceId: 'mq/7', resourceName: 'orders' }],
      [],
      'mq/7',
    ],
    ['by what AWS Config has rather than by what is recorded', [{ resourceId: ARN }], [ID, 'orders'], ARN],
    [
      'by an id of another form rather than by what is recorded',
      [{ resourceId: 'mq/7', resourceName: 'orders' }],
      [ID],
      'mq/7',
    ],
    ['by its id, though AWS Config has its ARN as well', [{ resourceId: ARN }, { resourceId: ID }], [], ID],
    ['by what is recorded where AWS Config has nothing', [], [ARN], ARN],
    ['by what is recorded where AWS Config has other brokers only', [OTHER], ['orders'], 'orders'],
    ['by its own id where nothing is recorded', [OTHER], [OTHER.resourceId], ID],
    ['by its own id where nothing is known', [], [], ID],
    ['not by the id of a former broker of its name', [{ resourceId: FORMER_ID, resourceName: 'orders' }], [], ID],
    [
      'not by the ARN of a former broker of its name',
      [{ resourceId: FORMER_ARN, resourceName: 'orders' }],
      [FORMER_ARN],
      ID,
    ],
  ])('%s', (_sentence, discovered, recordedIds, expected) => {
    expect(match(BROKER, discovered, ...recordedIds)).toBe(expected);
  });

  test('not by the resource of which AWS Config has no name, if it has no name itself', () => {
    expect(match({ id: ID }, [{ resourceId: 'mq/7' }])).toBe(ID);
  });

  test('by nothing if it has no id and AWS Config has nothing of it', () => {
    expect(match({ name: 'orders' }, [OTHER])).toBeUndefined();
  });

  test('by what AWS Config has even if it has no id', () => {
    expect(match({ name: 'orders' }, [{ resourceId: 'mq/7', resourceName: 'orders' }])).toBe('mq/7');
  });
});

test.each<readonly [Broker, readonly string[]]>([
  [BROKER, [ID, ARN, 'orders']],
  [{ name: 'orders' }, ['orders']],
  [{}, []],
])('AWS Config may call the broker %j by one of %j', (broker, names) => {
  expect(namesOf(broker)).toEqual(names);
});

test.each<readonly [string, string]>([
  [ID, ID],
  [ARN, ID],
  ['orders', 'orders'],
  ['arn:aws:mq:eu-west-1:111122223333:broker:orders:', 'arn:aws:mq:eu-west-1:111122223333:broker:orders:'],
])('the resource %s is described by %s', (resourceId, brokerId) => {
  expect(brokerIdOf(resourceId)).toBe(brokerId);
});
