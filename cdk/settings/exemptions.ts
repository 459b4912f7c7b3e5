import { readFileSync } from 'node:fs';
import { hasEnded } from '../../checks/exemption.ts';
import type { LocatedExemption } from '../../checks/exemption-file.ts';
import { ExemptionFileError, parseExemptionFile } from '../../checks/exemption-file.ts';
import { CHECKS } from '../../checks/registry.ts';
import { complain } from './known-settings.ts';
import type { RuleExemptions, Settings } from './settings.ts';
import { SettingsError } from './settings.ts';

/** The outside world of the settings, which tests replace. */
export interface SettingsPorts {
  readonly now: Date;
  readFile(path: string): string;
}

export const PORTS: SettingsPorts = {
  now: new Date(),
  readFile: (path) => readFileSync(path, 'utf8'),
};

/**
 * Reads the file of the setting `exemptions`.
 * @throws SettingsError with all that is wrong with the file
 */
export function readRuleExemptions(
  { exemptions: path, maxExemptionDays }: Pick<Settings, 'exemptions' | 'maxExemptionDays'>,
  { now, readFile }: SettingsPorts,
): RuleExemptions {
  if (path === undefined) return { current: [], ended: [] };
  const text = read(path, readFile);
  const isOver = ({ exemption }: LocatedExemption) => hasEnded(exemption, now);
  try {
    const entries = parseExemptionFile(path, text, { now, maxDays: maxExemptionDays });
    const ofRules = entries.filter(
      ({ exemption: { broker, checks } }) => broker !== undefined && CHECKS.some(({ id }) => checks.includes(id)),
    );
    return { current: ofRules.filter((entry) => !isOver(entry)), ended: ofRules.filter(isOver) };
  } catch (error) {
    if (!(error instanceof ExemptionFileError)) throw error;
    const faults = error.message.replaceAll('\n', '\n  ');
    throw new SettingsError(`Setting "exemptions" is "${path}", which cannot be used:\n  ${faults}`, { cause: error });
  }
}

function read(path: string, readFile: SettingsPorts['readFile']): string {
  try {
    return readFile(path);
  } catch (cause) {
    const [reason] = (cause as Error).message.split(', ', 1);
    throw new SettingsError(complain('exemptions', `is "${path}", which cannot be read (${reason})`), { cause });
  }
}
