import { renderStatus } from '../../../cli/status/render.ts';
import type { StatusReport } from '../../../cli/status/run.ts';
import { makeAccount } from '../../../simulator/aws/aws-state.ts';
import { accountOf, joinOrganization } from '../../../simulator/aws/organization.ts';
import type { Place } from '../../../simulator/aws/place.ts';
import { addAccessRoles } from '../../../simulator/aws/roles.ts';
import { putBroker } from '../../../simulator/config/recorder.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  JOINING,
  MANAGEMENT,
  makeBroker,
  ORDERS,
  ORGANIZATION,
  PAYMENTS,
  REGIONS,
  ROOT,
} from '../../simulator/support.ts';
import { describeWith } from '../../support/missing.ts';
import { findWitness } from '../../support/python.ts';
import { useStatus } from './status-operator.ts';

const [HOME_REGION = '', OTHER_REGION = ''] = REGIONS;
const ROLE = 'rabbitmq-conformance-evaluation';
const CLOSED = '555555555555';
const FORGOTTEN = '666666666666';
const DAY = 86_400_000;

/** Makes each result older. */
function age({ results }: ReturnType<ReturnType<typeof useStatus>['simulation']>, time: number) {
  for (const ofRule of results.values()) {
    for (const [id, result] of ofRule) ofRule.set(id, { ...result, recordedTime: result.recordedTime - time });
  }
}

describeWith(findWitness('aws'))('status of an organization in which each thing is broken once', () => {
  const { simulation, set, run, succeed, status, repair, evaluate, deliver, addAccess } = useStatus();
  const settings = {
    deployment: 'organization',
    homeRegion: HOME_REGION,
    organizationalUnits: [ROOT],
    organizationId: ORGANIZATION,
    regions: REGIONS,
  };
  const aged: Place = { accountId: ORDERS, region: HOME_REGION };
  const unknown: Place = { accountId: ADMINISTRATOR, region: HOME_REGION };
  const roleIn = (accountId: string) => `arn:aws:iam::${accountId}:role/${ROLE}`;
  let broken: StatusReport;

  const rows = (check: string) => broken.rows.filter((row) => row.check === check && row.status === 'to-do');

  test('it is clean after a deployment', async () => {
    const { state } = simulation();
    addAccessRoles(state, MANAGEMENT);
    set(settings);
    putBroker(simulation(), aged, makeBroker(aged, 1));
    putBroker(simulation(), unknown, makeBroker(unknown, 2));
    await succeed('npx cdk deploy --all', MANAGEMENT);
    await evaluate();
    const { status: exitStatus, report } = await status();
    expect(report.rows.filter((row) => row.status !== 'fine')).toEqual([]);
    expect(exitStatus).toBe(0);
    expect(report.places).toHaveLength(ACCOUNTS.length * REGIONS.length - REGIONS.length);
    expect(report.places).toContainEqual({
      ...{ accountId: ORDERS, account: ORDERS, region: HOME_REGION },
      ...{
        role: 'ok',
        pack: 'ok',
        recorder: 'recording',
        rules: 3,
        missingRules: [],
        isStale: false,
        brokers: 1,
        unknown: 0,
      },
      lastEvaluation: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  test('it finds everything that is broken', async () => {
    const { state } = simulation();
    joinOrganization(state, { ...JOINING, id: CLOSED });
    await evaluate();
    accountOf(state, CLOSED).status = 'SUSPENDED';
    accountOf(state, ADMINISTRATOR).recorders.delete(OTHER_REGION);
    state.roles.delete(roleIn(PAYMENTS));
    // Something else has the name of the role, and there is no recorder in a region.
    const inTheWay = { Version: '2012-10-17', Statement: [] } as const;
    state.roles.set(roleIn(JOINING.id), {
      arn: roleIn(JOINING.id),
      accountId: JOINING.id,
      trust: inTheWay,
      policies: [],
    });
    joinOrganization(state, { ...JOINING, recorders: [HOME_REGION] });
    // Automatic deployment did not notice it.
    state.accounts.set(FORGOTTEN, makeAccount({ ...JOINING, id: FORGOTTEN }));
    for (const id of [JOINING.id, FORGOTTEN]) addAccess(id);
    age(simulation(), 3 * DAY);
    await deliver(putBroker(simulation(), unknown, makeBroker(unknown, 2, { deploymentMode: 'RING' })));
    state.aggregators.clear();

    const { status: exitStatus, report } = await status();
    broken = report;
    expect(exitStatus).toBe(1);
    expect(rows('recorders')).toMatchObject([{ accounts: [ADMINISTRATOR, JOINING.id], regions: [OTHER_REGION] }]);
    expect(rows('stack-sets')).toMatchObject([
      { accounts: [JOINING.id], detail: expect.stringContaining('already exists') },
      { accounts: [FORGOTTEN], detail: expect.stringContaining('has not reached it') },
    ]);
    expect(rows('evaluation-roles')).toMatchObject([{ accounts: [PAYMENTS] }]);
    expect(rows('conformance-packs')).toMatchObject([{ accounts: [FORGOTTEN, JOINING.id, CLOSED], regions: REGIONS }]);
    const [{ detail = '' } = {}] = rows('conformance-packs');
    expect(detail).toContain(`${JOINING.id}, ${OTHER_REGION}: NoAvailableConfigurationRecorder`);
    expect(detail).toContain(`${FORGOTTEN}, ${HOME_REGION}, ${OTHER_REGION}: it has no pack.`);
    expect(detail).toContain(`suspended: ${CLOSED}.`);
    expect(rows('evaluations')).toMatchObject([
      { accounts: [ORDERS], regions: [HOME_REGION], detail: expect.stringContaining('3 days old') },
      { accounts: [ADMINISTRATOR], detail: expect.stringContaining('could not be evaluated') },
    ]);
    expect(rows('aggregator')).toMatchObject([{ detail: 'The aggregator rabbitmq-conformance does not exist.' }]);
    expect(broken.rows.filter((row) => row.status === 'not-visible')).toEqual([]);
  });

  test('what is wrong comes first in the table, and what is fine is summed up', () => {
    const text = renderStatus(broken, new Date(), false);
    expect(text.indexOf('FINE')).toBeGreaterThan(text.lastIndexOf('TO DO'));
    expect(text).toMatch(new RegExp(`^${FORGOTTEN} +${HOME_REGION} +missing +missing +recording +0 +- +0 +0$`, 'm'));
    expect(text).toContain('4 of 12 accounts and regions have everything.');
  });

  test('it is clean after its commands', async () => {
    const { state } = simulation();
    // What the rows ask for in words: fix the reason, and add the account to the setting.
    state.buckets.set('config-bucket', {
      name: 'config-bucket',
      accountId: MANAGEMENT,
      region: HOME_REGION,
      objects: new Map(),
    });
    state.roles.delete(roleIn(JOINING.id));
    set({ ...settings, excludedAccounts: [CLOSED] });
    await deliver(putBroker(simulation(), unknown, makeBroker(unknown, 2)));
    await repair(broken);
    await evaluate();
    const { status: exitStatus, report } = await status();
    expect(report.rows.filter((row) => row.status !== 'fine')).toEqual([]);
    expect(exitStatus).toBe(0);
    expect(state.roles.get(roleIn(JOINING.id))?.policies).toHaveLength(1);
  });

  test('a pack that no deployment can update has its runbook', async () => {
    const { state } = simulation();
    accountOf(state, ORDERS).recorders.delete(HOME_REGION);
    set({ ...settings, excludedAccounts: [CLOSED], frequency: 'Six_Hours' });
    expect((await run('npx cdk deploy --all', MANAGEMENT)).status).not.toBe(0);
    const { report } = await status();
    expect(report.rows.filter((row) => row.status === 'to-do')).toMatchObject([
      { check: 'recorders', accounts: [ORDERS], regions: [HOME_REGION] },
      {
        check: 'conformance-packs',
        accounts: [ORDERS],
        detail: expect.stringMatching(/UPDATE_ROLLBACK_FAILED .* see "recorders"/),
      },
    ]);
    await repair(report);
    await evaluate();
    expect((await status()).report.rows.filter((row) => row.status !== 'fine')).toEqual([]);
  });
});
