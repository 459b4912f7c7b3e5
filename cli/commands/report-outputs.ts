import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { FormatName } from '../report/formats/index.ts';
import { FORMATS } from '../report/formats/index.ts';
import { isConfiguration, isVariableFile } from '../sources/terraform/source/files.ts';

/** A report in one format. */
export interface ReportOutput {
  readonly format: FormatName;
  /** The file to write; standard output if there is none. */
  readonly path?: string;
}

const DEFAULT: readonly ReportOutput[] = [{ format: 'table' }];

/** `--format`, which can be repeated. Its value is {@link ReportOutput}s. */
export function formatOption(): Option {
  return new Option('--format <format>', 'a format to print, or format=file to write to a file; repeatable')
    .choices(Object.keys(FORMATS))
    .default(DEFAULT, 'table')
    .argParser((text: string, others: readonly ReportOutput[]): readonly ReportOutput[] => [
      ...(others === DEFAULT ? [] : others),
      readFormat(text),
    ]);
}

/**
 * Reads `format` or `format=file`.
 * @throws InvalidArgumentError if there is no such format, or if the file cannot be written to
 */
export function readFormat(text: string): ReportOutput {
  const [, name = '', path] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  if (!isFormat(name)) throw new InvalidArgumentError(`Allowed choices are ${Object.keys(FORMATS).join(', ')}.`);
  return path === undefined ? { format: name } : toOutput(name, readOutputPath(path));
}

function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}

function toOutput(format: FormatName, path: string): ReportOutput {
  return path === '-' ? { format } : { format, path };
}

/** `--output`. A path that cannot be written to is an error before anything is read. */
export function outputOption(): Option {
  return new Option('--output <file>', 'write to a file instead of standard output').argParser(readOutputPath);
}

function readOutputPath(path: string): string {
  if (path === '') throw new InvalidArgumentError('The file name is empty.');
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new InvalidArgumentError('It is a folder.');
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    throw new InvalidArgumentError('Its folder does not exist.');
  }
  return path;
}

/**
 * Where each report goes.
 * @param formats the values of `--format`
 * @param output the value of `--output`
 * @throws InvalidArgumentError if they contradict each other
 */
export function reportOutputs(formats: readonly ReportOutput[], output: string | undefined): readonly ReportOutput[] {
  const [first, second] = formats;
  if (output !== undefined) {
    if (first === undefined || second !== undefined || first.path !== undefined) {
      throw new InvalidArgumentError(
        '--output needs a single --format without a file. Give each format its file: --format sarif=results.sarif.',
      );
    }
    return [toOutput(first.format, output)];
  }
  const printed = formats.filter(({ path }) => path === undefined).map(({ format }) => format);
  if (printed.length > 1) {
    const [one, other] = printed;
    throw new InvalidArgumentError(
      `standard output can have only one format, not both ${one} and ${other}. Give one a file: --format ${other}=FILE.`,
    );
  }
  const paths = formats.flatMap(({ path }) => path ?? []);
  const twice = paths.find((path, index) => paths.slice(0, index).some((other) => isSameFile(path, other)));
  if (twice !== undefined) throw new InvalidArgumentError(`${twice}: cannot hold two reports. Name two files.`);
  return formats;
}

/**
 * Whether a report in a file would replace what is read: one of the inputs, or a file that belongs to Terraform
 * configuration or a cloud assembly.
 */
export function isInput(path: string, inputs: readonly string[]): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return inputs.some((input) => isSameFile(path, input));
  const belongs =
    isConfiguration(path) || isVariableFile(path) || /^manifest\.json$|\.assets\.json$/.test(basename(path));
  return belongs || inputs.some((input) => isSameFile(path, input));
}

/** Whether two paths lead to one file. What is no file, such as `/dev/null`, can have more than one report. */
export function isSameFile(path: string, other: string): boolean {
  const [one, two] = [path, other].map((each) => statSync(each, { throwIfNoEntry: false }));
  if (!one || !two) return resolve(path) === resolve(other);
  return one.isFile() && two.isFile() && one.dev === two.dev && one.ino === two.ino;
}
