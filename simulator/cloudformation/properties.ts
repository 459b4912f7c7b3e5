import { UnsupportedTemplateError } from '../template/unsupported.ts';

type Properties = Readonly<Record<string, unknown>>;

/**
 * Looks also into properties of which members are known.
 * @param known for example `Tags`, which may contain anything, and `Code.ZipFile`
 * @throws UnsupportedTemplateError
 */
export function refuseUnknownProperties(
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
    for (const element of [value].flat()) refuseUnknownProperties(element as Properties, known, what, `${path}.`);
  }
}
