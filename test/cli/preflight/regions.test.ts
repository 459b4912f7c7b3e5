import type { Aws, Stack } from '../../../cli/organization/port.ts';
import { DELEGATE, denied, MANAGEMENT, MEMBER, preflightOf, rowsOf, statusesOf } from './support.ts';

const OPTIONAL = { regions: 'eu-west-1,af-south-1', homeRegion: 'eu-west-1' };

describe('regions that have to be enabled', () => {
  const enabledBut =
    (id: string): Aws['regions'] =>
    async (place) =>
      new Map([
        ['eu-west-1', 'ENABLED_BY_DEFAULT'],
        ['af-south-1', place.roleArn?.includes(id) || (id === MANAGEMENT && !place.roleArn) ? 'DISABLED' : 'ENABLED'],
      ]);

  test('are fine where every account has', async () => {
    expect(statusesOf(await rowsOf('enabled-regions', { settings: OPTIONAL }))).toEqual(['fine', 'fine', 'fine']);
  });

  test('are asked for in no other account if they are on by default', async () => {
    let calls = 0;
    const aws: Partial<Aws> = {
      regions: async () => {
        calls += 1;
        return new Map([['eu-west-1', 'ENABLED_BY_DEFAULT']]);
      },
    };
    expect(statusesOf(await rowsOf('enabled-regions', { aws }))).toEqual(['fine']);
    expect(calls).toBe(1);
  });

  test('are to be enabled in the administrator account', async () => {
    const rows = await rowsOf('enabled-regions', { settings: OPTIONAL, aws: { regions: enabledBut(MANAGEMENT) } });
    expect(rows.find(({ status }) => status === 'to-do')?.action).toContain(
      `In account ${MANAGEMENT}: aws account enable-region --region-name af-south-1`,
    );
  });

  test('leave out an account that has not', async () => {
    const report = await preflightOf({ settings: OPTIONAL, aws: { regions: enabledBut(MEMBER) } });
    expect(report.rows.find(({ status }) => status === 'to-do')).toMatchObject({
      check: 'enabled-regions',
      accounts: [MEMBER],
    });
    expect(report.excludedAccounts).toEqual([MEMBER]);
  });

  test('are asked for from outside where there is no role', async () => {
    const asked: (string | undefined)[] = [];
    await rowsOf('enabled-regions', {
      settings: OPTIONAL,
      roleName: 'none',
      aws: {
        regions: async (_, accountId) => {
          asked.push(accountId);
          return new Map([['af-south-1', 'ENABLED']]);
        },
      },
    });
    expect(asked).toEqual([undefined, DELEGATE, MEMBER]);
  });

  test('are not visible in accounts that cannot be asked', async () => {
    const rows = await rowsOf('enabled-regions', {
      settings: OPTIONAL,
      aws: {
        regions: async (place) =>
          place.roleArn
            ? denied()
            : new Map([
                ['eu-west-1', 'ENABLED_BY_DEFAULT'],
                ['af-south-1', 'ENABLED'],
              ]),
      },
    });
    expect(statusesOf(rows)).toEqual(['fine', 'fine', 'not-visible']);
    expect(rows[2]).toMatchObject({ accounts: [DELEGATE, MEMBER] });
  });
});

describe('the bootstrap', () => {
  const STACK: Stack = {
    status: 'UPDATE_COMPLETE',
    parameters: { Qualifier: 'hnb659fds' },
    outputs: { BootstrapVersion: '21' },
  };

  test.each<readonly [string, Stack | undefined, 'fine' | 'to-do', string]>([
    ['is there', STACK, 'fine', ''],
    ['is just new enough', { ...STACK, outputs: { BootstrapVersion: '6' } }, 'fine', ''],
    ['is not there', undefined, 'to-do', `npx cdk bootstrap --app '' aws://${MANAGEMENT}/eu-west-1`],
    ['was rolled back', { ...STACK, status: 'ROLLBACK_COMPLETE' }, 'to-do', 'npx cdk bootstrap'],
    ['is being deleted', { ...STACK, status: 'DELETE_IN_PROGRESS' }, 'to-do', 'npx cdk bootstrap'],
    ['has no status', { ...STACK, status: undefined }, 'to-do', 'npx cdk bootstrap'],
    ['has another qualifier', { ...STACK, parameters: { Qualifier: 'mine' } }, 'to-do', '-c bootstrapQualifier=mine'],
    ['has no qualifier', { ...STACK, parameters: {} }, 'to-do', '--toolkit-stack-name'],
    ['is too old', { ...STACK, outputs: { BootstrapVersion: '5' } }, 'to-do', 'npx cdk bootstrap'],
    ['has no version', { ...STACK, outputs: {} }, 'to-do', 'npx cdk bootstrap'],
  ])('%s', async (_, stack, status, action) => {
    const [row] = await rowsOf('bootstrap', { aws: { stack: async () => stack } });
    expect(row?.status).toBe(status);
    expect(row?.action ?? '').toContain(action);
  });

  test.each([
    [
      '22',
      `with version 22. Only "cdk rollback" needs version 23: npx cdk bootstrap --app '' aws://${MANAGEMENT}/eu-west-1`,
    ],
    ['23', 'with version 23.'],
  ])('of version %s is fine, and says what it is too old for', async (version, text) => {
    const [row] = await rowsOf('bootstrap', {
      aws: { stack: async () => ({ ...STACK, outputs: { BootstrapVersion: version } }) },
    });
    expect(row).toMatchObject({ status: 'fine', detail: `The CDK is bootstrapped ${text}` });
  });

  test('with a qualifier is asked for', async () => {
    const [row] = await rowsOf('bootstrap', { qualifier: 'mine', aws: { stack: async () => undefined } });
    expect(row?.action).toContain('--qualifier mine');
  });

  test.each([
    ['organization', ['us-east-1', 'eu-west-1', 'eu-central-1']],
    ['stack-set', ['us-east-1']],
  ] as const)('is needed by the shape %s in its regions', async (shape, regions) => {
    const rows = await rowsOf('bootstrap', {
      shape,
      settings: { regions: 'eu-west-1,eu-central-1', homeRegion: 'us-east-1' },
    });
    expect(rows.map(({ subject }) => subject)).toEqual(regions);
  });
});
