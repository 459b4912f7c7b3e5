import { RECORDS_ALL } from '../../../simulator/aws/aws-state.ts';
import { accountOf, joinOrganization } from '../../../simulator/aws/organization.ts';
import { addAccessRoles } from '../../../simulator/aws/roles.ts';
import { deletePack } from '../../../simulator/config/packs.ts';
import { ACCOUNTS, JOINING, MANAGEMENT, ORGANIZATION, PAYMENTS, REGIONS, ROOT } from '../../simulator/support.ts';
import { describeWith } from '../../support/missing.ts';
import { findWitness } from '../../support/python.ts';
import { useStatus } from './status-operator.ts';

const [HOME_REGION = '', OTHER_REGION = ''] = REGIONS;

describeWith(findWitness('aws'))('status of an organization whose packs come by StackSets', () => {
  const { simulation, set, succeed, status, repair, evaluate, addAccess } = useStatus();

  test('it is clean after a deployment', async () => {
    addAccessRoles(simulation().state, MANAGEMENT);
    set({
      ...{ deployment: 'organization', packs: 'stack-set', organizationId: ORGANIZATION },
      ...{ homeRegion: HOME_REGION, organizationalUnits: [ROOT], regions: REGIONS },
    });
    await succeed('npx cdk deploy --all', MANAGEMENT);
    await evaluate();
    const { report } = await status();
    expect(report.rows.filter((row) => row.status !== 'fine')).toEqual([]);
    expect(new Set(report.places.map(({ pack }) => pack))).toEqual(new Set(['ok']));
    expect(report.places).toHaveLength((ACCOUNTS.length - 1) * REGIONS.length);
  });

  test('it finds an account without a recorder, and packs that somebody deleted, and is clean after its commands', async () => {
    const { state } = simulation();
    joinOrganization(state, { ...JOINING, recorders: [HOME_REGION] });
    addAccess(JOINING.id);
    for (const accountId of [MANAGEMENT, PAYMENTS]) {
      deletePack(state, { accountId, region: OTHER_REGION }, 'rabbitmq-conformance');
    }
    await evaluate();
    const { report } = await status();
    const rows = report.rows.filter((row) => row.status === 'to-do');
    expect(rows).toMatchObject([
      { check: 'recorders', accounts: [JOINING.id], regions: [OTHER_REGION] },
      { check: 'stack-sets', accounts: [JOINING.id], detail: expect.stringContaining('NoAvailableConfigurationRec') },
      { check: 'conformance-packs', regions: [OTHER_REGION] },
    ]);

    accountOf(state, JOINING.id).recorders.set(OTHER_REGION, RECORDS_ALL);
    await repair({ ...report, rows: rows.filter(({ check }) => check !== 'recorders') });
    await evaluate();
    expect((await status()).report.rows.filter((row) => row.status !== 'fine')).toEqual([]);
  });
});
