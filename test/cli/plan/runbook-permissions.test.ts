import { temporaryFolder } from '../support.ts';
import { BROKERS } from './brokers.ts';
import { described, KEY, publicBroker, SUBNETS } from './described.ts';
import { blocksOf } from './runbook-reader.ts';
import { FORMATS, plan, runbookIn } from './support.ts';

const folder = temporaryFolder();

/** The actions that a runbook lists, before its first step. */
function listed(runbook: string): readonly string[] {
  const [introduction = ''] = runbook.split('\n## 1. ');
  return [...introduction.matchAll(/`([a-z0-9-]+:[A-Z][A-Za-z]+)`/g)].map(([, action = '']) => action);
}

/** The commands of the AWS CLI in a script, such as `mq describe-broker`. */
function commandsIn(script: string): readonly string[] {
  return [
    ...new Set([...script.matchAll(/(?<!in )\baws ([a-z0-9-]+ [a-z0-9-]+)/g)].map(([, command = '']) => command)),
  ];
}

// Those whose action does not have the name of the command.
const ACTIONS: Readonly<Record<string, string>> = { 'cloudformation deploy': 'cloudformation:ExecuteChangeSet' };

function actionOf(command: string): string {
  const [service = '', operation = ''] = command.split(' ');
  const name = operation.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return ACTIONS[command] ?? `${service}:${name.join('')}`;
}

describe.each(FORMATS)('the runbook of --format %s', (format) => {
  it.each(BROKERS)('for %s names the action of every command that it or the plan has', async (_, input, options) => {
    const path = folder.path('runbook.md');
    const runbook = await runbookIn(path, input, ...options, '--format', format);
    const { stdout } = await plan(input, ...options, '--format', format);
    const script = format === 'cli' ? stdout : '';
    const commands = commandsIn([...blocksOf(runbook), script].join('\n'));
    expect(commands).toContain('mq delete-broker');
    expect(listed(runbook)).toEqual(expect.arrayContaining(commands.map(actionOf)));
    expect(new Set(listed(runbook)).size).toBe(listed(runbook).length);
  });
});

it.each<
  [name: string, input: unknown, options: readonly string[], named: readonly string[], absent: readonly string[]]
>([
  ['a plan with a group of its own', publicBroker(), [], ['ec2:CreateSecurityGroup'], ['kms:CreateGrant']],
  [
    'a Terraform plan with a group of its own',
    publicBroker(),
    ['--format', 'terraform'],
    ['ec2:DescribeSecurityGroupRules', 'ec2:ModifySecurityGroupRules', 'ec2:DescribeNetworkInterfaces'],
    [],
  ],
  [
    'a Terraform plan that keeps its groups',
    described({ SubnetIds: SUBNETS }),
    ['--format', 'terraform'],
    [],
    ['ec2:ModifySecurityGroupRules'],
  ],
  ['a plan that keeps its groups', described({ SubnetIds: SUBNETS }), [], [], ['ec2:CreateSecurityGroup']],
  ['a plan with a KMS key', described(), ['--kms-key-id', KEY], ['kms:CreateGrant', 'kms:DescribeKey'], []],
  ['a stack', described(), ['--format', 'cloudformation'], ['cloudformation:DeleteStack'], []],
])('%s names what it needs', async (_, input, options, named, absent) => {
  const actions = listed(await runbookIn(folder.path('runbook.md'), input, ...options));
  expect(actions).toEqual(expect.arrayContaining([...named]));
  for (const action of absent) expect(actions).not.toContain(action);
});

test('a runbook asks for no policy that allows everything in Amazon MQ', async () => {
  const runbook = await runbookIn(folder.path('runbook.md'), publicBroker());
  expect(runbook).not.toContain('FullAccess');
  expect(runbook).toContain('/security-api-authentication-authorization.html');
});
