import { closeSync, fchmodSync, fstatSync, openSync, realpathSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import type { Definitions } from '../definitions/definitions.ts';
import type { TargetVersion } from '../definitions/target.ts';
import { DEFAULT_TARGET } from '../definitions/target.ts';
import { OFFERED_VERSIONS } from '../rabbitmq/engine-version.ts';
import type { Limits } from '../rabbitmq/limits.ts';
import { explainLimits } from '../rabbitmq/limits.ts';
import { placeOf } from '../report/formats/wording.ts';
import { InputError } from '../sources/input/input-error.ts';
import { printable } from '../text/printable.ts';
import type { DefineCommand } from './define-command.ts';
import { readInstanceType } from './instance-type.ts';
import { limitOption } from './limit-option.ts';
import { outputOption } from './report-outputs.ts';

interface DefinitionsOptions {
  readonly targetVersion: TargetVersion;
  readonly format: 'table' | 'json';
  readonly output?: string;
  readonly outputImportable?: string;
  readonly quorum?: boolean;
  readonly hostInstanceType?: string;
  readonly limit?: Limits;
}

const NOTES = `
The export is the response of GET /api/definitions from the management API, plain or gzipped. An export of one virtual
host works too. It contains password hashes, and URIs with passwords. The command never prints either.

Verdicts:
  lost    will not survive
  change  will be different, or you must change it before the import
  remark  survives, but there is something to know
  ok      survives unchanged

Importable definitions leave out what the new broker would refuse, what belongs to Amazon MQ, shovels and federation
upstreams. If a broker refuses one object, it also refuses everything after it. Policies that would lose against those of
Amazon MQ rise. The file contains password hashes: only its owner can read it.

With --quorum, durable classic queues become quorum queues, and policies follow them. Those that cannot be quorum queues stay.

Exit status:
  0  everything survives
  1  something is lost or must change
  2  the command line or the export could not be used

Examples:
  curl -fsS -u admin https://<broker>/api/definitions | rabbitmq-conformance definitions -
  rabbitmq-conformance definitions export.json --output-importable importable.json
  rabbitmq-conformance definitions export.json --quorum --output-importable importable.json`;

/** Defines the command `definitions`. */
export const defineDefinitions: DefineCommand = (command, io, finish) => {
  command
    .description('Says what in a RabbitMQ definitions export will not survive the move to an Amazon MQ cluster.')
    .argument('<file>', 'the definitions export, - for standard input')
    .addOption(
      new Option('--target-version <version>', 'the RabbitMQ version of the cluster')
        .choices(OFFERED_VERSIONS)
        .default(DEFAULT_TARGET),
    )
    .option(
      '--host-instance-type <type>',
      'the instance type of the cluster, whose limits the definitions must fit',
      readInstanceType,
    )
    .addOption(limitOption())
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .addOption(outputOption())
    .option('--output-importable <file>', 'write importable definitions to a file')
    .option('--quorum', 'turn classic queues, mirrored or not, into quorum queues where that is possible')
    .addHelpText('after', NOTES)
    .action(async (file: string, options: DefinitionsOptions) => finish(await checkDefinitions(file, options, io)));
};

async function checkDefinitions(source: string, options: DefinitionsOptions, io: CommandLine): Promise<number> {
  const { targetVersion: target, format, output, outputImportable, quorum: toQuorum = false } = options;
  const refuse = (message: string) => {
    io.stderr.write(`rabbitmq-conformance: ${printable(message)}\n`);
    return EXIT.unusable;
  };
  const [{ readDefinitions }, { reviewDefinitions }, { judgedOf }, { renderJson, renderTable, total }, importable] =
    await Promise.all([
      import('../definitions/read.ts'),
      import('../definitions/review.ts'),
      import('../definitions/fit.ts'),
      import('../definitions/render.ts'),
      import('../definitions/importable.ts'),
    ]);
  const cluster = { hostInstanceType: options.hostInstanceType, limits: options.limit };
  const [fault] = explainLimits(options.limit ?? {}, judgedOf(target, cluster).size);
  if (fault !== undefined) return refuse(`--limit: ${fault}`);
  let definitions: Definitions;
  try {
    definitions = await readDefinitions(source, io.stdin);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refuse(`${placeOf({ source })}: ${error.message}`);
  }
  const review = reviewDefinitions(definitions, target, { toQuorum, cluster });
  const toFile = output !== undefined && output !== '-';
  const clash = findClash(source, toFile ? output : undefined, outputImportable);
  if (clash !== undefined) return refuse(clash);
  const outcome = { source, target, review };
  const text = format === 'json' ? renderJson(outcome) : renderTable(outcome, io.useColour && !toFile);
  try {
    if (outputImportable !== undefined) {
      const content = importable.toImportableText(review.importable);
      writePrivately(outputImportable, content);
      const size = importable.explainSize(content, target);
      if (size !== undefined) io.stderr.write(`rabbitmq-conformance: ${printable(`${outputImportable}: ${size}`)}\n`);
    }
    if (toFile) writeFileSync(output, text);
    else io.stdout.write(text);
  } catch (error) {
    if (error instanceof InputError) return refuse(`${placeOf({ source })}: ${error.message}`);
    return refuse(`cannot be written: ${(error as NodeJS.ErrnoException).message}`);
  }
  const { lost, change } = total(review);
  return lost + change > 0 ? EXIT.failed : EXIT.ok;
}

/** Why the files cannot all be written; `undefined` if they can. */
function findClash(source: string, output: string | undefined, importable: string | undefined): string | undefined {
  if (importable === '-') return '--output-importable needs a file: importable definitions contain password hashes.';
  for (const path of [output, importable]) {
    if (path !== undefined && isSameFile(path, source)) return `${path}: is the export itself. Name another file.`;
  }
  if (output === undefined || importable === undefined) return undefined;
  const isSame = resolve(output) === resolve(importable) || isSameFile(output, importable);
  return isSame ? `${importable}: cannot hold both outputs. Name two files.` : undefined;
}

function isSameFile(path: string, other: string): boolean {
  try {
    return realpathSync(path) === realpathSync(other);
  } catch {
    return false;
  }
}

/** Writes a file that only its owner may read. */
function writePrivately(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    // The mode above is for new files only. A device or a pipe keeps its own.
    if (fstatSync(file).isFile()) fchmodSync(file, 0o600);
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}
