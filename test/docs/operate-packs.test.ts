import { ADMINISTRATOR, MANAGEMENT, ORDERS, ORGANIZATION, PAYMENTS, REGIONS, ROOT } from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import { block, useOperator } from './operator.ts';

const [REGION = ''] = REGIONS;
const SETTINGS = {
  ...{ deployment: 'organization', organizationId: ORGANIZATION },
  ...{ regions: [REGION], organizationalUnits: [ROOT] },
};

describeWith(findWitness('aws'))('docs/operate.md, for other packs, and for notifications', () => {
  const { world, set, succeed, places, statuses } = useOperator([{ accountId: MANAGEMENT, region: REGION }]);
  const everywhere = [MANAGEMENT, ADMINISTRATOR, PAYMENTS, ORDERS].map((id) => `${id} ${REGION}`);
  const ROLES = 'rabbitmq-conformance-evaluation-role';
  const run = (index: number) => succeed(block('Change the packs', index, { region: REGION }), MANAGEMENT);

  test.each([
    ['organization', ['rabbitmq-conformance'], [ROLES]],
    ['stack-set', [], [ROLES, 'rabbitmq-conformance-pack']],
    ['organization', ['rabbitmq-conformance'], [ROLES]],
  ])('Change the packs: to %s', async (packs, organizationPacks, stackSets) => {
    // As the management account does before it goes back.
    if (packs === 'organization' && places().length > 0) await run(0);
    set({ ...SETTINGS, packs });
    await run(1);
    expect(places()).toEqual(everywhere);
    expect(JSON.parse(await run(2))).toEqual(organizationPacks);
    expect(JSON.parse(await run(3))).toEqual(stackSets);
  });

  test('Get notified, and no longer', async () => {
    const { state } = world().simulation;
    const forwarders = () => [...state.stackSets.values()].filter(({ name }) => name.endsWith('-notifications')).length;
    const stacks = ['', `-${REGION}`].map((ending) => `rabbitmq-conformance-notifications${ending}`);
    set({ ...SETTINGS, notifications: 'all' });
    await succeed('npx cdk deploy --all', MANAGEMENT);
    expect([forwarders(), stacks.flatMap(statuses)]).toEqual([1, ['CREATE_COMPLETE', 'CREATE_COMPLETE']]);

    await succeed(block('Get notified'), MANAGEMENT);
    set(SETTINGS);
    await succeed('npx cdk deploy --all', MANAGEMENT);
    expect([forwarders(), stacks.flatMap(statuses)]).toEqual([0, ['DELETE_COMPLETE', 'DELETE_COMPLETE']]);
    expect(places()).toEqual(everywhere);
  });
});
