import type { Settings } from '../../cdk/settings/settings.ts';
import { explainFailure } from '../scan/failures.ts';
import type { Context } from './context.ts';
import type { Identity } from './port.ts';
import type { ParseSettings, SettingsOptions } from './settings.ts';
import { qualifierOf, readContext, UnusableSettings } from './settings.ts';
import { Unusable } from './unusable.ts';

/** The options that say which deployment a command is about, and how to read it. */
export interface OrganizationOptions extends SettingsOptions {
  readonly profile?: string;
  /** A role to assume in each account, with its path. */
  readonly roleName?: string;
}

/** The settings of the deployment, and the whole context of the CDK app. */
export interface GivenSettings {
  readonly settings: Settings;
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * Reads the settings as the CDK app does.
 * @throws Unusable
 */
export async function readSettings(
  options: SettingsOptions,
  loadParser: () => Promise<ParseSettings>,
): Promise<GivenSettings> {
  try {
    const given = readContext(options);
    const parseSettings = await loadParser();
    return { given, settings: parseSettings(given) };
  } catch (error) {
    // The error of the app comes from another copy of its class.
    if (error instanceof UnusableSettings || (error instanceof Error && error.name === 'SettingsError')) {
      throw new Unusable(error.message, { cause: error });
    }
    throw error;
  }
}

/**
 * Connects to AWS, and finds out what the deployment is about.
 * @throws Unusable
 */
export async function openOrganization<Connection extends { callerIdentity(): Promise<Identity> }>(
  { settings, given }: GivenSettings,
  { profile, roleName }: OrganizationOptions,
  connect: (options: { readonly profile?: string | undefined }) => Promise<Connection>,
): Promise<Omit<Context, 'aws'> & { readonly aws: Connection }> {
  let aws: Connection;
  let identity: Identity;
  try {
    aws = await connect({ profile });
    identity = await aws.callerIdentity();
  } catch (error) {
    const whose = profile === undefined ? 'your credentials' : `the profile ${profile}`;
    throw new Unusable(explainFailure(`The account of ${whose} cannot be determined`, error, REMEDIES), {
      cause: error,
    });
  }
  const homeRegion = settings.homeRegion ?? identity.region;
  if (homeRegion === undefined) {
    const setting = settings.deployment === 'account' ? 'regions' : 'homeRegion';
    throw new Unusable(`No region is configured. Set AWS_REGION, or use the setting -c ${setting}=<region>.`);
  }
  const regions = [...new Set([homeRegion, ...settings.regions])];
  return { aws, settings, identity, homeRegion, regions, qualifier: qualifierOf(settings, given), roleName };
}

const REMEDIES = {
  throttled: 'try again later',
  unreachable: 'check the network and try again',
  failing: 'try again later',
  other: 'fix the problem and try again',
};
