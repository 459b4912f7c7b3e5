import type { Given } from './known-settings.ts';
import { complain, isKnown, SETTINGS } from './known-settings.ts';
import type { Pack } from './pack.ts';
import { selectRules } from './pack.ts';
import { findContradictions } from './setting-checks.ts';
import type { Settings } from './settings.ts';
import { DEFAULTS, SettingsError } from './settings.ts';

// Those of the CDK and its command line, which has two without a colon or a slash.
const CONTEXT_OF_CDK = /[:/]|^acknowledged-issue-numbers$|^cli-telemetry$/;

/**
 * Reads the settings from the context of a CDK app, leaving out what belongs to the CDK itself.
 * @throws SettingsError that names everything that is wrong
 */
export function parseSettings(context: Readonly<Record<string, unknown>>, pack: Pack): Settings {
  const problems: string[] = [];
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(context)) {
    if (CONTEXT_OF_CDK.test(name)) continue;
    if (!isKnown(name)) {
      problems.push(`Setting "${name}" is not known. Known: ${Object.keys(SETTINGS).join(', ')}.`);
      continue;
    }
    const read = SETTINGS[name].read(value);
    if (read === undefined) problems.push(complain(name, `is ${JSON.stringify(value)}`));
    else given[name] = read;
  }
  refuse(problems);
  const settings = complete(given as Given, pack);
  refuse(findContradictions(settings, given as Given, pack));
  return settings;
}

function complete(given: Given, pack: Pack): Settings {
  const { deployment = DEFAULTS.deployment, regions = DEFAULTS.regions, checks } = given;
  // Not the first of several: the home would move with the order in which they are written.
  const [homeRegion] = regions.length === 1 ? regions : [];
  return {
    ...DEFAULTS,
    alarms: deployment !== 'stack-set',
    ...(homeRegion === undefined ? {} : { homeRegion }),
    ...given,
    pack: checks === undefined ? pack : selectRules(pack, checks),
  };
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
}
