import type { Exemption } from './exemption.ts';
import { kindOf } from './json.ts';
import type { ExemptionLimits } from './read-exemption.ts';
import { readExemption } from './read-exemption.ts';
import type { ParsedFile } from './yaml-file.ts';
import { parseYaml, YamlError } from './yaml-file.ts';

// The largest that the function can take is far smaller.
const MAX_LENGTH = 1_000_000;

/** An exemption with the line of the file where it begins, from 1. */
export interface LocatedExemption {
  readonly exemption: Exemption;
  readonly line: number;
}

/** An exemption file cannot be used. The message has a line for each fault: where it is, what is there, what is expected. */
export class ExemptionFileError extends Error {
  override readonly name = 'ExemptionFileError';
}

/**
 * Reads an exemption file: a list of entries in YAML or JSON. Entries that have ended are in the result too.
 * @param path for the messages
 * @throws ExemptionFileError naming all faults
 */
export function parseExemptionFile(path: string, text: string, limits: ExemptionLimits): readonly LocatedExemption[] {
  if (text.length > MAX_LENGTH) throw new ExemptionFileError(`${path}: has more than ${MAX_LENGTH} characters.`);
  const { value, lineOf } = parse(path, text);
  // A file with comments only.
  if (value === null) return [];
  if (!Array.isArray(value)) {
    throw new ExemptionFileError(`${path}:${lineOf([])}: The file is ${kindOf(value)}. Expected a list of exemptions.`);
  }
  const faults: string[] = [];
  const entries = value.flatMap((entry, index) => {
    const read = readExemption(entry, limits);
    if (!isFaults(read)) return [{ exemption: read, line: lineOf([index]) }];
    for (const { member, message } of read) {
      faults.push(`${path}:${lineOf(member === undefined ? [index] : [index, member])}: ${message}`);
    }
    return [];
  });
  if (faults.length > 0) throw new ExemptionFileError(faults.join('\n'));
  return entries;
}

function isFaults(read: ReturnType<typeof readExemption>): read is Exclude<typeof read, Exemption> {
  return Array.isArray(read);
}

function parse(path: string, text: string): ParsedFile {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ExemptionFileError(error.faults.map((fault) => `${path}${fault}`).join('\n'), { cause: error });
  }
}
