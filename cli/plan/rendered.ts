/** A replacement in one of the formats. */
export interface Rendered {
  readonly text: string;
  /** What is particular to the format, as sentences. */
  readonly notices: readonly string[];
}
