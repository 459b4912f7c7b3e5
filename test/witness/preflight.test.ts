import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import {
  ConfigServiceClient,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { PreflightReport } from '../../cli/preflight/run.ts';
import { awsEnvironment } from '../../simulator/aws/endpoints.ts';
import { describeWith } from '../support/missing.ts';
import type { Moto } from '../support/moto.ts';
import { startMoto } from '../support/moto.ts';
import { findWitness } from '../support/python.ts';

const program = findWitness('moto_server');

const REGIONS = ['eu-west-1', 'eu-central-1'];
const BROKER = 'AWS::AmazonMQ::Broker';
const MANAGEMENT = '123456789012';
const ROLE = 'OrganizationAccountAccessRole';

interface Run {
  readonly status: number | null;
  readonly output: PreflightReport;
  readonly stderr: string;
}

describeWith(program)('preflight of an organization as moto imitates it', () => {
  const environment = { ...process.env };
  const ids: string[] = [];
  let moto: Moto;
  let organizations: OrganizationsClient;
  let sts: STSClient;
  let root: string;
  let organizationId: string;
  let unit: string;

  beforeAll(async () => {
    moto = await startMoto(program ?? '');
    Object.assign(process.env, awsEnvironment(moto.url));
    organizations = new OrganizationsClient({});
    sts = new STSClient({});
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    const { Roots: [first] = [] } = await organizations.send(new ListRootsCommand({}));
    root = known(first?.Id);
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    organizationId = known(Organization?.Id);
    for (const name of ['recording', 'half', 'without', 'stopped', 'closed']) ids.push(await createAccount(name));
    await organizations.send(new CloseAccountCommand({ AccountId: accountOf('closed') }));
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'config.amazonaws.com' }));
    const created = await organizations.send(new CreateOrganizationalUnitCommand({ ParentId: root, Name: 'pilot' }));
    unit = known(created.OrganizationalUnit?.Id);
    await organizations.send(
      new MoveAccountCommand({ AccountId: accountOf('half'), SourceParentId: root, DestinationParentId: unit }),
    );
    for (const region of REGIONS) {
      for (const name of ['management', 'recording', 'half', 'stopped']) {
        const types = name === 'half' && region === 'eu-central-1' ? ['AWS::S3::Bucket'] : [BROKER, 'AWS::S3::Bucket'];
        await record(name, region, types);
      }
    }
  });

  afterAll(async () => {
    organizations.destroy();
    sts.destroy();
    process.env = environment;
    await moto.stop();
  });

  const accountOf = (name: string) =>
    name === 'management'
      ? MANAGEMENT
      : known(ids[['recording', 'half', 'without', 'stopped', 'closed'].indexOf(name)]);

  async function createAccount(name: string): Promise<string> {
    const command = new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` });
    return known((await organizations.send(command)).CreateAccountStatus?.AccountId);
  }

  async function record(name: string, region: string, types: readonly string[]): Promise<void> {
    const accountId = accountOf(name);
    const RoleArn = `arn:aws:iam::${accountId}:role/${ROLE}`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
    const credentials = {
      accessKeyId: known(Credentials?.AccessKeyId),
      secretAccessKey: known(Credentials?.SecretAccessKey),
      sessionToken: known(Credentials?.SessionToken),
    };
    const config = new ConfigServiceClient({ region, ...(accountId === MANAGEMENT ? {} : { credentials }) });
    await config.send(
      new PutConfigurationRecorderCommand({
        ConfigurationRecorder: {
          name: 'default',
          roleARN: RoleArn,
          recordingGroup: {
            allSupported: false,
            includeGlobalResourceTypes: false,
            resourceTypes: [...types] as 'AWS::S3::Bucket'[],
          },
        },
      }),
    );
    await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: { name: 'default', s3BucketName: 'bucket' } }));
    if (name !== 'stopped') {
      await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
    }
    config.destroy();
  }

  /** Runs the built command line in a process of its own. */
  async function run(...options: readonly string[]): Promise<Run> {
    const child = spawn(
      process.execPath,
      [join('dist', 'cli', 'index.js'), 'preflight', '--format', 'json', ...options],
      {
        // One attempt, as moto answers what it lacks with the status of a fault that passes.
        env: { PATH: process.env.PATH, ...awsEnvironment(moto.url), AWS_MAX_ATTEMPTS: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const written = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      written.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      written.stderr += text;
    });
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, output: written.stdout === '' ? undefined : JSON.parse(written.stdout), stderr: written.stderr };
  }

  const settings = (name: string, value: string) => ['-c', `${name}=${value}`];
  const organization = () => [
    ...settings('deployment', 'organization'),
    ...settings('regions', REGIONS.join(',')),
    ...settings('homeRegion', 'eu-west-1'),
    ...settings('organizationalUnits', root),
    ...settings('organizationId', organizationId),
  ];
  const rowsOf = ({ output }: Run, check: string) => output.rows.filter((row) => row.check === check);
  const statusesOf = (result: Run, check: string) => rowsOf(result, check).map(({ status }) => status);

  test('with a role in each account, what moto has is seen', async () => {
    const result = await run(...organization(), '--role-name', ROLE);
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status: 1, stderr: '' });
    expect(statusesOf(result, 'administrator')).toEqual(['fine']);
    expect(statusesOf(result, 'organization-features')).toEqual(['fine']);
    expect(statusesOf(result, 'organization-id')).toEqual(['fine']);
    expect(statusesOf(result, 'organizational-units')).toEqual(['fine']);
    expect(statusesOf(result, 'control-policies')).toEqual(['fine', 'fine']);
    expect(rowsOf(result, 'trusted-access')).toMatchObject([
      { subject: 'config.amazonaws.com', status: 'fine' },
      { subject: 'config-multiaccountsetup.amazonaws.com', status: 'to-do' },
    ]);
    expect(rowsOf(result, 'accounts')).toMatchObject([
      { status: 'fine' },
      { status: 'to-do', excludes: [accountOf('closed')] },
    ]);
    expect(rowsOf(result, 'recorders')).toMatchObject([
      { status: 'fine', subject: '5 of 10 recorders' },
      { status: 'to-do', accounts: [accountOf('without')], regions: REGIONS },
      { status: 'to-do', accounts: [accountOf('stopped')], regions: REGIONS },
      { status: 'to-do', accounts: [accountOf('half')], regions: ['eu-central-1'] },
    ]);
    expect(statusesOf(result, 'bootstrap')).toEqual(['to-do', 'to-do']);
    expect(statusesOf(result, 'rules')).toEqual(['fine']);
    expect(result.output.excludedAccounts).toEqual(['without', 'stopped', 'closed'].map(accountOf).sort());
  });

  test('what moto lacks is not visible', async () => {
    const result = await run(...organization(), ...settings('reservedConcurrency', '5'), '--role-name', ROLE);
    for (const check of ['stack-sets-access', 'enabled-regions', 'lambda-concurrency']) {
      expect({ check, statuses: new Set(statusesOf(result, check)) }).toEqual({
        check,
        statuses: new Set(['not-visible']),
      });
    }
  });

  test('without a role the recorders of other accounts are not visible', async () => {
    const result = await run(...organization());
    expect(rowsOf(result, 'recorders')).toMatchObject([
      { status: 'fine', subject: '2 of 10 recorders' },
      { status: 'not-visible', accounts: expect.arrayContaining([accountOf('recording'), accountOf('without')]) },
    ]);
    expect(result.output.excludedAccounts).toEqual([accountOf('closed')]);
  });

  test('a stack-set looks into the accounts of its organizational unit only', async () => {
    const result = await run(
      ...settings('deployment', 'stack-set'),
      ...settings('regions', 'eu-west-1'),
      ...settings('organizationalUnits', unit),
      '--role-name',
      ROLE,
    );
    expect(rowsOf(result, 'recorders')).toMatchObject([{ status: 'fine', subject: '1 of 1 recorder' }]);
    expect(result.output.excludedAccounts).toBeUndefined();
  });

  test('an organizational unit that is not there is to be corrected', async () => {
    const result = await run(
      ...settings('deployment', 'stack-set'),
      ...settings('regions', 'eu-west-1'),
      ...settings('organizationalUnits', 'ou-zzzz-12345678'),
    );
    expect(rowsOf(result, 'organizational-units')).toMatchObject([{ status: 'to-do', subject: 'ou-zzzz-12345678' }]);
  });

  test('the registrations of a delegated administrator are seen from the management account', async () => {
    const administrator = accountOf('recording');
    await organizations.send(
      new RegisterDelegatedAdministratorCommand({
        AccountId: administrator,
        ServicePrincipal: 'config-multiaccountsetup.amazonaws.com',
      }),
    );
    const result = await run(
      ...settings('deployment', 'management-account'),
      ...settings('administratorAccount', administrator),
    );
    expect(statusesOf(result, 'administrator')).toEqual(['fine']);
    expect(statusesOf(result, 'administrator-account')).toEqual(['fine']);
    expect(rowsOf(result, 'delegated-administrator')).toMatchObject([
      { subject: 'config.amazonaws.com', status: 'to-do' },
      { subject: 'config-multiaccountsetup.amazonaws.com', status: 'fine' },
      { subject: 'member.org.stacksets.cloudformation.amazonaws.com', status: 'to-do' },
    ]);
  });

  test('settings that cannot be used end with 2, before anything is asked', async () => {
    expect(await run('-c', 'region=eu-west-1')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Setting "region" is unknown'),
    });
  });
});

function known(value: string | undefined): string {
  if (value === undefined) throw new Error('moto gave no id.');
  return value;
}
