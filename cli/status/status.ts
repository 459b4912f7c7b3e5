import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import type { OrganizationOptions } from '../organization/open.ts';
import { openOrganization, readSettings } from '../organization/open.ts';
import { withProgress } from '../organization/progress.ts';
import { exitStatus } from '../organization/render-rows.ts';
import type { ParseSettings } from '../organization/settings.ts';
import { Unusable } from '../organization/unusable.ts';
import { printable } from '../text/printable.ts';
import type { StatusAws } from './port.ts';
import { renderStatus, renderStatusJson, renderStatusMarkdown } from './render.ts';
import { runStatus } from './run.ts';

export interface StatusOptions extends OrganizationOptions {
  readonly format: 'table' | 'json' | 'markdown';
}

/** The outside world of the command, which tests replace. */
export interface StatusPorts {
  connect(options: { readonly profile?: string | undefined }): Promise<StatusAws>;
  loadParser(): Promise<ParseSettings>;
  now(): Date;
}

/** Looks at the deployment and prints the report. @returns the exit status */
export async function status(options: StatusOptions, io: CommandLine, ports: StatusPorts): Promise<number> {
  const { stdout, stderr, useColour } = io;
  try {
    const given = await readSettings(options, ports.loadParser);
    if (given.settings.deployment === 'management-account') {
      throw new Unusable(
        'The deployment "management-account" has no status of its own. Use the settings of the deployment "organization", ' +
          'with credentials of its administrator account.',
      );
    }
    const context = await openOrganization(given, options, ports.connect);
    const progress = withProgress(context.aws, stderr);
    const now = ports.now();
    // The CDK reads cdk.json in the same folder, but no other file.
    const repeated = options.settings === undefined ? (options.context ?? {}) : { ...given.settings.given };
    const report = await runStatus({ ...context, aws: progress.aws, now, profile: options.profile, repeated }).finally(
      () => progress.end(),
    );
    stdout.write(
      options.format === 'json'
        ? renderStatusJson(report)
        : options.format === 'markdown'
          ? renderStatusMarkdown(report, now)
          : renderStatus(report, now, useColour),
    );
    return exitStatus(report.rows);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    for (const line of error.message.split('\n')) stderr.write(`rabbitmq-conformance: ${printable(line)}\n`);
    return EXIT.unusable;
  }
}
