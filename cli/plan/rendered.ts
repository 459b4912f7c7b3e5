/** The new broker in one of the formats. */
export interface Rendered {
  readonly text: string;
  /** What applies only to this format, as sentences. */
  readonly notices: readonly string[];
}
