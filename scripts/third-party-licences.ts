import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package in a bundle. */
interface ThirdParty {
  /** The name and the version. */
  readonly name: string;
  /** An SPDX identifier. */
  readonly licence: string;
  /** What its licence requires to be distributed: its text, and notices. */
  readonly texts: readonly string[];
}

// The text of Apache-2.0 is the same for every package, and the other two licences do not require theirs.
const WITHOUT_OWN_TEXT = ['Apache-2.0', '0BSD', 'MIT-0'];
const PERMISSIVE = [...WITHOUT_OWN_TEXT, 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

const PACKAGE = /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const TEXTS = /^(licen[cs]e|notice|copying)\b/i;

/**
 * Finds the packages that files belong to.
 * @param inputs paths, as esbuild's metafile has them
 * @throws Error if a licence is not known to be permissive, or if its text is required but missing
 */
export function findThirdParties(inputs: readonly string[]): readonly ThirdParty[] {
  const folders = new Set(inputs.map((input) => PACKAGE.exec(input)?.[0]).filter((folder) => folder !== undefined));
  return [...folders].sort().map(readThirdParty);
}

function readThirdParty(folder: string): ThirdParty {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!PERMISSIVE.includes(license)) {
    throw new Error(
      `${folder} has the licence ${JSON.stringify(license)}, but only ${PERMISSIVE.join(', ')} may be bundled. ` +
        'Remove the package, or leave it out of the bundle.',
    );
  }
  const texts = readdirSync(folder)
    .filter((file) => TEXTS.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0 && !WITHOUT_OWN_TEXT.includes(license)) {
    throw new Error(`${folder} lacks the text of its licence, ${license}, which must be distributed with the bundle.`);
  }
  return { name: `${name} ${version}`, licence: license, texts };
}

/**
 * The names and licences of packages, with each licence text once.
 * @param apache the text of Apache-2.0, for packages that do not include it
 */
export function renderThirdParties(thirdParties: readonly ThirdParty[], apache: string): string {
  const namesByText = new Map<string, string[]>();
  for (const { name, licence, texts } of thirdParties) {
    const common = licence === 'Apache-2.0' ? apache.trim() : 'This licence has no conditions for redistribution.';
    for (const text of texts.length > 0 ? texts : [common]) {
      const names = namesByText.get(text) ?? [];
      namesByText.set(text, names);
      names.push(`${name} (${licence})`);
    }
  }
  const sections = [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return ['This program contains parts of these packages.\n', ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}
