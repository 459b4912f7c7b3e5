/** The exit statuses of commands that look at a deployment, for the help texts. */
export const DEPLOYMENT_EXIT_STATUSES = `\
Exit status:
  0  everything is fine
  1  there is something to do
  2  the options, the settings or the credentials could not be used
  3  there is nothing to do, but something was not visible
`;

/** The actions of a command that reads accounts, for its help. */
export function listActions(actions: Readonly<Record<string, readonly string[]>>): string {
  const all = ['sts:GetCallerIdentity', 'sts:AssumeRole (for --role-name)', ...Object.values(actions).flat()];
  return [...new Set(all)]
    .toSorted()
    .map((action) => `  ${action}`)
    .join('\n');
}
