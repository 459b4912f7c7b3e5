import { readAggregate } from '../../demo/results.ts';
import type { Simulation } from '../../simulator/aws/simulation.ts';
import { ADMINISTRATOR, brokerIdOf, PAYMENTS, withWorld } from '../simulator/support.ts';

const HOME = { accountId: ADMINISTRATOR, region: 'eu-west-1' };
const NAMED = [{ id: PAYMENTS, name: 'payments', recorders: [] }];

/** Gives a rule of an account as many results as are given, and one that an aggregator does not have. */
function addResults({ state, results }: Simulation, count: number): void {
  const rule = [...state.rules.values()].find(({ accountId }) => accountId === PAYMENTS);
  const compliances = [...Array<string>(count).fill('COMPLIANT'), 'NOT_APPLICABLE'];
  const made = compliances.map((compliance, number) => ({
    resourceType: 'AWS::AmazonMQ::Broker',
    resourceId: brokerIdOf(number),
    compliance,
    orderingTime: 0,
    recordedTime: 0,
    changedTime: 0,
  }));
  results.set(rule?.arn ?? '', new Map(made.map((result) => [result.resourceId, result])));
}

test('results are counted over all pages', async () => {
  await withWorld('organization', {}, ({ simulation }) => {
    addResults(simulation, 250);
    const { rules, accounts } = readAggregate(simulation, HOME, NAMED);
    expect(rules).toEqual([{ rule: 'rabbitmq-cluster-deployment', compliant: 250, nonCompliant: 0 }]);
    expect(accounts).toMatchObject([{ account: 'payments', packs: 2, compliant: 250, nonCompliant: 0 }]);
  });
});

test('results that the aggregator does not have are not in the report', async () => {
  await withWorld('organization', {}, ({ simulation }) => {
    addResults(simulation, 3);
    Object.assign(simulation.state.accounts.get(PAYMENTS) ?? {}, { organizationId: 'o-other' });
    const { rules, accounts } = readAggregate(simulation, HOME, NAMED);
    expect(rules).toEqual([]);
    expect(accounts).toMatchObject([{ packs: 0, compliant: 0, nonCompliant: 0 }]);
  });
});

test('without an aggregator there is no report', async () => {
  await withWorld('organization', {}, ({ simulation }) => {
    simulation.state.aggregators.clear();
    expect(() => readAggregate(simulation, HOME, NAMED)).toThrow('There is no aggregator');
  });
});
