import { ADMINISTRATOR, MANAGEMENT, ORDERS, ORGANIZATION, PAYMENTS, REGIONS, ROOT } from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import { block, useOperator } from './operator.ts';

const [REGION = ''] = REGIONS;
const SETTINGS = {
  ...{ deployment: 'organization', organizationId: ORGANIZATION },
  ...{ regions: [REGION], organizationalUnits: [ROOT] },
};

describeWith(findWitness('aws'))('docs/operate.md, for other packs', () => {
  const { set, succeed, places } = useOperator([{ accountId: MANAGEMENT, region: REGION }]);
  const everywhere = [MANAGEMENT, ADMINISTRATOR, PAYMENTS, ORDERS].map((id) => `${id} ${REGION}`);
  const ROLES = 'rabbitmq-conformance-evaluation-role';
  const run = (index: number) => succeed(block('Change the packs', index, { region: REGION }), MANAGEMENT);

  test.each([
    ['organization', ['rabbitmq-conformance'], [ROLES]],
    ['stack-set', [], [ROLES, 'rabbitmq-conformance-pack']],
    ['organization', ['rabbitmq-conformance'], [ROLES]],
  ])('Change the packs: to %s', async (packs, organizationPacks, stackSets) => {
    set({ ...SETTINGS, packs });
    await run(0);
    expect(places()).toEqual(everywhere);
    expect(JSON.parse(await run(1))).toEqual(organizationPacks);
    expect(JSON.parse(await run(2))).toEqual(stackSets);
  });
});
