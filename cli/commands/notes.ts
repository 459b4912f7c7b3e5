import type { Command } from 'commander';
import { ACTIONS } from '../organization/port.ts';
import { REPORT_ACTIONS } from '../organization-report/aggregator/port.ts';
import { STATUS_ACTIONS } from '../status/port.ts';

// Only whoever reads the help needs them, and no other command has to load which actions they call.
/** Adds to the help of commands that read an organization what they call, and their exit statuses. */
export function addNotes(program: Command): void {
  const notes: Readonly<Record<string, string>> = { preflight: PREFLIGHT, status: STATUS, report: REPORT };
  for (const command of program.commands) {
    const text = notes[command.name()];
    if (text !== undefined) command.addHelpText('after', text);
  }
}

const EXIT_STATUSES = `\
Exit status:
  0  everything is fine
  1  there is something to do
  2  the options, the settings or the credentials could not be used
  3  there is nothing to do, but something was not visible
`;

const PREFLIGHT = `
Run this command with the credentials that you use for "cdk deploy", in the same folder and with the same
settings. It reads other accounts through the role of --role-name, such as OrganizationAccountAccessRole. It
also reads their configuration recorders from an organization aggregator, if there is one. It reports nothing
as fine that it could not see.

It calls only these actions. None of them changes anything:
${listActions(ACTIONS)}
In the other accounts, the role needs the actions of account, config and lambda.

${EXIT_STATUSES}`;

const STATUS = `
Run this command with the credentials that you use for "cdk deploy", in the same folder and with the same
settings. It reads other accounts through the role of --role-name, such as OrganizationAccountAccessRole. Without
it, it reads what an organization aggregator shows. It reports nothing as fine that it could not see.

It calls only these actions. None of them changes anything:
${listActions(STATUS_ACTIONS)}
In the other accounts, the role needs the actions of config, and iam:GetRole.

${EXIT_STATUSES}`;

const REPORT = `
Without files, it reads an organization aggregator of AWS Config, as its account.
With files, it needs no account. It takes inventories of "scan", JSON reports of
"scan", "evaluate" and this command, and all that "evaluate" reads.

It calls only these actions. None of them changes anything:
${listActions(REPORT_ACTIONS)}

Exit status:
  0  all brokers conform or are exempt, and everything was seen
  1  at least one fails
  2  options, files or credentials could not be used, so nothing was written; or
     a report could not be written
  3  none fails, but something is unknown or was not seen
  Results below the severity of --fail-on do not count.

Examples:
  rabbitmq-conformance report --format html=report.html
  rabbitmq-conformance report brokers.ndjson --format json=reports/november.json --history reports`;

/** The actions of a command that reads accounts. */
function listActions(actions: Readonly<Record<string, readonly string[]>>): string {
  const all = ['sts:GetCallerIdentity', 'sts:AssumeRole (for --role-name)', ...Object.values(actions).flat()];
  return [...new Set(all)]
    .toSorted()
    .map((action) => `  ${action}`)
    .join('\n');
}
