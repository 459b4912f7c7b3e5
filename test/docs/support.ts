import { readFileSync } from 'node:fs';
import { DEFAULT_CHECKS } from '../../checks/registry.ts';
import { evaluate } from '../../cli/report/results.ts';
import type { Findings } from '../../cli/sources/reading.ts';
import type { Block, Markdown } from './markdown.ts';
import { readMarkdown } from './markdown.ts';

export const GUIDE: Markdown = readMarkdown(readFileSync('docs/remediation.md', 'utf8'));

/** What tells a whole sample of a language from a part of one. */
const WHOLE: ReadonlyMap<string, RegExp> = new Map([
  ['yaml', /^AWSTemplateFormatVersion:/m],
  ['ts', /^export class /m],
  ['hcl', /^resource "aws_mq_broker" /m],
]);

/** The whole sample of a language. */
export function sampleOf(language: 'yaml' | 'ts' | 'hcl'): Block {
  const [sample, ...others] = GUIDE.blocks.filter((block) => block.language === language && isWhole(block));
  if (sample === undefined || others.length > 0) throw new Error(`There is not one whole sample of ${language}.`);
  return sample;
}

/** The blocks that are parts of whole samples. */
export function partsOfSamples(): readonly Block[] {
  return GUIDE.blocks.filter((block) => WHOLE.has(block.language) && !isWhole(block) && !isKey(block));
}

/** The block that adds a key to the whole sample of a language. */
export function keyOf(language: 'yaml' | 'ts' | 'hcl'): string {
  const [block, ...others] = GUIDE.blocks.filter((each) => each.language === language && !isWhole(each) && isKey(each));
  if (block === undefined || others.length > 0) throw new Error(`There is not one block with a key in ${language}.`);
  return block.text;
}

/** A sample in which something is wrong. @throws Error if there is nothing to replace */
export function spoil(text: string, right: string, wrong: string): string {
  if (!text.includes(right)) throw new Error(`There is no ${JSON.stringify(right)} to replace.`);
  return text.replace(right, wrong);
}

/** What our checks say of the only broker that was read, and whatever else there is to say. */
export function judge({ readings, problems }: Findings) {
  return {
    problems,
    advice: readings.flatMap(({ advice = [] }) => advice),
    verdicts: readings.map((reading) => evaluate('-', reading, DEFAULT_CHECKS).map(({ verdict }) => verdict)),
  };
}

/** What {@link judge} says of a sample that is right. */
export const RIGHT = { problems: [], advice: [], verdicts: [DEFAULT_CHECKS.map(() => 'pass')] };

function isKey({ text }: Block): boolean {
  return /^encryption_?options/i.test(text);
}

function isWhole({ language, text }: Block): boolean {
  return WHOLE.get(language)?.test(text) ?? false;
}
