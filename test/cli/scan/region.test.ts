import { setImmediate } from 'node:timers/promises';
import type { Check } from '../../../checks/check.ts';
import { evaluateBroker } from '../../../checks/evaluation.ts';
import type { BrokerRecord } from '../../../cli/scan/ports.ts';
import { readRegion } from '../../../cli/scan/region.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { badBroker, broker, cliAnswer } from '../forms.ts';
import type { FakeRegion } from './support.ts';
import { awsError, entry, fakeRegion, NO_OBSERVER } from './support.ts';

const TARGET = { source: '111122223333/eu-west-1', account: '111122223333', region: 'eu-west-1' };

async function read(region: FakeRegion, checks: readonly Check[] = THREE_CHECKS) {
  const calls: string[] = [];
  const findings = await readRegion(TARGET, fakeRegion(region, calls), { checks }, NO_OBSERVER);
  const verdicts = findings.readings.map((reading) =>
    evaluateBroker(reading.broker, checks)
      .map(({ verdict }) => verdict)
      .join(' '),
  );
  return { ...findings, verdicts, calls };
}

const a = broker({ name: 'a' });
const b = broker({ name: 'b' });
const active = broker({ name: 'active', engineType: 'ActiveMQ' });
const DENIED = awsError('ForbiddenException', 403, 'User: me is not authorized to perform: mq:DescribeBroker.');

describe('the verdicts of a region', () => {
  it.each<[string, FakeRegion, readonly string[]]>([
    ['are those of the answers of DescribeBroker', { pages: [[a, badBroker()]] }, ['pass pass pass', 'fail fail fail']],
    ['have every page', { pages: [[a], [b], [badBroker()]] }, ['pass pass pass', 'pass pass pass', 'fail fail fail']],
    ['have a broker once that two pages have', { pages: [[a], [a, b]] }, ['pass pass pass', 'pass pass pass']],
    ['are skip for another engine', { pages: [[active]] }, ['skip skip skip']],
    ['are skip for a broker that is gone by then', { pages: [[a]], answers: { a: 'gone' } }, ['skip skip skip']],
    [
      'are unknown where DescribeBroker is denied',
      { pages: [[a, b]], answers: { a: DENIED } },
      ['pass unknown unknown', 'pass pass pass'],
    ],
    [
      'are unknown where DescribeBroker fails to the end',
      { pages: [[a]], answers: { a: awsError('InternalServerErrorException', 500) } },
      ['pass unknown unknown'],
    ],
    [
      'are unknown where DescribeBroker tells of no broker',
      { pages: [[a]], answers: { a: {} } },
      ['pass unknown unknown'],
    ],
    [
      'are unknown where DescribeBroker tells of another broker',
      { pages: [[a]], answers: { a: cliAnswer(b) } },
      ['pass unknown unknown'],
    ],
    ['are those of what came before the list broke off', { pages: [[a], DENIED] }, ['pass pass pass']],
    ['are none where nothing could be listed', { pages: [DENIED] }, []],
  ])('%s', async (_, region, verdicts) => {
    expect((await read(region)).verdicts).toEqual(verdicts);
  });

  it('cost no call for what the list has', async () => {
    const { calls, verdicts } = await read({ pages: [[a, badBroker(), active]] }, [THREE_CHECKS[0]]);
    expect({ calls, verdicts }).toEqual({ calls: ['ListBrokers'], verdicts: ['pass', 'fail', 'skip'] });
  });

  it('cost one call for each RabbitMQ broker otherwise', async () => {
    const { calls } = await read({ pages: [[a, active], [b]] });
    expect(calls).toEqual(['ListBrokers', 'ListBrokers', 'DescribeBroker', 'DescribeBroker']);
  });

  it('cost one call for each RabbitMQ broker where plans are made from them, whatever the checks', async () => {
    const calls: string[] = [];
    const region = fakeRegion({ pages: [[a, active, b]] }, calls);
    const asked = { checks: [THREE_CHECKS[0]], isForPlans: true };
    const { records } = await readRegion(TARGET, region, asked, NO_OBSERVER);
    expect(calls).toEqual(['ListBrokers', 'DescribeBroker', 'DescribeBroker']);
    expect(records.map(({ EngineType, Logs }) => [EngineType, Logs !== undefined])).toEqual([
      ['RABBITMQ', true],
      ['ActiveMQ', false],
      ['RABBITMQ', true],
    ]);
  });

  it('are unknown for a broker whose id is not known', async () => {
    const reads = {
      ...fakeRegion({}),
      async *listBrokers() {
        yield [{ EngineType: 'RABBITMQ', DeploymentMode: 'CLUSTER_MULTI_AZ' }];
      },
    };
    const { readings, problems } = await readRegion(TARGET, reads, { checks: THREE_CHECKS }, NO_OBSERVER);
    const [verdicts] = readings.map((reading) => evaluateBroker(reading.broker, THREE_CHECKS));
    expect(verdicts?.map(({ verdict }) => verdict)).toEqual(['pass', 'unknown', 'unknown']);
    expect(problems).toEqual([]);
  });
});

describe('what a region could not tell', () => {
  it('is a problem where the brokers cannot be listed', async () => {
    const { problems } = await read({ pages: [awsError('AccessDeniedException', 403, 'No.')] });
    expect(problems).toEqual([
      'its brokers cannot be listed (AccessDeniedException: No): allow mq:ListBrokers, or remove the region from --regions.',
    ]);
  });

  it('is a problem that says how far the list came', async () => {
    const { problems } = await read({ pages: [[a, b], awsError('ThrottlingException', 429, 'Slow down.')] });
    expect(problems).toEqual([
      'only the first 2 of its brokers could be listed (ThrottlingException: Slow down): ' +
        'scan again later, or scan fewer accounts and regions at once.',
    ]);
  });

  it.each([
    ['is not enabled', awsError('UnrecognizedClientException', 403), 'enable the region for the account'],
    ['does not exist', Object.assign(new Error('x'), { code: 'ENOTFOUND' }), 'check the region name'],
    ['is met with an expired token', awsError('ExpiredTokenException', 403), 'sign in again'],
    ['drops connections', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'check the network and scan again'],
  ])('names the remedy where it %s', async (_, error, remedy) => {
    const { problems } = await read({ pages: [error] });
    expect(problems).toEqual([expect.stringContaining(remedy)]);
  });

  it('is one notice for all brokers that failed alike', async () => {
    const answers = { a: DENIED, b: DENIED, c: awsError('ThrottlingException', 429, 'Slow down.') };
    const { notices, problems } = await read({ pages: [[a, b, broker({ name: 'c' }), badBroker()]], answers });
    expect(problems).toEqual([]);
    expect(notices).toEqual([
      '2 of 4 brokers cannot be described, so facts that are not in the list are unknown ' +
        '(ForbiddenException: User: me is not authorized to perform: mq:DescribeBroker): allow mq:DescribeBroker.',
      '1 of 4 brokers cannot be described, so facts that are not in the list are unknown ' +
        '(ThrottlingException: Slow down): scan again later, or scan fewer accounts and regions at once.',
    ]);
  });

  it('is in the detail of an unknown verdict', async () => {
    const { readings } = await read({ pages: [[a]], answers: { a: DENIED } });
    expect(readings[0]?.broker.whyUnknown?.publiclyAccessible).toBe(
      'PubliclyAccessible is missing from the ListBrokers response. DescribeBroker failed (ForbiddenException).',
    );
  });
});

test('no more than ten brokers are described at once', async () => {
  let running = 0;
  let most = 0;
  const brokers = Array.from({ length: 30 }, (_, number) => broker({ name: `broker-${number}` }));
  const reads = fakeRegion({ pages: [brokers] });
  const describeBroker = async (id: string) => {
    running += 1;
    most = Math.max(most, running);
    // So that whatever may start now does.
    await setImmediate();
    running -= 1;
    return reads.describeBroker(id);
  };
  await readRegion(TARGET, { ...reads, describeBroker }, { checks: THREE_CHECKS }, NO_OBSERVER);
  expect(most).toBe(10);
});

describe('while brokers are described', () => {
  const pagesOf = (second: () => Promise<IteratorResult<readonly BrokerRecord[]>>) => {
    const answers = [async () => ({ done: false as const, value: [entry(a)] }), second];
    return { [Symbol.asyncIterator]: () => ({ next: () => (answers.shift() ?? end)() }) };
  };
  const end = async () => ({ done: true as const, value: undefined });

  it('the next page is asked for', async () => {
    const order: string[] = [];
    const reads = fakeRegion({ pages: [[a], [b]] });
    const listBrokers = () =>
      pagesOf(async () => {
        order.push('the second page');
        return { done: false, value: [entry(b)] };
      });
    const describeBroker = async (id: string) => {
      order.push('a broker');
      return reads.describeBroker(id);
    };
    const { readings } = await readRegion(
      TARGET,
      { ...reads, listBrokers, describeBroker },
      { checks: THREE_CHECKS },
      NO_OBSERVER,
    );
    expect(order).toEqual(['the second page', 'a broker', 'a broker']);
    expect(readings).toHaveLength(2);
  });

  it('the next page may fail, which is told in its turn', async () => {
    const reads = fakeRegion({ pages: [[a]] });
    const listBrokers = () => pagesOf(() => Promise.reject(DENIED));
    const describeBroker = async (id: string) => {
      // So that the page has failed by then.
      await setImmediate();
      return reads.describeBroker(id);
    };
    const { readings, problems } = await readRegion(
      TARGET,
      { ...reads, listBrokers, describeBroker },
      { checks: THREE_CHECKS },
      NO_OBSERVER,
    );
    expect(readings).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining('only the first 1 of its brokers could be listed')]);
  });
});

test('account and region are those of the scan where the ARN does not tell', async () => {
  const { readings } = await read({ pages: [[a]], answers: { a: cliAnswer(a, { BrokerArn: undefined }) } });
  expect(readings[0]?.broker).toMatchObject({ accountId: '111122223333', region: 'eu-west-1' });
});
