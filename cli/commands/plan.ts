import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import type { PlanFormat } from '../plan/format.ts';
import type { Form } from '../plan/forms.ts';
import { hasForm } from '../plan/forms.ts';
import { isBrokerName } from '../plan/names.ts';
import type { PlannedBroker } from '../plan/source.ts';
import type { Limits } from '../rabbitmq/limits.ts';
import { placeOf } from '../report/formats/wording.ts';
import type { Aws } from '../scan/ports.ts';
import { InputError } from '../sources/input/input-error.ts';
import { printable } from '../text/printable.ts';
import type { DefineCommand } from './define-command.ts';
import { FileError } from './file-error.ts';
import { readInstanceType } from './instance-type.ts';
import type { KeyValues } from './key-value.ts';
import { readKeyValue } from './key-value.ts';
import { limitOption } from './limit-option.ts';
import type { FleetPlanOptions } from './plan-fleet.ts';
import { checkFleetOptions, FLEET_NOTES, planFleet, withFleetOptions } from './plan-fleet.ts';
import type { PlanInputOptions } from './plan-inputs.ts';
import { outputOption } from './report-outputs.ts';

/** The options of the command `plan`. */
export interface PlanOptions extends PlanInputOptions {
  readonly format: PlanFormat;
  readonly region?: string;
  readonly profile?: string;
  readonly runbook?: string;
  readonly output?: string;
  readonly broker?: string;
  readonly parameters?: KeyValues;
  readonly name?: string;
  readonly hostInstanceType?: string;
  readonly engineVersion?: string;
  readonly subnetIds?: readonly string[];
  readonly securityGroups?: readonly string[];
  readonly clientSources?: readonly string[];
  readonly administratorSources?: readonly string[];
  readonly vpcId?: string;
  readonly kmsKeyId?: string;
  readonly limit?: Limits;
}

/** Connects to AWS; `undefined` if no region is known. */
export type ConnectAws = (options: Pick<PlanOptions, 'profile' | 'region'>) => Promise<Aws | undefined>;

const NOTES = `
A file is anything that evaluate reads and that has the properties of the broker, such
as a DescribeBroker response, a CloudFormation template or change set, or a Terraform
plan, state or configuration.
With an ID or ARN, the only call is DescribeBroker (mq:DescribeBroker). The command
changes nothing: you read and run what it writes.

The new broker is a private cluster with general logging. It keeps what it can of the old
broker: by default its series of RabbitMQ, or the oldest after it that Amazon MQ accepts.
Standard error and the plan say what it cannot keep. No password is written. A source is
a security group, a prefix list or a CIDR block.
If the old broker lacks only general logging, the plan turns it on: with --format cli,
that is one command. If it passes every default check, there is nothing to fix, unless
--subnet-ids or --kms-key-id asks for what only a new broker can have.

RabbitMQ 4 has limits, such as 1,000 queues. --limit raises one in a configuration that
the plan creates. --definitions reads an export, and raises what its queues, exchanges,
virtual hosts and shovels need, with a quarter more. The prices of a region are the output
of aws pricing get-products --region us-east-1 --service-code AmazonMQ \\
    --filters Type=TERM_MATCH,Field=regionCode,Value=<region>

${FLEET_NOTES}

Exit status:
  0  the plan was written, or there is nothing to fix
  2  the command line or the broker could not be used; with --inventory, something
     could not be read, planned or written, and the rest was

Examples:
  rabbitmq-conformance plan b-1234a5b6-78cd-901e-2fgh-3i45j6k178l9 --runbook runbook.md
  aws mq describe-broker --broker-id b-… | rabbitmq-conformance plan - \\
    --format terraform --output main.tf --runbook runbook.md
  rabbitmq-conformance plan --inventory brokers.ndjson --output-folder fleet \\
    --network network.yaml --waves tag:environment=dev,test,prod`;

/** Defines the command `plan`. */
export const definePlan: DefineCommand = (command, io, finish) => {
  command
    .description('Plans how to replace one RabbitMQ broker with a private cluster that has general logging.')
    .argument('[broker]', 'a file or folder, - for standard input, or the ID or ARN of a broker')
    .option('--broker <name>', 'which of several brokers in a file: its name, ID, ARN or address')
    .option('--parameters <key=value>', 'a value for a parameter of templates; repeatable', readKeyValue)
    .addOption(
      new Option('--format <format>', 'the format of the plan')
        .choices(['terraform', 'cloudformation', 'cli'])
        .default('cli'),
    )
    .addOption(outputOption())
    .option('--runbook <file>', 'write the steps of the move to a file, in Markdown')
    .option('--region <region>', 'the region of the broker (default: your configured region)', readRegion)
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--name <name>', 'the name of the new broker', readName)
    .option('--engine-version <version>', 'the RabbitMQ version of the new broker, such as 4.2', readVersion)
    .option(
      '--host-instance-type <type>',
      'the instance type of the new broker, such as mq.m7g.large',
      readInstanceType,
    )
    .option(
      '--subnet-ids <id,...>',
      'the subnets of the new broker: three, each in another Availability Zone',
      readSubnets,
    )
    .option('--security-groups <id,...>', 'the security groups of the new broker', readGroups)
    .option(
      '--client-sources <source,...>',
      'what clients connect from; the plan creates a security group',
      readSources,
    )
    .option('--administrator-sources <source,...>', 'what administrators connect from', readSources)
    .option('--vpc-id <id>', 'the VPC of the subnets, for --format cloudformation', readVpc)
    .option('--kms-key-id <arn>', 'the KMS key of the new broker', readKey)
    .addOption(limitOption())
    .option('--definitions <file>', 'a definitions export, for which the new broker must have room')
    .option('--prices <file>', 'the prices of your region, from aws pricing get-products');
  withFleetOptions(command)
    .addHelpText('after', NOTES)
    .action(async (broker: string | undefined, options: PlanOptions & Partial<FleetPlanOptions>) => {
      checkFleetOptions(command, broker);
      await checkSources(command, options);
      if (broker === undefined) return finish(await planFleet(options as FleetPlanOptions, io));
      if (broker === '-' && io.stdin.isTTY) command.error('error: no input was given: standard input is a terminal');
      finish(await planBroker(broker, options, io, connectAws));
    });
};

function readRegion(text: string): string {
  if (/^[a-z]+(-[a-z]+)+-\d+$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a region name, such as eu-west-1.');
}

function readName(text: string): string {
  if (isBrokerName(text)) return text;
  throw new InvalidArgumentError('Expected 1 to 50 letters, digits, dashes or underscores, not beginning with a dash.');
}

function readVersion(text: string): string {
  if (/^\d{1,3}\.\d{1,3}(\.\d{1,5})?$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a version such as 4.2.');
}

function readKey(text: string): string {
  if (hasForm(text, 'keyArn')) return text;
  throw new InvalidArgumentError('Expected the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/….');
}

function readVpc(text: string): string {
  if (hasForm(text, 'vpcId')) return text;
  throw new InvalidArgumentError('Expected the ID of a VPC, such as vpc-0123456789abcdef0.');
}

function readSources(list: string): readonly string[] {
  return list.split(',').map((source) => source.trim());
}

/** Refuses sources that no rule can have. The library that knows CIDR blocks is not loaded for other commands. */
async function checkSources(command: Command, { clientSources, administratorSources }: PlanOptions): Promise<void> {
  if (clientSources === undefined && administratorSources === undefined) return;
  const { hostBitsFault, kindOfSource } = await import('../plan/ingress.ts');
  for (const [name, sources] of Object.entries({ clientSources, administratorSources })) {
    if (sources === undefined) continue;
    if (new Set(sources).size === sources.length && sources.every(kindOfSource)) continue;
    const [fault] = sources.flatMap((source) => hostBitsFault(source) ?? []);
    const flags = command.options.find((option) => option.attributeName() === name)?.flags ?? name;
    command.error(
      `error: option '${flags}' argument '${sources.join(',')}' is invalid. ${
        fault ??
        'Expected security groups, prefix lists and CIDR blocks, separated by commas, such as sg-0123456789abcdef0,10.0.0.0/16. A /0 block lets everyone in.'
      }`,
    );
  }
}

function readSubnets(list: string): readonly string[] {
  const subnets = readIds(list, 'subnetId', 'subnet');
  if (subnets.length > 1) return subnets;
  throw new InvalidArgumentError(
    'Expected three subnets, each in another Availability Zone. With one, clients lose the broker if its zone fails, and you cannot change the subnets later.',
  );
}

function readGroups(list: string): readonly string[] {
  return readIds(list, 'securityGroupId', 'sg');
}

function readIds(list: string, form: Form, prefix: string): readonly string[] {
  const ids = list.split(',').map((id) => id.trim());
  if (new Set(ids).size === ids.length && ids.every((id) => hasForm(id, form))) return ids;
  throw new InvalidArgumentError(`Expected distinct IDs, separated by commas, such as ${prefix}-0123456789abcdef0.`);
}

/** Loads the AWS SDK, which files do not need. */
const connectAws: ConnectAws = async ({ profile, region }) => {
  const aws = await import('../scan/aws.ts');
  return aws.connectAws({ profile, regions: region === undefined ? [] : [region], environment: process.env });
};

/** Makes the plan for one broker and writes it. Notices go to standard error. */
export async function planBroker(
  source: string,
  options: PlanOptions,
  { stdin, stdout, stderr }: CommandLine,
  connect: ConnectAws,
): Promise<number> {
  const { format, output, runbook } = options;
  const toFile = output === undefined || output === '-' ? undefined : output;
  const say = (text: string) => stderr.write(`${printable(text)}\n`);
  try {
    if (runbook === '-')
      throw new FileError('--runbook', 'the runbook needs a file: the plan goes to standard output.');
    if (runbook !== undefined && toFile !== undefined && resolve(runbook) === resolve(toFile)) {
      throw new FileError(runbook, 'cannot hold both the plan and the runbook. Name two files.');
    }
    const planned = await readBroker(source, options, stdin, connect);
    const { makePlan } = await import('../plan/plan.ts');
    const { onlyNewHas } = await import('../plan/decision.ts');
    const { readPlanInputs } = await import('./plan-inputs.ts');
    const { needed, prices } = await readPlanInputs(options, stdin);
    const wished = onlyNewHas(planned.properties, options);
    const plan = makePlan(planned, { format, wishes: { ...options, needed }, wished, file: toFile, prices });
    if (plan.runbook !== undefined && runbook !== undefined) write(runbook, plan.runbook);
    if (plan.text !== undefined && toFile !== undefined) write(toFile, plan.text);
    else if (plan.text !== undefined) stdout.write(plan.text);
    for (const notice of plan.notices) say(`${placeOf({ source })}: ${notice}`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    say(`rabbitmq-conformance: ${error instanceof FileError ? error.path : source}: ${error.message}`);
    return EXIT.unusable;
  }
}

async function readBroker(
  source: string,
  { profile, region, broker, parameters }: PlanOptions,
  stdin: CommandLine['stdin'],
  connect: ConnectAws,
): Promise<PlannedBroker> {
  const { liveBroker, readLive, readSource } = await import('../plan/source.ts');
  const live = liveBroker(source);
  if (!live) return readSource(source, { stdin, broker, parameters });
  if (broker !== undefined) throw new InputError('is a broker already: --broker chooses one in a file.');
  if (region !== undefined && live.region !== undefined && region !== live.region) {
    throw new InputError(`is in ${live.region}, not in ${region}, which you set with --region.`);
  }
  const asked = region ?? live.region;
  const aws = await connect({
    ...(profile === undefined ? {} : { profile }),
    ...(asked === undefined ? {} : { region: asked }),
  });
  if (!aws) throw new InputError('has no known region: set it with --region or AWS_REGION.');
  return readLive({ id: live.id, region: asked }, aws);
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new FileError(path, `cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
