/** A configuration file, or a file that it names, cannot be used. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  /** All that is wrong. Each begins with the file and, where it is known, the line: `file:3: …`. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.faults = faults;
  }
}
