import { wrapAnsi } from 'fast-wrap-ansi';
import type { ProgramContext } from './program.ts';
import { runProgram } from './program.ts';

/** What `status` said of the deployment. */
export interface StatusRun {
  /** As a person types it. */
  readonly command: string;
  readonly lines: readonly string[];
}

/**
 * Runs `status` of this project.
 * @param args for example `-c deployment=account`
 * @throws Error if it cannot say what is wrong
 */
export async function runStatus(args: readonly string[], context: ProgramContext): Promise<StatusRun> {
  const { command, output } = await runProgram(['status', ...args], context);
  return { command, lines: output.trimEnd().split('\n') };
}

/** Shows the rows of what is fine as one. A row begins with its status, and goes on in indented lines; a summary ends all. */
export function sumUpFine(lines: readonly string[], width: number): readonly string[] {
  const checks = new Set<string>();
  let isFine = false;
  return lines.flatMap((line) => {
    const [, check] = /^FINE +(\S+)/.exec(line) ?? [];
    if (check !== undefined) checks.add(check);
    isFine = check !== undefined || (isFine && line.startsWith(' '));
    if (isFine) return [];
    if (checks.size === 0) return [line];
    const summary = wrapAnsi([...checks].join(', '), width - 6).split('\n');
    checks.clear();
    return [...summary.map((text, index) => `${index === 0 ? 'FINE  ' : '      '}${text}`), line];
  });
}
