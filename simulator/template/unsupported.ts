/** A template has something that the simulator does not support. Guessing what AWS makes of it would prove nothing. */
export class UnsupportedTemplateError extends Error {
  override readonly name = 'UnsupportedTemplateError';

  /** @param what for example `the runtime python3.13` */
  constructor(what: string) {
    super(`The simulator does not support ${what}.`);
  }
}

/** @throws UnsupportedTemplateError for a name that is not supported */
export function refuseUnsupported(names: readonly string[], supported: readonly string[], what: string): void {
  const unsupported = names.find((name) => !supported.includes(name));
  if (unsupported !== undefined) throw new UnsupportedTemplateError(`the ${what} ${unsupported}`);
}
