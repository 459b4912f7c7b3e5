import type { Setting } from './setting-types.ts';
import { objectOf } from './setting-types.ts';

type Tags = Readonly<Record<string, string>>;

// Tags of AWS, such as those of CloudFormation, do not count.
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const MAX_TAGS = 50;

// The narrowest rules among all that is tagged. For keys, these are those of a StackSet, which takes ASCII without @:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudformation-stackset-tag.html
const MAX_KEY_LENGTH = 127;
const KEY_CHARACTERS = /^[A-Za-z0-9 _.:/=+-]*$/;
// For values, these are the characters of a role, and CloudFormation wants one at least:
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Tag.html
const MAX_VALUE_LENGTH = 256;
const VALUE_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags for stacks and resources, as a JSON object. */
export const TAGS: Setting<Tags> = {
  expected:
    `a JSON object with at most ${MAX_TAGS} tags, such as {"team":"messaging"}, with keys of at most ${MAX_KEY_LENGTH} ` +
    `of A-Z, a-z, 0-9, space and _ . : / = + -, and values of at most ${MAX_VALUE_LENGTH} letters, digits, spaces and ` +
    '_ . : / = + - @',
  read: (value) => {
    const tags = objectOf(value);
    return tags === undefined || problemOf(tags) !== undefined ? undefined : (tags as Tags);
  },
  explain: (value) => {
    const tags = objectOf(value);
    const problem = tags && problemOf(tags);
    return problem && ` ${problem}`;
  },
};

function problemOf(tags: Readonly<Record<string, unknown>>): string | undefined {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) return `It has ${entries.length} tags.`;
  const problem = entries.map(([key, value]) => keyProblem(key) ?? valueProblem(key, value)).find(Boolean);
  if (problem !== undefined) return problem;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
  const sameKeys = [...Map.groupBy(Object.keys(tags), (key) => key.toLowerCase()).values()];
  const same = sameKeys.find((keys) => keys.length > 1);
  return same && `The keys ${same.map((key) => `"${key}"`).join(' and ')} are the same for IAM, which ignores case.`;
}

function keyProblem(key: string): string | undefined {
  if (key === '') return 'A key is empty.';
  if (/^aws:/i.test(key)) return `The key "${key}" begins with aws:, which is reserved.`;
  if (key.length > MAX_KEY_LENGTH) return `The key "${key}" is too long.`;
  return KEY_CHARACTERS.test(key) ? undefined : `The key "${key}" has a character that CloudFormation refuses.`;
}

function valueProblem(key: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return `The value of "${key}" is not text: put it in quotes.`;
  if (value === '') return `The value of "${key}" is empty, which CloudFormation refuses.`;
  if (/^aws:/i.test(value)) return `The value of "${key}" begins with aws:, which is reserved.`;
  if (value.length > MAX_VALUE_LENGTH) return `The value of "${key}" is too long.`;
  return VALUE_CHARACTERS.test(value) ? undefined : `The value of "${key}" has a character that IAM refuses.`;
}
