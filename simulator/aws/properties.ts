import { UnsupportedTemplateError } from '../cloudformation/intrinsics.ts';

type Properties = Readonly<Record<string, unknown>>;

/** @throws UnsupportedTemplateError for a name that is not known */
export function refuseOthers(names: readonly string[], known: readonly string[], what: string): void {
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new UnsupportedTemplateError(`The ${what} ${stranger} is not known to the simulation.`);
}

/**
 * Looks also into properties of which members are known.
 * @param known for example `Tags`, which may contain anything, and `Code.ZipFile`
 * @throws UnsupportedTemplateError
 */
export function refuseOtherProperties(
  properties: Properties,
  known: readonly string[],
  what: string,
  parent = '',
): void {
  for (const [name, value] of Object.entries(properties)) {
    const path = `${parent}${name}`;
    if (known.includes(path)) continue;
    if (!known.some((one) => one.startsWith(`${path}.`))) {
      throw new UnsupportedTemplateError(`The property ${path} ${what} is not known to the simulation.`);
    }
    for (const element of [value].flat()) refuseOtherProperties(element as Properties, known, what, `${path}.`);
  }
}

/**
 * The limit of StackSets and of packs.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutConformancePack.html
 */
const MAX_TEMPLATE_BODY_BYTES = 51_200;

/** @throws Error for a template that is too long */
export function requireTemplateBody({ TemplateBody }: Properties): string {
  const body = String(TemplateBody);
  if (Buffer.byteLength(body) <= MAX_TEMPLATE_BODY_BYTES) return body;
  throw new Error(`ValidationError: the template has more than ${MAX_TEMPLATE_BODY_BYTES} bytes.`);
}

/** @throws Error for anything but a whole number from the least to the most */
export function requireInteger(properties: Properties, name: string, least: number, most: number): number {
  const number = Number(properties[name]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`ValidationError: ${name} is ${properties[name]}, not ${least} to ${most}.`);
}
