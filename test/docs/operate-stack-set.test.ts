import { joinOrganization } from '../../simulator/aws/organization.ts';
import {
  ADMINISTRATOR,
  JOINING,
  MANAGEMENT,
  ORDERS,
  ORGANIZATION,
  PAYMENTS,
  REGIONS,
  ROOT,
  UNIT,
} from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import { block, useOperator } from './operator.ts';

const [HOME_REGION = ''] = REGIONS;
const PILOT = {
  ...{ deployment: 'stack-set', homeRegion: HOME_REGION, regions: REGIONS, organizationalUnits: [UNIT] },
  excludedAccounts: [JOINING.id],
};
const EVERYWHERE = REGIONS.flatMap((region) =>
  [MANAGEMENT, ADMINISTRATOR, PAYMENTS, ORDERS, JOINING.id].map((id) => `${id} ${region}`),
).toSorted();

describeWith(findWitness('aws'))('docs/operate.md, for a stack-set', () => {
  const { world, set, run, succeed, places, statuses } = useOperator(
    REGIONS.map((region) => ({ accountId: MANAGEMENT, region })),
  );

  test('An excluded account has stacks', async () => {
    const { state } = world().simulation;
    set(PILOT);
    await succeed('npx cdk deploy --all', MANAGEMENT);
    joinOrganization(state, JOINING);
    expect(places().filter((place) => place.startsWith(JOINING.id))).toHaveLength(REGIONS.length);

    const refused = await run(block('Remove', 2), MANAGEMENT);
    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain('StackSet is not empty');
    const values = {
      'home region': HOME_REGION,
      StackSet: 'rabbitmq-conformance',
      OU: UNIT,
      account: JOINING.id,
    };
    for (const region of REGIONS) {
      await succeed(block('An excluded account has stacks', 0, { ...values, region }), MANAGEMENT);
    }
    expect(places()).toEqual([]);
  });

  test('From a pilot to the organization', async () => {
    await succeed(block('Remove', 2), MANAGEMENT);
    expect(statuses('rabbitmq-conformance-stack-set')).toEqual(['DELETE_COMPLETE']);
    const { excludedAccounts, ...pilot } = PILOT;
    set({ ...pilot, deployment: 'organization', organizationalUnits: [ROOT], organizationId: ORGANIZATION });
    await succeed('npx cdk deploy --all', MANAGEMENT);
    expect(places()).toEqual(EVERYWHERE);
  });
});
