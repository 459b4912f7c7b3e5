import { basename } from 'node:path';
import type { CommandLine } from '../context.ts';
import type { Limits } from '../rabbitmq/limits.ts';
import type { Prices } from '../rabbitmq/prices.ts';
import { InputError } from '../sources/input/input-error.ts';
import { FileError } from './file-error.ts';

/** The files that a plan may take into account, besides the broker. */
export interface PlanInputOptions {
  /** A definitions export. */
  readonly definitions?: string;
  /** The output of `aws pricing get-products`. */
  readonly prices?: string;
}

export interface PlanInputs {
  /** How much room the definitions need. */
  readonly needed?: Limits;
  readonly prices?: Prices;
}

/** @throws FileError if one of the files cannot be used */
export async function readPlanInputs(
  { definitions, prices }: PlanInputOptions,
  stdin: CommandLine['stdin'],
): Promise<PlanInputs> {
  return {
    ...(definitions !== undefined && { needed: await from(definitions, (path) => readNeeded(path, stdin)) }),
    ...(prices !== undefined && { prices: await from(prices, readPriceFile) }),
  };
}

async function readNeeded(path: string, stdin: CommandLine['stdin']): Promise<Limits> {
  if (path === '-') throw new InputError('--definitions needs a file: standard input can be the broker.');
  const { readDefinitions } = await import('../definitions/read.ts');
  const { countObjects } = await import('../definitions/fit.ts');
  return countObjects(await readDefinitions(path, stdin));
}

async function readPriceFile(path: string): Promise<Prices> {
  const { readSmallFile } = await import('../sources/input/small-file.ts');
  const { readPrices } = await import('../plan/read-prices.ts');
  return readPrices(readSmallFile(path, true, 16 * 2 ** 20), basename(path));
}

/** Names the file in an error. */
async function from<T>(path: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(path);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new FileError(path, cause.message, { cause });
  }
}
