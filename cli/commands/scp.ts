import { InvalidArgumentError } from 'commander';
import type { CommandLine } from '../context.ts';
import type { ScpOptions } from '../scp/scp.ts';
import type { DefineCommand } from './define-command.ts';
import { readKeyValue } from './key-value.ts';

const NOTES = `
Prints a service control policy for the member accounts, as JSON. It denies everybody there to change the roles,
stacks, functions, packs and runbooks of the deployment, to make a region unreachable, and to leave the organization.
Exempt are StackSets, the CDK in the administrator account, and the roles that you name. Nobody else can change or pass
these roles either. Whoever may create roles in the administrator account is trusted.
Policies restrict neither the management account nor service-linked roles.

Attach the policy before or after the deployment, first to a test account. This command makes no call to AWS.

Other StackSets with self-managed permissions need their execution role in --exempt-role. With AWS Control Tower,
that is AWSControlTowerExecution. Also exempt a role for those who repair accounts: "status" names what the policy
refuses to others. Exempt no role that CloudFormation assumes for stacks of members: whoever may change such a stack
could do the same.

Exit status:
  0  the policy is printed
  2  the options or the settings could not be used

Examples:
  rabbitmq-conformance scp > scp.json
  rabbitmq-conformance scp --administrator-account 111122223333 --exempt-role AWSControlTowerExecution > scp.json
`;

/** Defines the command `scp`. */
export const defineScp: DefineCommand = (command, io, finish) => {
  command
    .description('Prints the service control policy that protects what the CDK app deploys to an organization.')
    .option('-c, --context <key=value>', 'a setting, as for the CDK; repeatable', readKeyValue)
    .option('--settings <file>', 'a file with the settings (default: the context in cdk.json)')
    .option('--administrator-account <id>', 'the account that runs cdk deploy, if it is delegated', readAccount)
    .option('--exempt-role <name>', 'a role that may change all this, with its path; repeatable', readRole)
    .addHelpText('after', NOTES)
    .action(async (options: ScpOptions) => finish(await run(options, io)));
};

function readAccount(id: string): string {
  if (/^\d{12}$/.test(id)) return id;
  throw new InvalidArgumentError('Expected an account ID of 12 digits.');
}

function readRole(name: string, before: readonly string[] = []): readonly string[] {
  if (/^[\w+=,.@*-][\w+=,.@*/-]{2,}$/.test(name)) return [...before, name];
  throw new InvalidArgumentError(
    'Expected a role name of at least three characters, such as AWSControlTowerExecution, not an ARN. It may have asterisks.',
  );
}

/** Loads what the other commands do not need. */
async function run(options: ScpOptions, io: CommandLine): Promise<number> {
  const [{ scp }, { loadParser, loadPolicyMaker }] = await Promise.all([
    import('../scp/scp.ts'),
    import('../organization/settings.ts'),
  ]);
  return scp(options, io, { loadParser, loadPolicyMaker });
}
