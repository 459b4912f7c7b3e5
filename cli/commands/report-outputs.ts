import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { FormatName } from '../report/formats/index.ts';
import { FORMATS } from '../report/formats/index.ts';
import { isConfiguration, isVariableFile } from '../sources/terraform/source/files.ts';
import { printable } from '../text/printable.ts';

/** A report in one format. */
export interface ReportOutput<Format extends string = FormatName> {
  readonly format: Format;
  /** The file to write; standard output if there is none. */
  readonly path?: string;
}

/** `--format` of commands that report results. */
export function formatOption(): Option {
  return formatOptionOf(Object.keys(FORMATS), 'table');
}

/** `--format`, which can be repeated. Its value is {@link ReportOutput}s. */
export function formatOptionOf<Format extends string>(formats: readonly Format[], fallback: Format): Option {
  const byDefault: readonly ReportOutput<Format>[] = [{ format: fallback }];
  return new Option('--format <format>', 'a format to print, or format=file to write to a file; repeatable')
    .choices(formats)
    .default(byDefault, fallback)
    .argParser((text: string, others: readonly ReportOutput<Format>[]): readonly ReportOutput<Format>[] => [
      ...(others === byDefault ? [] : others),
      readFormatOf(text, formats),
    ]);
}

/**
 * Reads `format` or `format=file`.
 * @throws InvalidArgumentError if there is no such format, or if the file cannot be written to
 */
export function readFormat(text: string): ReportOutput {
  return readFormatOf(text, Object.keys(FORMATS) as FormatName[]);
}

function readFormatOf<Format extends string>(text: string, formats: readonly Format[]): ReportOutput<Format> {
  const [, name = '', path] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const format = formats.find((each) => each === name);
  if (format === undefined) throw new InvalidArgumentError(`Allowed choices are ${formats.join(', ')}.`);
  return path === undefined ? { format } : toOutput(format, readOutputPath(path));
}

function toOutput<Format extends string>(format: Format, path: string): ReportOutput<Format> {
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
    throw new InvalidArgumentError(`Its folder ${printable(dirname(path))} does not exist. Create it first.`);
  }
  return path;
}

/**
 * Where each report goes.
 * @param formats the values of `--format`
 * @param output the value of `--output`
 * @throws InvalidArgumentError if they contradict each other
 */
export function reportOutputs<Format extends string>(
  formats: readonly ReportOutput<Format>[],
  output: string | undefined,
): readonly ReportOutput<Format>[] {
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
  if (!one || !two) return realPathOf(path) === realPathOf(other);
  return one.isFile() && two.isFile() && one.dev === two.dev && one.ino === two.ino;
}

/** A path without links, also of what is not there yet. */
export function realPathOf(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    const parent = dirname(whole);
    return parent === whole ? whole : join(realPathOf(parent), basename(whole));
  }
}
