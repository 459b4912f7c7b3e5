import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { CreateBrokerCommand, MqClient } from '@aws-sdk/client-mq';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { awsEnvironment } from '../../simulator/aws/endpoints.ts';
import type { Output } from '../cli/support.ts';
import { splitSummary, temporaryFolder } from '../cli/support.ts';
import { THREE_CHECKS } from '../support/checks.ts';
import { describeWith } from '../support/missing.ts';
import type { Moto } from '../support/moto.ts';
import { startMoto } from '../support/moto.ts';
import { findWitness } from '../support/python.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/cli/index.js');
const CHECKS = THREE_CHECKS.map(({ id }) => id).join(',');

const ROLES = ['arn:aws:iam::222222222222:role/audit', 'arn:aws:iam::333333333333:role/audit'];
const REGIONS = ['eu-west-1', 'us-east-1'];
const BROKERS_EACH = 75;
const OWN = { accessKeyId: 'OWN', secretAccessKey: 'secret' };

const program = findWitness('moto_server');

const folder = temporaryFolder();

describeWith(program)('a scan of moto, with 300 brokers in two accounts and two regions', () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto(program ?? '');
    for (const roleArn of ROLES) for (const region of REGIONS) await createBrokers(roleArn, region);
  });

  afterAll(() => moto.stop());

  async function createBrokers(roleArn: string, region: string): Promise<void> {
    const sts = new STSClient({ endpoint: moto.url, region, credentials: OWN });
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'preparation' }),
    );
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    };
    const mq = new MqClient({ endpoint: moto.url, region, credentials });
    for (let number = 0; number < BROKERS_EACH; number += 1) await mq.send(createBroker(number));
    sts.destroy();
    mq.destroy();
  }

  /** Every third broker is an ActiveMQ one; of the others some are public, some single instances, some without logs. */
  function createBroker(number: number): CreateBrokerCommand {
    const isRabbit = number % 3 !== 0;
    return new CreateBrokerCommand({
      BrokerName: `broker-${number}`,
      EngineType: isRabbit ? 'RABBITMQ' : 'ACTIVEMQ',
      EngineVersion: isRabbit ? '3.13' : '5.18',
      DeploymentMode: !isRabbit || number % 5 === 0 ? 'SINGLE_INSTANCE' : 'CLUSTER_MULTI_AZ',
      HostInstanceType: 'mq.m5.large',
      PubliclyAccessible: number % 7 === 0,
      AutoMinorVersionUpgrade: true,
      Logs: { General: number % 11 !== 0 },
      Users: [{ Username: 'admin', Password: 'the-password-of-the-user' }],
    });
  }

  async function run(args: readonly string[]) {
    const child = spawn(process.execPath, [PROGRAM, ...args, '--format', 'json', '--checks', CHECKS], {
      env: awsEnvironment(moto.url),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (written.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (written.stderr += text));
    const status = await new Promise((resolve) => child.once('close', resolve));
    const output: Output = JSON.parse(written.stdout);
    return { status, ...output, stderr: splitSummary(written.stderr).stderr };
  }

  const scan = (...args: readonly string[]) =>
    run(['scan', '--regions', REGIONS.join(','), ...ROLES.flatMap((roleArn) => ['--role-arn', roleArn]), ...args]);

  test('evaluates them all', async () => {
    const numbers = Array.from({ length: BROKERS_EACH }, (_, number) => number);
    const rabbits = numbers.filter((number) => number % 3 !== 0);
    const fail = 4 * [5, 7, 11].flatMap((divisor) => rabbits.filter((number) => number % divisor === 0)).length;
    const pass = 4 * 3 * rabbits.length - fail;
    const skip = 4 * 3 * (BROKERS_EACH - rabbits.length);

    const { status, stderr, summary, results } = await scan();
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(summary).toEqual({ pass, fail, skip, unknown: 0, exempt: 0 });
    const sources = Map.groupBy(results, ({ source }) => source);
    expect([...sources].map(([source, { length }]) => [source, length])).toEqual([
      ['222222222222/eu-west-1', BROKERS_EACH * 3],
      ['222222222222/us-east-1', BROKERS_EACH * 3],
      ['333333333333/eu-west-1', BROKERS_EACH * 3],
      ['333333333333/us-east-1', BROKERS_EACH * 3],
    ]);
  });

  test('writes an inventory that has the same verdicts, and no password', async () => {
    const path = folder.path('inventory.ndjson');
    const live = await scan('--output-inventory', path);
    const offline = await run(['evaluate', path]);
    const verdicts = ({ results }: Output) => results.map(({ check, verdict }) => `${check} ${verdict}`);
    expect(verdicts(offline)).toEqual(verdicts(live));
    expect(offline.status).toBe(live.status);
    expect(readFileSync(path, 'utf8')).not.toContain('the-password-of-the-user');
  });

  test('finds nothing in an account without brokers', async () => {
    const { status, results, stderr } = await run(['scan', '--regions', 'eu-north-1']);
    expect({ status, results }).toEqual({ status: 0, results: [] });
    expect(stderr).toBe('rabbitmq-conformance: no broker was found, so nothing was evaluated.\n');
  });
});
