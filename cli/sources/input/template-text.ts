import { isObject } from '../../../checks/json.ts';
import { InputError } from './input-error.ts';
import { withoutTags } from './lookalikes.ts';

// A text without any of these is not a template and need not be parsed as YAML, which is slow.
const MAY_BE_TEMPLATE = /AWSTemplateFormatVersion|Resources|Transform/;
// Its own sections: in other YAML, a template is farther in.
const IS_TEMPLATE =
  /^(?:\{\s*)?["']?(?:AWSTemplateFormatVersion|Resources)["']?\s*:|"(?:AWSTemplateFormatVersion|Resources)"\s*:/m;
const HAS_RESOURCE = /\bType["']?\s*:\s*["']?AWS::/;

/** Whether a text is worth being parsed as a template. */
export function mayBeTemplate(text: string): boolean {
  return MAY_BE_TEMPLATE.test(text);
}

/** Whether a text looks like a template with a resource of AWS, even if it cannot be parsed. */
export function seemsTemplate(text: string): boolean {
  return IS_TEMPLATE.test(text) && HAS_RESOURCE.test(text);
}

/** The template in a GetTemplate response: https://docs.aws.amazon.com/cli/latest/reference/cloudformation/get-template.html */
export function bodyOf(value: unknown): string | undefined {
  if (!isObject(value) || !Object.hasOwn(value, 'TemplateBody')) return undefined;
  const { TemplateBody: body } = value;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Whether a parsed text is a template. */
export async function isTemplate(value: unknown, text: string): Promise<boolean> {
  return isObject(value) && mayBeTemplate(text) && (await loadTemplates()).isTemplate(value);
}

/** Whether a template stays broken without its tags, so that it has errors of its own. */
export async function isBroken(text: string): Promise<boolean> {
  const { parseTemplate } = await loadTemplates();
  return IS_TEMPLATE.test(text) && !(await isAccepted(() => parseTemplate(withoutTags(text))));
}

/** Loaded only if there may be a template, because it has a YAML parser. */
export function loadTemplates() {
  return import('../cloudformation/template.ts');
}

async function isAccepted(parse: () => Promise<unknown>): Promise<boolean> {
  try {
    await parse();
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
