import { UnsupportedTemplateError } from '../template/unsupported.ts';

type Properties = Readonly<Record<string, unknown>>;

/**
 * Looks also into properties of which members are known.
 * @param known for example `Tags`, which may contain anything, and `Code.ZipFile`
 * @throws UnsupportedTemplateError
 */
export function refuseUnsupportedProperties(
  properties: Properties,
  known: readonly string[],
  type: string,
  parent = '',
): void {
  for (const [name, value] of Object.entries(properties)) {
    const path = `${parent}${name}`;
    if (known.includes(path)) continue;
    if (!known.some((one) => one.startsWith(`${path}.`))) {
      throw new UnsupportedTemplateError(`the property ${path} of ${type}`);
    }
    for (const element of [value].flat()) refuseUnsupportedProperties(element as Properties, known, type, `${path}.`);
  }
}
