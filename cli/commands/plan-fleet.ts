import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { DEFAULT_BROKER_QUOTA } from '../fleet/quota.ts';
import type { FleetRow } from '../fleet/row.ts';
import { isUnplanned } from '../fleet/row.ts';
import type { WaveRule } from '../fleet/waves.ts';
import { parseWaves } from '../fleet/waves.ts';
import type { PlanFormat } from '../plan/format.ts';
import type { Limits } from '../rabbitmq/limits.ts';
import { placeOf } from '../report/formats/wording.ts';
import { count } from '../text/count.ts';
import { printable } from '../text/printable.ts';
import type { ExemptionOptions } from './exemption-options.ts';
import { openExemptions, withExemptionOptions } from './exemption-options.ts';
import { FileError } from './file-error.ts';
import type { PlanInputOptions } from './plan-inputs.ts';

/** The options of `plan --inventory`. */
export interface FleetPlanOptions extends ExemptionOptions, Pick<PlanInputOptions, 'prices'> {
  readonly inventory: readonly string[];
  readonly outputFolder: string;
  readonly format: PlanFormat;
  readonly network?: string;
  readonly waves?: WaveRule;
  readonly brokerQuota: number;
  readonly engineVersion?: string;
  readonly hostInstanceType?: string;
  readonly limit?: Limits;
}

/** For the help of `plan`. */
export const FLEET_NOTES = `\
With --inventory, the command plans for every RabbitMQ broker in it, and calls nothing.
It writes into the folder, and replaces only files that it wrote and nobody changed:
  fleet.md, fleet.csv                each broker: why, state, what to do next, size, price
  <account>/<region>/<broker>/       its plan, runbook.md and ticket.txt
  network.yaml                       to fill in, if brokers need subnets and you pass none
Run it again over a newer scan to see where each broker stands.`;

/** The options of `plan` that are for one broker, by their attribute names. */
const OF_ONE_BROKER = [
  ...['broker', 'parameters', 'definitions', 'output', 'runbook', 'region', 'profile'],
  ...['name', 'subnetIds', 'securityGroups', 'clientSources', 'administratorSources', 'vpcId', 'kmsKeyId'],
];

/** The options that are for a fleet, by their attribute names. */
const OF_FLEET = ['outputFolder', 'network', 'waves', 'brokerQuota', 'exemptions', 'maxExemptionDays'];

/** Adds the options of `plan --inventory` to the command `plan`. */
export function withFleetOptions(command: Command): Command {
  command
    .addOption(
      new Option(
        '--inventory <file...>',
        'plan for all brokers in what "scan --output-inventory" wrote, or in any files that evaluate reads',
      ).conflicts(OF_ONE_BROKER),
    )
    .option('--output-folder <folder>', 'the folder for the plans of --inventory', readPath)
    .option('--network <file>', 'where new brokers go: a file with subnets and security groups', readPath)
    .option(
      '--waves <rule>',
      'the order of the moves: tag:<key>=<value,...>, account=<id,...> or region=<region,...>',
      readWaves,
    )
    .addOption(
      new Option('--broker-quota <number>', 'how many brokers an account may have in a region')
        .argParser(readQuota)
        .default(DEFAULT_BROKER_QUOTA),
    );
  return withExemptionOptions(command);
}

/** Refuses an option that needs `--inventory`, or an operand beside it. */
export function checkFleetOptions(command: Command, operand: string | undefined): void {
  const { inventory, outputFolder } = command.opts();
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (inventory === undefined) {
    const flags = command.options.filter(
      (option) => OF_FLEET.includes(option.attributeName()) && isGiven(option.attributeName()),
    );
    if (flags[0]) command.error(`error: option '${flags[0].flags}' needs --inventory`);
    if (operand === undefined) command.error("error: missing required argument 'broker', or --inventory");
    return;
  }
  if (operand !== undefined)
    command.error(`error: "${operand}" and --inventory: plan for one broker, or for all of an inventory`);
  if (outputFolder === undefined) command.error('error: --inventory needs --output-folder');
}

function readPath(path: string): string {
  if (path === '' || path === '-') throw new InvalidArgumentError('Expected a path.');
  return path;
}

function readWaves(text: string): WaveRule {
  const rule = parseWaves(text);
  if (typeof rule === 'object') return rule;
  const expected =
    rule === 'key'
      ? 'Expected tag:<key>, account or region before the ='
      : 'Expected distinct values after the =, separated by commas';
  throw new InvalidArgumentError(
    `${expected}, such as tag:environment=dev,test,prod or account=111122223333,444455556666.`,
  );
}

function readQuota(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 to 99999.');
}

/** Plans for the brokers of an inventory, and writes all into a folder. */
export async function planFleet(options: FleetPlanOptions, io: CommandLine): Promise<number> {
  const {
    inventory: paths,
    outputFolder,
    format,
    waves,
    brokerQuota,
    engineVersion,
    hostInstanceType,
    limit,
  } = options;
  const say = (source: string, message: string) =>
    io.stderr.write(`${printable(`${placeOf({ source })}: ${message}`)}\n`);
  const exemptions = await openExemptions(options, io);
  if (!exemptions) return EXIT.unusable;
  const { readInventory } = await import('../fleet/inventory.ts');
  const { readNetworkMap } = await import('../fleet/network.ts');
  const { writeFleet } = await import('../fleet/fleet.ts');
  const { LIST_PRICES } = await import('../rabbitmq/prices.ts');
  const { readPlanInputs } = await import('./plan-inputs.ts');
  try {
    const { prices = LIST_PRICES } = await readPlanInputs(options, io.stdin);
    const network = options.network === undefined ? undefined : readNetworkMap(options.network);
    const inventory = await readInventory(paths);
    const { exempt } = exemptions;
    const report = writeFleet(inventory, outputFolder, {
      ...{ format, waves, exempt, network, engineVersion, hostInstanceType, limit },
      prices,
      quota: brokerQuota,
    });
    const { rows, problems, notices } = report;
    for (const { source, message } of problems) say(`rabbitmq-conformance: ${source}`, message);
    if (!inventory.isRead) return EXIT.unusable;
    for (const { source, message } of notices) say(source, message);
    for (const place of network?.unused() ?? []) say(place, 'matches no broker that needs a new one.');
    const whole = problems.length === 0 ? { places: placesOf(inventory.wholePlaces) } : undefined;
    for (const { source, line, message } of exemptions.notices(whole)) say(placeOf({ source, line }), message);
    io.stdout.write(summary(rows, outputFolder));
    return problems.length > 0 ? EXIT.unusable : EXIT.ok;
  } catch (error) {
    const reasons = reasonsOf(error, options);
    if (!reasons) throw error;
    for (const reason of reasons) io.stderr.write(`rabbitmq-conformance: ${printable(reason)}\n`);
    return EXIT.unusable;
  }
}

/** Why a fleet could not be planned, as lines; `undefined` for an error of the program. */
function reasonsOf(error: unknown, { outputFolder }: FleetPlanOptions): readonly string[] | undefined {
  if (error instanceof ConfigurationError) return error.faults;
  if (error instanceof FileError) return [`${error.path}: ${error.message}`];
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? undefined : [`${outputFolder}: cannot be written: ${message}.`];
}

function placesOf(places: ReadonlySet<string>) {
  return [...places].map((place) => {
    const [account = '', region = ''] = place.split('/');
    return { account, region };
  });
}

function summary(rows: readonly FleetRow[], folder: string): string {
  const counts = Map.groupBy(rows, (row) => (isUnplanned(row) ? 'could not be planned' : row.state));
  const parts = [...counts].map(([state, { length }]) => `${length} ${state}`);
  const what = parts.length > 0 ? `: ${parts.sort().join(', ')}` : '';
  return `${printable(`${count(rows.length, 'broker')}${what}. Open ${folder}/fleet.md.`)}\n`;
}
