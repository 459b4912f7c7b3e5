import type { ParsedFile } from '../../checks/yaml-file.ts';
import { parseYaml, YamlError } from '../../checks/yaml-file.ts';
import { InputError } from '../sources/input/input-error.ts';
import { readSmallFile } from '../sources/input/small-file.ts';
import { ConfigurationError } from './configuration-error.ts';

// Far larger than a list of parameters gets, and still shallow enough for the parser, which is recursive.
const MAX_LENGTH = 256 * 1024;

/** The text of a file. @param isNamed see {@link readSmallFile} @throws ConfigurationError */
export function readText(path: string, isNamed = false): string {
  let text: string;
  try {
    text = readSmallFile(path, isNamed);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new ConfigurationError([`${path}: ${error.message}`], { cause: error });
  }
  if (text.length > MAX_LENGTH) throw new ConfigurationError([`${path}: has more than ${MAX_LENGTH} characters.`]);
  return text;
}

/** Parses YAML, or JSON. @throws ConfigurationError naming all faults of the syntax */
export function parseFile(path: string, text: string): ParsedFile {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ConfigurationError(
      error.faults.map((fault) => `${path}${fault}`),
      { cause: error },
    );
  }
}
