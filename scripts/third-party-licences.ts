import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package that is in a bundle. */
interface ThirdParty {
  /** The name and the version. */
  readonly name: string;
  /** An SPDX identifier. */
  readonly licence: string;
  /** What its licence asks to be passed on: the text, and notices. */
  readonly texts: readonly string[];
}

// The text of Apache-2.0 is the same for everybody, and the other two do not ask for theirs.
const WITHOUT_OWN_TEXT = ['Apache-2.0', '0BSD', 'MIT-0'];
const PERMISSIVE = [...WITHOUT_OWN_TEXT, 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

const PACKAGE = /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const TEXTS = /^(licen[cs]e|notice|copying)\b/i;

/**
 * Finds the packages that files are of.
 * @param inputs paths, as esbuild's metafile has them
 * @throws Error if a licence is not known to be permissive, or has no text where it needs one
 */
export function findThirdParties(inputs: readonly string[]): readonly ThirdParty[] {
  const folders = new Set(inputs.map((input) => PACKAGE.exec(input)?.[0]).filter((folder) => folder !== undefined));
  return [...folders].sort().map(readThirdParty);
}

function readThirdParty(folder: string): ThirdParty {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!PERMISSIVE.includes(license)) {
    throw new Error(
      `${folder} has the licence ${JSON.stringify(license)}, and only ${PERMISSIVE.join(', ')} may be bundled. ` +
        'Do without the package, or leave it outside of the bundle.',
    );
  }
  const texts = readdirSync(folder)
    .filter((file) => TEXTS.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0 && !WITHOUT_OWN_TEXT.includes(license)) {
    throw new Error(`${folder} has no text of its licence, ${license}, which has to be passed on with the bundle.`);
  }
  return { name: `${name} ${version}`, licence: license, texts };
}

/**
 * The names and licences of packages, with each text once.
 * @param apache the text of Apache-2.0, for packages that come without it
 */
export function renderThirdParties(thirdParties: readonly ThirdParty[], apache: string): string {
  const namesByText = new Map<string, string[]>();
  for (const { name, licence, texts } of thirdParties) {
    const common = licence === 'Apache-2.0' ? apache.trim() : 'Nothing is asked of those who pass it on.';
    for (const text of texts.length > 0 ? texts : [common]) {
      const names = namesByText.get(text) ?? [];
      namesByText.set(text, names);
      names.push(`${name} (${licence})`);
    }
  }
  const sections = [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return ['This program has parts of these packages in it.\n', ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}
