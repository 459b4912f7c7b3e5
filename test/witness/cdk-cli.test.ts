import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { createAwsState } from '../../simulator/aws/aws-state.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { createAdministratorKey, createSimulation } from '../../simulator/aws/simulation.ts';
import { bootstrap } from '../../simulator/cloudformation/bootstrap.ts';
import { answer } from '../../simulator/services.ts';
import { ACCOUNTS, MANAGEMENT } from '../simulator/support.ts';
import type { TemplateJson } from '../support/cdk.ts';
import { describeWith } from '../support/missing.ts';
import { MOTO_ACCOUNT, startMoto } from '../support/moto.ts';
import { findWitness } from '../support/python.ts';
import { synthesizeAssembly } from '../support/synthesize.ts';
import type { CdkRun, Target } from './cdk-cli.ts';
import { runCdk } from './cdk-cli.ts';
import type { Step } from './cdk-steps.ts';
import { ASSEMBLIES, REGION, STEPS } from './cdk-steps.ts';

const program = findWitness('moto_server');

/** What goes another way than in AWS, by the steps, each with the reason. */
type Differences = Readonly<Record<string, Readonly<Record<string, string>>>>;

const UNKNOWN_TYPE = 'moto leaves out resources of types that it does not know, and says nothing';
const STACK_EVENTS = 'moto has events of stacks, and none of resources';
const OLD_CHANGE_SET = 'moto cannot delete a change set that is not there, which the CLI does before it creates one';
const STOPPED = 'the CLI has stopped at the call before';
const NO_DETAILS = 'the CLI has no change set, so it compares the templates itself';

const OF_ACCOUNT = {
  'creates no AWS::CloudWatch::Alarm': UNKNOWN_TYPE,
  'creates no AWS::Config::ConformancePack': UNKNOWN_TYPE,
  'creates no AWS::Lambda::EventInvokeConfig': UNKNOWN_TYPE,
  'creates no AWS::Logs::QueryDefinition': UNKNOWN_TYPE,
  'creates no AWS::SQS::QueuePolicy': UNKNOWN_TYPE,
};

const MOTO: Differences = {
  bootstrap: { 'does not say "CREATE_COMPLETE | AWS::S3::Bucket |"': STACK_EVENTS },
  deploy: {
    'does not say "CREATE_COMPLETE | AWS::Config::ConformancePack | Pack"': UNKNOWN_TYPE,
    'does not say "rabbitmq-conformance-account.FunctionName = "': 'moto has no outputs of stacks from change sets',
    ...OF_ACCOUNT,
  },
  'deploy the same again': OF_ACCOUNT,
  'diff with another retention': {
    'breaks on cloudformation DeleteChangeSet': OLD_CHANGE_SET,
    'does not call cloudformation CreateChangeSet': NO_DETAILS,
    'does not call cloudformation DescribeChangeSet': NO_DETAILS,
  },
  'deploy another retention': {
    'breaks on cloudformation DeleteChangeSet': OLD_CHANGE_SET,
    'ends with 1': STOPPED,
    'does not call cloudformation CreateChangeSet': STOPPED,
    'does not call cloudformation DescribeChangeSet': STOPPED,
    'does not call cloudformation DescribeStackEvents': STOPPED,
    'does not call cloudformation ExecuteChangeSet': STOPPED,
    'does not say "UPDATE_COMPLETE | AWS::Logs::LogGroup | Evaluator/Logs"': STOPPED,
    'does not say "UPDATE_COMPLETE | AWS::CloudFormation::Stack | rabbitmq-conformance-account"': STOPPED,
    ...OF_ACCOUNT,
  },
  destroy: {
    'does not say "DELETE_COMPLETE | AWS::Config::ConformancePack | Pack"': UNKNOWN_TYPE,
    'does not say "DELETE_SKIPPED | AWS::Logs::LogGroup | Evaluator/Logs"': STACK_EVENTS,
  },
  'deploy an organization': {
    'does not say "CREATE_COMPLETE | AWS::CloudFormation::StackSet | EvaluationRoles/StackSet"': UNKNOWN_TYPE,
    'does not say "CREATE_COMPLETE | AWS::Config::OrganizationConformancePack | Pack"': UNKNOWN_TYPE,
    'creates no AWS::CloudFormation::StackSet': UNKNOWN_TYPE,
    'creates no AWS::CloudWatch::Alarm': UNKNOWN_TYPE,
    'creates no AWS::Config::ConfigurationAggregator': UNKNOWN_TYPE,
    'creates no AWS::Config::OrganizationConformancePack': UNKNOWN_TYPE,
    'creates no AWS::Config::StoredQuery': UNKNOWN_TYPE,
    'creates no AWS::Lambda::EventInvokeConfig': UNKNOWN_TYPE,
    'creates no AWS::Lambda::ResourcePolicy': UNKNOWN_TYPE,
    'creates no AWS::Logs::QueryDefinition': UNKNOWN_TYPE,
    'creates no AWS::SQS::QueuePolicy': UNKNOWN_TYPE,
  },
};

interface Aws extends Target {
  readonly accountId: string;
  stop(): Promise<void>;
}

async function openMoto(): Promise<Aws> {
  const { url, stop } = await startMoto(program ?? '');
  return {
    url,
    environment: awsEnvironment(url),
    accountId: MOTO_ACCOUNT,
    // Moto takes the bucket from the path on this host only. On any other it takes it from the name of the host.
    adapt: (body) => body.replace('TemplateURL=http%3A%2F%2F127.0.0.1', 'TemplateURL=http%3A%2F%2Flocalhost'),
    stop,
  };
}

/** The simulation, in which the account is bootstrapped. */
async function openSimulation(): Promise<Aws> {
  const state = createAwsState(ACCOUNTS, { codeFolder: mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-')) });
  const simulation = createSimulation(state, { order: 'by-arrival' });
  bootstrap(state, { accountId: MANAGEMENT, region: REGION });
  const { url, close } = await startAwsEndpoints((call) => answer(simulation, call));
  return {
    url,
    environment: awsEnvironment(url, createAdministratorKey(simulation, MANAGEMENT)),
    accountId: MANAGEMENT,
    async stop() {
      await close();
      rmSync(state.codeFolder, { recursive: true });
    },
  };
}

const [, ...AFTER_BOOTSTRAP] = STEPS;

describeWith(program).each<{ name: string; open: () => Promise<Aws>; steps: readonly Step[]; known: Differences }>([
  { name: 'moto', open: openMoto, steps: STEPS, known: MOTO },
  { name: 'the simulation', open: openSimulation, steps: AFTER_BOOTSTRAP, known: {} },
])('The CDK CLI with $name', ({ open, steps, known }) => {
  let folder: string;
  let aws: Aws;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
    for (const [name, context] of Object.entries(ASSEMBLIES)) synthesizeAssembly(context, join(folder, name));
    aws = await open();
  });

  afterAll(async () => {
    await aws.stop();
    rmSync(folder, { recursive: true });
  });

  function wordsOf({ command, of }: Step): readonly string[] {
    switch (command) {
      case 'bootstrap':
        return [command, `aws://${aws.accountId}/${REGION}`];
      case 'deploy':
        return [command, '--app', String(of), '--all', '--require-approval', 'never'];
      case 'diff':
        return [command, '--app', String(of)];
      case 'destroy':
        return [command, '--app', String(of), '--all', '--force'];
    }
  }

  /** The types of resources in the templates of an assembly that its stacks do not have. */
  async function missingTypes(assembly: string): Promise<readonly string[]> {
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = aws.environment;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new CloudFormationClient({ endpoint: aws.url, region: REGION, credentials });
    const missing = new Set<string>();
    for (const path of globSync(join(folder, assembly, '*.template.json'))) {
      const { Resources }: TemplateJson = JSON.parse(readFileSync(path, 'utf8'));
      const there = new Set<string | undefined>();
      for await (const page of paginateListStackResources(
        { client },
        { StackName: basename(path, '.template.json') },
      )) {
        for (const { ResourceType } of page.StackResourceSummaries ?? []) there.add(ResourceType);
      }
      for (const { Type } of Object.values(Resources)) if (!there.has(Type)) missing.add(Type);
    }
    client.destroy();
    return [...missing].sort();
  }

  test.each(steps)('$name', async (step) => {
    const run = await runCdk(wordsOf(step), aws, folder);
    const missing = step.command === 'deploy' ? await missingTypes(String(step.of)) : [];
    const differences = [...differencesOf(run, step), ...missing.map((type) => `creates no ${type}`)];
    expect(differences).toEqual(Object.keys(known[step.name] ?? {}));
  });
});

function differencesOf({ status, output, calls, broken }: CdkRun, step: Step): readonly string[] {
  const words = output.replaceAll(/ +/g, ' ');
  return [
    ...broken.map((call) => `breaks on ${call}`),
    ...(status === 0 ? [] : [`ends with ${status}`]),
    ...step.calls.filter((call) => !calls.includes(call)).map((call) => `does not call ${call}`),
    ...calls.filter((call) => !step.calls.includes(call)).map((call) => `also calls ${call}`),
    ...step.says.filter((said) => !words.includes(said)).map((said) => `does not say "${said}"`),
  ];
}
