import { parsePack } from '../../cdk/pack/pack.ts';
import type { Settings } from '../../cdk/settings/settings.ts';
import { CHECKS } from '../../checks/registry.ts';
import { renderPack } from '../../conformance-pack/render.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { explainFailure } from '../scan/failures.ts';
import { printable } from '../text/printable.ts';
import type { Aws, Identity } from './port.ts';
import { withProgress } from './progress.ts';
import { renderPreflight, renderPreflightJson, summarise } from './render.ts';
import { runPreflight } from './run.ts';
import type { ParseSettings, SettingsOptions } from './settings.ts';
import { qualifierOf, readContext, UnusableSettings } from './settings.ts';

export interface PreflightOptions extends SettingsOptions {
  readonly format: 'table' | 'json';
  readonly profile?: string;
  readonly roleName?: string;
}

/** The outside world of the command, which tests replace. */
interface PreflightPorts {
  connect(options: { readonly profile?: string | undefined }): Promise<Aws>;
  loadParser(): Promise<ParseSettings>;
}

/** Runs the checks and prints the report. @returns the exit status */
export async function preflight(options: PreflightOptions, io: CommandLine, ports: PreflightPorts): Promise<number> {
  const { stdout, stderr, useColour } = io;
  const refuse = (message: string) => {
    for (const line of message.split('\n')) stderr.write(`rabbitmq-conformance: ${printable(line)}\n`);
    return EXIT.unusable;
  };
  let settings: Settings;
  let given: Readonly<Record<string, unknown>>;
  try {
    given = readContext(options);
    const parseSettings = await ports.loadParser();
    settings = parseSettings(given, parsePack(renderPack(CHECKS)));
  } catch (error) {
    // The error of the app comes from another copy of its class.
    if (error instanceof UnusableSettings || (error instanceof Error && error.name === 'SettingsError')) {
      return refuse(error.message);
    }
    throw error;
  }

  let connected: Aws;
  let identity: Identity;
  try {
    connected = await ports.connect({ profile: options.profile });
    identity = await connected.callerIdentity();
  } catch (error) {
    const whose = options.profile === undefined ? 'your credentials' : `the profile ${options.profile}`;
    return refuse(explainFailure(`The account of ${whose} cannot be determined`, error, REMEDIES));
  }
  const homeRegion = settings.homeRegion ?? identity.region;
  if (homeRegion === undefined) {
    const setting = settings.deployment === 'account' ? 'regions' : 'homeRegion';
    return refuse(`No region is configured. Set AWS_REGION, or use the setting -c ${setting}=<region>.`);
  }

  const progress = withProgress(connected, stderr);
  const regions = [...new Set([homeRegion, ...settings.regions])];
  const qualifier = qualifierOf(settings, given);
  const context = { aws: progress.aws, settings, identity, homeRegion, regions, qualifier, roleName: options.roleName };
  const report = await runPreflight(context).finally(() => progress.end());
  stdout.write(options.format === 'json' ? renderPreflightJson(report) : renderPreflight(report, useColour));

  const { 'to-do': toDo, 'not-visible': notVisible } = summarise(report.rows);
  if (toDo > 0) return EXIT.failed;
  return notVisible > 0 ? EXIT.unknown : EXIT.ok;
}

const REMEDIES = {
  throttled: 'try again later',
  unreachable: 'check the network and try again',
  failing: 'try again later',
  other: 'fix the problem and try again',
};
