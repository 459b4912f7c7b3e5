import type { Command } from 'commander';
import { CommanderError, InvalidArgumentError } from 'commander';
import type { CheckParameters } from '../../checks/parameters.ts';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import { findConfiguration } from '../configuration/find.ts';
import type { Configuration } from '../configuration/read.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import type { Exclude } from '../sources/exclusion.ts';
import { CONFIGURATION_FILE } from '../sources/input/folder.ts';
import type { ParameterSet } from '../sources/parameter-sets.ts';
import { printable } from '../text/printable.ts';

/** The options that a configuration file sets without an option of the command line. */
export interface ConfiguredOptions {
  readonly exclude?: Exclude;
  readonly configuredParameters?: readonly ParameterSet[];
  readonly checkParameters?: CheckParameters;
  readonly configuration?: AppliedConfiguration;
}

/** What a configuration file sets. */
export interface AppliedConfiguration {
  readonly path: string;
  /** What changes the results or which of them count, and is not set by the command line too. */
  readonly effects: readonly string[];
  readonly lineOf: Configuration['lineOf'];
}

/** The settings that are options of the command too, by the names of their options. */
const SETTINGS = { checks: 'checks', 'fail-on': 'failOn', format: 'formats', exemptions: 'exemptions' } as const;

/**
 * Lets a configuration file set the options of a command whose operands are sources. The command line wins.
 * Call it before other hooks are added, so that they see what the file sets.
 */
export function withConfiguration(command: Command, { stderr }: CommandLine): Command {
  return command
    .option('--config <file>', `a configuration file (default: ${CONFIGURATION_FILE}, if there is one)`)
    .option('--no-config', 'ignore the configuration file')
    .hook('preAction', async () => {
      const sources = command.args;
      try {
        const { config } = command.opts<{ config?: string | false }>();
        if (config === false) return;
        const path = config ?? findConfiguration(sources);
        if (path === undefined) return;
        const { readConfiguration } = await import('../configuration/read.ts');
        applyConfiguration(command, path, await readConfiguration(path, sources, config !== undefined));
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        for (const fault of error.faults) stderr.write(`rabbitmq-conformance: ${printable(fault)}\n`);
        throw new CommanderError(EXIT.unusable, 'configuration', error.message);
      }
    });
}

function applyConfiguration(command: Command, path: string, configuration: Configuration): void {
  const { exclude, parameters: configuredParameters, maxExemptionDays, metadataExemptions } = configuration;
  const { checkParameters, lineOf } = configuration;
  const effects = effectsOf(command, configuration);
  set(command, { exclude, configuredParameters, maxExemptionDays, metadataExemptions, checkParameters });
  set(command, { configuration: { path, effects, lineOf } satisfies AppliedConfiguration });
  for (const [name, key] of Object.entries(SETTINGS)) {
    const given = configuration[key];
    const option = command.options.find(({ long }) => long === `--${name}`);
    if (given === undefined || !option || isGiven(command, option.attributeName())) continue;
    const texts = typeof given === 'string' ? [given] : key === 'checks' ? [given.join(',')] : given;
    let value: unknown = option.defaultValue;
    for (const text of texts) {
      try {
        value = option.parseArg ? option.parseArg(text, value) : text;
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        throw new ConfigurationError([`${path}:${lineOf(key)}: ${key} has ${JSON.stringify(text)}. ${error.message}`], {
          cause: error,
        });
      }
    }
    set(command, { [option.attributeName()]: value });
  }
}

/** The names of the keys that change the results or which of them count. */
function effectsOf(command: Command, configuration: Configuration): readonly string[] {
  const { exclude, parameters, exemptions, maxExemptionDays, metadataExemptions, failOn } = configuration;
  const { checks, checkParameters } = configuration;
  const settings = { exclude, exemptions, maxExemptionDays, metadataExemptions, checks, checkParameters, failOn };
  return [
    ...(parameters.some(({ values }) => Object.keys(values).length > 0) ? ['parameters'] : []),
    ...Object.entries(settings).flatMap(([name, value]) => {
      const isDefault = value === undefined || value === 'low' || value === true;
      if (isDefault || isGiven(command, name)) return [];
      return typeof value === 'object' || name === 'exemptions' ? [name] : [`${name} ${value}`];
    }),
  ];
}

/** Sets what the command line does not. */
function set(command: Command, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || isGiven(command, name)) continue;
    command.setOptionValueWithSource(name, value, 'config');
  }
}

function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === 'cli';
}
