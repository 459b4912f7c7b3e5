import type { PlanOptions } from '../../../cli/commands/plan.ts';
import { planBroker } from '../../../cli/commands/plan.ts';
import type { Aws } from '../../../cli/scan/ports.ts';
import { described, ID } from './described.ts';

const ARN = `arn:aws:mq:eu-north-1:111122223333:broker:orders:${ID}`;

/** An account whose `DescribeBroker` answers as told. It notes what it was asked. */
function account(answer: () => Promise<Readonly<Record<string, unknown>> | undefined>) {
  const asked: string[] = [];
  const aws: Aws = {
    homeRegion: 'us-east-1',
    session: (roleArn) => {
      if (roleArn !== undefined) throw new Error('No role was to be assumed.');
      return {
        signIn: refuse,
        identity: refuse,
        enabledRegions: refuse,
        region: (name) => ({
          listBrokers: () => {
            throw new Error('Brokers were not to be listed.');
          },
          describeBroker: (id) => {
            asked.push(`${name} ${id}`);
            return answer();
          },
          securityGroup: refuse,
          prefixListEntries: refuse,
        }),
      };
    },
  };
  return { aws, asked };
}

async function refuse(): Promise<never> {
  throw new Error('This was not to be called.');
}

async function planLive(source: string, aws: Aws | undefined, options: Partial<PlanOptions> = {}) {
  const written = { stdout: '', stderr: '' };
  const connected: unknown[] = [];
  const status = await planBroker(
    source,
    { format: 'cli', ...options },
    {
      stdin: (async function* () {})(),
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text) },
      useColour: false,
      version: '1.2.3',
    },
    async (wanted) => {
      connected.push(wanted);
      return aws;
    },
  );
  return { status, ...written, connected };
}

describe('a broker in an account', () => {
  it.each<[string, string, Partial<PlanOptions>, string, unknown]>([
    ['by its id, in the configured region', ID, {}, 'us-east-1', {}],
    ['by its id, in the region of --region', ID, { region: 'eu-west-1' }, 'eu-west-1', { region: 'eu-west-1' }],
    ['by its ARN, in the region of the ARN', ARN, {}, 'eu-north-1', { region: 'eu-north-1' }],
    ['with a profile', ID, { profile: 'audit' }, 'us-east-1', { profile: 'audit' }],
  ])('is read %s, with one call', async (_, source, options, region, wanted) => {
    const { aws, asked } = account(async () => described());
    const { status, stdout, connected } = await planLive(source, aws, options);
    expect(status).toBe(0);
    expect(asked).toEqual([`${region} ${ID}`]);
    expect(connected).toEqual([wanted]);
    expect(stdout).toContain('name=orders-cluster');
  });

  test('whose answer has no ARN is planned in the region that was asked', async () => {
    const { BrokerArn, ...answer } = described();
    const { aws } = account(async () => answer);
    expect((await planLive(ID, aws)).stdout).toContain('export AWS_REGION=us-east-1');
  });

  it.each<[string, () => Promise<undefined>, string]>([
    ['that is not there', async () => undefined, `${ID}: is not a broker in us-east-1: set its region with --region.`],
    [
      'that may not be read',
      failing('AccessDeniedException'),
      'cannot be read in us-east-1 (AccessDeniedException): allow mq:DescribeBroker.',
    ],
    ['without credentials', failing('CredentialsProviderError'), 'aws sso login'],
    ['with an expired token', failing('ExpiredTokenException'), 'sign in again'],
    ['that is throttled', failing('ThrottlingException'), 'try again later'],
  ])('%s is an error', async (_, answer, message) => {
    const { aws } = account(answer);
    const { status, stdout, stderr } = await planLive(ID, aws);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('is an error where no region is known', async () => {
    const { status, stderr } = await planLive(ID, undefined);
    expect(status).toBe(2);
    expect(stderr).toContain('has no known region: set it with --region or AWS_REGION.');
  });

  test('is an error where ARN and --region contradict each other', async () => {
    const { aws, asked } = account(async () => described());
    const { status, stderr } = await planLive(ARN, aws, { region: 'eu-west-1' });
    expect({ status, asked }).toEqual({ status: 2, asked: [] });
    expect(stderr).toContain('is in eu-north-1, not in eu-west-1');
  });
});

function failing(name: string): () => Promise<never> {
  return async () => {
    throw Object.assign(new Error(name), { name });
  };
}
