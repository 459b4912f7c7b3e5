import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { renderCombinedPack } from '../../conformance-pack/render.ts';

/** https://docs.aws.amazon.com/config/latest/APIReference/API_PutOrganizationConformancePack.html */
export const MAX_PACK_LENGTH = 51_200;

/** The rule whose failures can be fixed in place. */
export const LOGGING_RULE = 'rabbitmq-general-logging';

interface PackTemplate {
  readonly Resources: Readonly<Record<string, { readonly Properties: { readonly ConfigRuleName: string } }>>;
}

/** A conformance pack: its template as text, and the names of its rules. */
export interface Pack {
  readonly template: string;
  readonly ruleNames: readonly string[];
}

/** The conformance pack of this project, with all rules. */
export function readPack(): Pack {
  return parsePack(readFileSync(join(import.meta.dirname, '../../conformance-pack/rabbitmq-conformance.yaml'), 'utf8'));
}

export function parsePack(template: string): Pack {
  return { template, ruleNames: Object.values((parse(template) as PackTemplate).Resources).map(nameOf) };
}

/** The pack with some of its rules only. */
export function selectRules(pack: Pack, ruleNames: readonly string[]): Pack {
  if (pack.ruleNames.every((name) => ruleNames.includes(name))) return pack;
  const template = parse(pack.template) as PackTemplate;
  const selected = Object.entries(template.Resources).filter(([, rule]) => ruleNames.includes(nameOf(rule)));
  return parsePack(stringify({ ...template, Resources: Object.fromEntries(selected) }, { lineWidth: 0 }));
}

/** A pack with one rule instead of the rules of a pack, each of which has the name of its check. */
export function combineRules({ ruleNames }: Pack): Pack {
  return parsePack(renderCombinedPack(ruleNames));
}

function nameOf(rule: PackTemplate['Resources'][string]): string {
  return rule.Properties.ConfigRuleName;
}
