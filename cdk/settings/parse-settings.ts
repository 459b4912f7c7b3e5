import { isObject, readObject } from '../../checks/json.ts';
import { configuredChecks, selectedChecks } from './checks.ts';
import { findContradictions } from './contradictions.ts';
import type { SettingsPorts } from './exemptions.ts';
import { PORTS, readRuleExemptions } from './exemptions.ts';
import type { Given } from './known-settings.ts';
import { complainAbout, DEPLOYMENTS, isKnown, SETTINGS } from './known-settings.ts';
import { createPack } from './pack.ts';
import type { Settings } from './settings.ts';
import { DEFAULTS, SettingsError } from './settings.ts';
import { didYouMean } from './suggest.ts';

// The context of the CDK and its command line, which has two names without a colon or a slash.
const CONTEXT_OF_CDK = /[:/]|^acknowledged-issue-numbers$|^cli-telemetry$/;

/**
 * Reads the settings from the context of a CDK app, and ignores the context of the CDK itself.
 *
 * A member with the name of a deployment, such as `organization`, has the settings of that deployment only. All other
 * members apply to every deployment and take precedence, as do settings that are given with `-c`.
 * @throws SettingsError that names everything that is wrong
 */
export function parseSettings(context: Readonly<Record<string, unknown>>, ports: SettingsPorts = PORTS): Settings {
  const problems: string[] = [];
  const read = (settings: Readonly<Record<string, unknown>>, member = ''): Given => {
    const usable: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(settings)) {
      if (CONTEXT_OF_CDK.test(name) || (member === '' && isDeployment(name))) continue;
      if (!isKnown(name) || (member !== '' && name === 'deployment')) {
        const known = Object.keys(SETTINGS);
        const question = didYouMean(name, known);
        problems.push(`Setting "${member}${name}" is unknown.${question} Valid settings: ${known.join(', ')}.`);
        continue;
      }
      usable[name] = SETTINGS[name].read(value);
      if (usable[name] === undefined) problems.push(complainAbout(name, value, member));
    }
    return usable;
  };
  const ofDeployments = Object.fromEntries(
    DEPLOYMENTS.map((deployment) => {
      const { [deployment]: own = {} } = context;
      if (!isObject(own)) {
        problems.push(`Setting "${deployment}" is ${JSON.stringify(own)}: expected an object of settings in cdk.json.`);
      }
      return [deployment, read(readObject(own), `${deployment}.`)];
    }),
  );
  const ofAll = read(context);
  refuse(problems);
  const given: Given = { ...ofDeployments[ofAll.deployment ?? DEFAULTS.deployment], ...ofAll };
  const settings = complete(given, ports);
  refuse(findContradictions(settings, given));
  return settings;
}

function isDeployment(name: string): boolean {
  return DEPLOYMENTS.some((deployment) => deployment === name);
}

function complete(given: Given, ports: SettingsPorts): Settings {
  const { deployment = DEFAULTS.deployment, regions = DEFAULTS.regions } = given;
  // Not the first of several regions: reordering them would then move the home region.
  const [homeRegion] = regions.length === 1 ? regions : [];
  const ruleChecks = configuredChecks(selectedChecks(given.checks), given.checkParameters);
  return {
    ...DEFAULTS,
    alarms: deployment !== 'stack-set',
    dashboard: deployment === 'organization' || deployment === 'account',
    ...(homeRegion === undefined ? {} : { homeRegion }),
    ...given,
    given: { ...given, deployment },
    ruleChecks,
    pack: createPack(ruleChecks, given.rules ?? DEFAULTS.rules, given.refresh),
    ruleExemptions: readRuleExemptions({ ...DEFAULTS, ...given }, ports),
  };
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
}
