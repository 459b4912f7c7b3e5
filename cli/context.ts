/** What a command reads from and writes to. */
export interface CommandLine {
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly useColour: boolean;
  /** The width to wrap text at; `undefined` for not at all. */
  readonly columns?: number | undefined;
  readonly version: string;
  /** The time at which exemptions are judged. By default the current time. */
  readonly now?: Date;
}

/** Exit statuses. 2 is also the status of a usage error. */
export const EXIT = { ok: 0, failed: 1, unusable: 2, unknown: 3, internalError: 70 } as const;

/** The exit statuses of commands that report results, for the help texts. */
export const EXIT_STATUSES = `\
Exit status:
  0  no result is fail or unknown
  1  at least one result is fail
  2  some input could not be used, and the rest was evaluated; or an option or
     a file such as the exemption file could not be used, and nothing was
  3  at least one result is unknown, and none is fail
  Results below the severity of --fail-on do not count.`;

/** Whether to colour the output: on a terminal, unless its user has set NO_COLOR (https://no-color.org). */
export function wantsColour(
  { isTTY }: { readonly isTTY?: boolean | undefined },
  { NO_COLOR }: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTTY === true && !NO_COLOR;
}

/** How wide the output is: COLUMNS, or the terminal. A log or a file has no width, since it is read in windows of any. */
export function outputWidth(
  { isTTY, columns }: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined },
  { COLUMNS = '' }: Readonly<Record<string, string | undefined>>,
): number | undefined {
  if (/^[1-9]\d{0,4}$/.test(COLUMNS)) return Number(COLUMNS);
  return isTTY && columns ? columns : undefined;
}
