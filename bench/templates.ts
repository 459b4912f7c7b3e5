import type { Builds } from './builds.ts';
import { checkPassed } from './evaluated.ts';
import { interleave, median, medians, wallOf, withBoth } from './interleave.ts';
import { runNode, runProgram } from './processes.ts';
import type { Row } from './table.ts';
import { writeSynthesizedTemplates, writeYamlTemplates } from './template-files.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROUNDS = 5;

/** Templates of one kind in a folder. */
export interface Templates {
  readonly what: string;
  readonly brokers: number;
  readonly write: (folder: string) => void;
}

const COUNT = 200;

export const TEMPLATES = {
  yaml: {
    what: `${COUNT} YAML templates with brokers`,
    brokers: COUNT,
    write: (folder) => writeYamlTemplates(folder, COUNT, 1),
  },
  fewBrokers: {
    what: `${COUNT} YAML templates, 10 % with brokers`,
    brokers: COUNT / 10,
    write: (folder) => writeYamlTemplates(folder, COUNT, 10),
  },
  json: {
    what: `${COUNT} templates of cdk synth`,
    brokers: COUNT,
    write: (folder) => writeSynthesizedTemplates(folder, COUNT),
  },
} satisfies Readonly<Record<string, Templates>>;

const FILES = (folder: string) =>
  `const { readdirSync, readFileSync } = require("node:fs");
  const texts = readdirSync("${folder}").map((name) => readFileSync("${folder}/" + name, "utf8"));`;
const YAML_LIBRARY =
  'const { parseDocument } = require("yaml"); for (const text of texts) parseDocument(text, { logLevel: "error" })';
const JSON_PARSE = 'for (const text of texts) JSON.parse(text)';

/**
 * Measures `evaluate` for folders of templates, compared with a program that only parses them.
 * @throws Error if it did not evaluate every broker, or if one failed
 */
export async function measureTemplates(builds: Builds): Promise<readonly Row[]> {
  return [
    await measure(builds, TEMPLATES.yaml, { script: YAML_LIBRARY, reference: 'YAML library alone' }),
    await measure(builds, TEMPLATES.fewBrokers, { script: YAML_LIBRARY, reference: 'YAML library alone' }),
    await measure(builds, TEMPLATES.json, { script: JSON_PARSE, reference: 'JSON.parse' }),
  ];
}

function measure(
  builds: Builds,
  { what, brokers, write }: Templates,
  { script, reference }: { readonly script: string; readonly reference: string },
): Promise<Row> {
  return inTemporaryFolder(async (folder) => {
    write(folder);
    const runs = await interleave(ROUNDS, {
      ...withBoth(builds, async ({ cli }) =>
        checkPassed(await runProgram(process.execPath, [cli, 'evaluate', folder]), brokers),
      ),
      parse: () => runNode(`${FILES(folder)} ${script}`),
    });
    return {
      what: `Evaluate ${what}`,
      ...medians(runs, wallOf),
      against: median(runs.parse.map(wallOf)),
      reference,
      unit: 'ms',
    };
  });
}
