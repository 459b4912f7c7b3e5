import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import type { OrganizationOptions } from '../organization/open.ts';
import { openOrganization, readSettings } from '../organization/open.ts';
import type { Aws } from '../organization/port.ts';
import { withProgress } from '../organization/progress.ts';
import { exitStatus } from '../organization/render-rows.ts';
import type { ParseSettings } from '../organization/settings.ts';
import { Unusable } from '../organization/unusable.ts';
import { printable } from '../text/printable.ts';
import { renderPreflight, renderPreflightJson } from './render.ts';
import { runPreflight } from './run.ts';

export interface PreflightOptions extends OrganizationOptions {
  readonly format: 'table' | 'json';
}

/** The outside world of the command, which tests replace. */
interface PreflightPorts {
  connect(options: { readonly profile?: string | undefined }): Promise<Aws>;
  loadParser(): Promise<ParseSettings>;
}

/** Runs the checks and prints the report. @returns the exit status */
export async function preflight(options: PreflightOptions, io: CommandLine, ports: PreflightPorts): Promise<number> {
  const { stdout, stderr, useColour } = io;
  try {
    const context = await openOrganization(await readSettings(options, ports.loadParser), options, ports.connect);
    const progress = withProgress(context.aws, stderr);
    const report = await runPreflight({ ...context, aws: progress.aws }).finally(() => progress.end());
    stdout.write(options.format === 'json' ? renderPreflightJson(report) : renderPreflight(report, useColour));
    return exitStatus(report.rows);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    for (const line of error.message.split('\n')) stderr.write(`rabbitmq-conformance: ${printable(line)}\n`);
    return EXIT.unusable;
  }
}
