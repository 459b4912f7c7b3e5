/** A template has something that this simulation does not know. It is refused: guessing would prove nothing. */
export class UnsupportedTemplateError extends Error {
  override readonly name = 'UnsupportedTemplateError';
}

/** @throws UnsupportedTemplateError for a name that is not known */
export function refuseUnknown(names: readonly string[], known: readonly string[], what: string): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UnsupportedTemplateError(`The ${what} ${unknown} is not known to the simulation.`);
  }
}
