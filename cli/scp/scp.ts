import type { Settings } from '../../cdk/settings/settings.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { readSettings } from '../organization/open.ts';
import type { MakePolicy, ParseSettings, SettingsOptions } from '../organization/settings.ts';
import { qualifierOf } from '../organization/settings.ts';
import { Unusable } from '../organization/unusable.ts';
import { printable } from '../text/printable.ts';

export interface ScpOptions extends SettingsOptions {
  readonly administratorAccount?: string;
  readonly exemptRole?: readonly string[];
}

/** The parts of the CDK app that the command needs. */
interface ScpPorts {
  loadParser(): Promise<ParseSettings>;
  loadPolicyMaker(): Promise<MakePolicy>;
}

// https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-increased-scp-quotas/
const MAX_LENGTH = 10_240;

/** Prints the policy, and how to attach it. @returns the exit status */
export async function scp(options: ScpOptions, io: CommandLine, ports: ScpPorts): Promise<number> {
  try {
    const { settings, given } = await readSettings(options, ports.loadParser);
    requireFitting(settings, options);
    const makePolicy = await ports.loadPolicyMaker();
    const policy = makePolicy(settings, {
      administratorAccount: options.administratorAccount,
      qualifier: qualifierOf(settings, given),
      exemptRoles: options.exemptRole ?? [],
    });
    const text = JSON.stringify(policy, null, 2);
    // With the line break at the end.
    if (text.length >= MAX_LENGTH) {
      throw new Unusable(
        `The policy has ${text.length} characters, but AWS Organizations allows ${MAX_LENGTH}. Use fewer --exempt-role.`,
      );
    }
    io.stdout.write(`${text}\n`);
    io.stderr.write(howToAttach(settings));
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    for (const line of error.message.split('\n')) io.stderr.write(`rabbitmq-conformance: ${printable(line)}\n`);
    return EXIT.unusable;
  }
}

/** @throws Unusable */
function requireFitting({ deployment, administrator }: Settings, { administratorAccount }: ScpOptions): void {
  if (deployment !== 'organization' && deployment !== 'stack-set') {
    throw new Unusable(
      `The setting deployment is "${deployment}": expected organization or stack-set, which deploy to the accounts of others.`,
    );
  }
  if (administrator === 'delegated' && administratorAccount === undefined) {
    throw new Unusable(
      'The setting administrator is "delegated": use --administrator-account <ID of the account that runs cdk deploy>, ' +
        'or the policy would refuse what the CDK does there.',
    );
  }
  if (administrator === 'management' && administratorAccount !== undefined) {
    throw new Unusable(
      '--administrator-account is only for the setting administrator "delegated". No policy restricts the management account.',
    );
  }
}

function howToAttach({ namePrefix, organizationalUnits }: Settings): string {
  const attach = organizationalUnits.map(
    (unit) => `  aws organizations attach-policy --policy-id <ID> --target-id ${unit}\n`,
  );
  return (
    'Save the policy as scp.json. First attach it to a test account. Then, with credentials of the management account:\n' +
    `  aws organizations create-policy --type SERVICE_CONTROL_POLICY --name ${namePrefix} \\\n` +
    `    --description "Protects ${namePrefix}" --content file://scp.json --query Policy.PolicySummary.Id\n` +
    attach.join('') +
    'If the root does not have the policy type yet:\n' +
    '  aws organizations enable-policy-type --policy-type SERVICE_CONTROL_POLICY --root-id <root>\n'
  );
}
