/** Says that a version of Node.js is older than `engines` in package.json requires, such as `>=22`, or nothing. */
export function refuseNode(version: string, required: string): string | undefined {
  const [minimum = 0, major = 0] = [required, version].map((text) => Number(/\d+/.exec(text)?.[0]));
  if (major >= minimum) return undefined;
  return `needs Node.js ${minimum} or newer, and this is Node.js ${version}.`;
}
