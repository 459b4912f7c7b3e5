import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { MAX_EXEMPTION_DAYS } from '../../checks/exemption.ts';
import type { ExemptionLimits } from '../../checks/read-exemption.ts';
import type { CommandLine } from '../context.ts';
import type { createExemptions } from '../report/exemptions.ts';
import { InputError } from '../sources/input/input-error.ts';
import { readSmallFile } from '../sources/input/small-file.ts';
import { printable } from '../text/printable.ts';

/** The options of the commands that apply exemptions. */
export interface ExemptionOptions {
  /** The path of an exemption file. */
  readonly exemptions?: string;
  /** The most days from today to the end of an exemption. */
  readonly maxExemptionDays?: number;
  /** Whether templates may exempt their own brokers. By default they may. */
  readonly metadataExemptions?: boolean;
}

type Exemptions = ReturnType<typeof createExemptions>;

/** Adds the options to a command. */
export function withExemptionOptions(command: Command): Command {
  return command
    .option('--exemptions <file>', 'a file of failures that are accepted until a day', readPath)
    .option('--max-exemption-days <days>', 'how many days ahead an exemption may end (default: a year)', readDays);
}

function readDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= MAX_EXEMPTION_DAYS) return days;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MAX_EXEMPTION_DAYS}.`);
}

function readPath(path: string): string {
  if (path === '') throw new InvalidArgumentError('The file name is empty.');
  return path;
}

/** Reads the exemption file, if one is named. @returns `undefined` if it cannot be used, which standard error says */
export async function openExemptions(
  { exemptions: path, maxExemptionDays, metadataExemptions = true }: ExemptionOptions,
  { stderr, now = new Date() }: CommandLine,
): Promise<Exemptions | undefined> {
  const { createExemptions } = await import('../report/exemptions.ts');
  const { DEFAULT_MAX_EXEMPTION_DAYS } = await import('../../checks/read-exemption.ts');
  const limits: ExemptionLimits = { now, maxDays: maxExemptionDays ?? DEFAULT_MAX_EXEMPTION_DAYS };
  if (path === undefined) return createExemptions(undefined, limits, metadataExemptions);
  // It needs a parser of YAML, which takes time to load.
  const { ExemptionFileError, parseExemptionFile } = await import('../../checks/exemption-file.ts');
  try {
    const entries = parseExemptionFile(path, readSmallFile(path, true), limits);
    return createExemptions({ path, entries }, limits, metadataExemptions);
  } catch (error) {
    const isFault = error instanceof ExemptionFileError;
    if (!isFault && !(error instanceof InputError)) throw error;
    const faults = isFault ? error.message.split('\n') : [`${path}: ${error.message}`];
    for (const fault of faults) stderr.write(`rabbitmq-conformance: ${printable(fault)}\n`);
    return undefined;
  }
}
