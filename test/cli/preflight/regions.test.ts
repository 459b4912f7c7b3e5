import type { Aws } from '../../../cli/organization/port.ts';
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
  const COMMAND = `npx cdk bootstrap --app '' aws://${MANAGEMENT}/eu-west-1`;

  test.each<readonly [string, string | undefined, 'fine' | 'to-do', string]>([
    ['is there', '23', 'fine', ''],
    ['is just new enough', '6', 'fine', ''],
    ['is not there', undefined, 'to-do', COMMAND],
    ['is too old', '5', 'to-do', COMMAND],
    ['has no version', '', 'to-do', COMMAND],
    ['has a version that is no number', 'x', 'to-do', COMMAND],
  ])('%s', async (_, version, status, action) => {
    const [row] = await rowsOf('bootstrap', { aws: { bootstrapVersion: async () => version } });
    expect(row?.status).toBe(status);
    expect(row?.action ?? '').toContain(action);
  });

  test.each([
    ['22', `with version 22. Only "cdk rollback" needs version 23: ${COMMAND}`],
    ['23', 'with version 23.'],
  ])('of version %s is fine, and says what it is too old for', async (version, text) => {
    const [row] = await rowsOf('bootstrap', { aws: { bootstrapVersion: async () => version } });
    expect(row).toMatchObject({ status: 'fine', detail: `The CDK is bootstrapped ${text}` });
  });

  test('is looked for by its qualifier, whatever its stack is named', async () => {
    const asked: string[] = [];
    const bootstrapVersion = async (qualifier: string, region: string) => {
      asked.push(`${qualifier} ${region}`);
      return undefined;
    };
    const [row] = await rowsOf('bootstrap', { qualifier: 'accel', aws: { bootstrapVersion } });
    expect(asked).toEqual(['accel eu-west-1']);
    expect(row?.detail).toContain('the parameter /cdk-bootstrap/accel/version does not exist');
    expect(row?.action).toContain(`${COMMAND} --qualifier accel --toolkit-stack-name CDKToolkit-accel`);
    expect(row?.action).toContain('-c bootstrapQualifier=<qualifier>');
  });

  test('is not visible without permission', async () => {
    const rows = await rowsOf('bootstrap', { aws: { bootstrapVersion: denied } });
    expect(rows).toMatchObject([{ status: 'not-visible', action: 'Requires permission for ssm:GetParameter.' }]);
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
