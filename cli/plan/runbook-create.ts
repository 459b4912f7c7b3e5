import { dirname, resolve } from 'node:path';
import { quote } from 'shlex';
import type { Step } from './markdown.ts';
import { code, commands } from './markdown.ts';
import type { RunbookFacts } from './runbook-facts.ts';
import { shellCommand } from './shell.ts';

/** The steps until the new broker runs. */
export function createSteps(facts: RunbookFacts): readonly Step[] {
  return [check(facts), create(facts), wait()];
}

function check({ replacement: { hostInstanceType, engineVersion } }: RunbookFacts): Step {
  return {
    title: 'See that Amazon MQ offers it',
    parts: [
      `The answer has to have ${code(engineVersion)} among the versions and ${code('CLUSTER_MULTI_AZ')} among the modes: regions differ.`,
      commands(
        shellCommand('aws mq describe-broker-instance-options', [
          '--engine-type RABBITMQ',
          `--host-instance-type ${quote(hostInstanceType)}`,
          `--query 'BrokerInstanceOptions[].[SupportedEngineVersions,SupportedDeploymentModes]'`,
        ]),
      ),
    ],
    wayBack: 'nothing was changed. Plan again with another --engine-version or --host-instance-type.',
  };
}

function create(facts: RunbookFacts): Step {
  const { format } = facts;
  const { how, wayBack } = { terraform, cloudformation, cli: script }[format](facts);
  const name = NAMES[format];
  const save =
    facts.file === undefined ? [`Save the plan, which went to standard output, as ${code(name)} in this folder.`] : [];
  return {
    title: 'Create the new broker',
    parts: [
      'It gets a generated password, which Secrets Manager keeps. Both brokers cost money from now on.',
      ...save,
      how,
    ],
    wayBack,
  };
}

/** How a plan is called that has no file yet. */
const NAMES = { terraform: 'main.tf', cloudformation: 'template.yaml', cli: 'replacement.sh' } as const;

/** The file of the plan as a word: whoever follows the runbook is in another folder. */
function fileOf({ file, format }: RunbookFacts): string {
  return file === undefined ? `"$HERE/${NAMES[format]}"` : quote(resolve(file));
}

type HowTo = { readonly how: string; readonly wayBack: string };

function terraform({ file, replacement: { subnetIds, securityGroups } }: RunbookFacts): HowTo {
  const call = `terraform -chdir=${file === undefined ? '"$HERE"' : quote(dirname(resolve(file)))}`;
  const variables = [
    ...(subnetIds ? [] : [`-var 'subnet_ids=["subnet-…","subnet-…","subnet-…"]'`]),
    ...(securityGroups
      ? []
      : [`-var 'vpc_id=vpc-…'`, `-var 'client_cidr_blocks=["…"]'`, `-var 'administrator_cidr_blocks=["…"]'`]),
  ];
  return {
    how: commands(
      `${call} init`,
      shellCommand(`${call} plan -out replacement.tfplan`, variables),
      `${call} apply replacement.tfplan`,
      `NEW_ID=$(${call} output -raw broker_id)`,
      `SECRET=$(${call} output -raw password_secret_arn)`,
    ),
    wayBack: [commands(shellCommand(`${call} destroy`, variables)), 'The old broker is not touched.'].join('\n\n'),
  };
}

function cloudformation(facts: RunbookFacts): HowTo {
  const { name, subnetIds, securityGroups } = facts.replacement;
  const parameters = [
    ...(subnetIds ? [] : ['SubnetIds=subnet-…,subnet-…,subnet-…']),
    ...(securityGroups ? [] : ['VpcId=vpc-…', 'ClientCidr=…', 'AdministratorCidr=…']),
  ];
  const output = (key: string) =>
    shellCommand('aws cloudformation describe-stacks', [
      '--stack-name "$STACK"',
      `--query "Stacks[0].Outputs[?OutputKey=='${key}'].OutputValue"`,
      '--output text',
    ]);
  return {
    how: commands(
      // A stack takes no underscores in its name, and has to begin with a letter.
      `STACK=${quote(`rabbitmq-${name.replaceAll('_', '-')}`)}`,
      shellCommand('aws cloudformation deploy', [
        '--stack-name "$STACK"',
        `--template-file ${fileOf(facts)}`,
        ...(parameters.length > 0 ? [`--parameter-overrides ${parameters.map(quote).join(' ')}`] : []),
      ]),
      `NEW_ID=$(${output('BrokerId')})`,
      `SECRET=$(${output('AdministratorSecret')})`,
    ),
    wayBack: '`aws cloudformation delete-stack --stack-name "$STACK"`. The old broker is not touched.',
  };
}

function script(facts: RunbookFacts): HowTo {
  const { name, subnetIds, securityGroups } = facts.replacement;
  const variables = [
    ...(subnetIds ? [] : ["export SUBNET_IDS='subnet-…,subnet-…,subnet-…'"]),
    ...(securityGroups ? [] : ["export VPC_ID='vpc-…' CLIENT_CIDR='…' ADMINISTRATOR_CIDR='…'"]),
  ];
  return {
    how: commands(...variables, `NEW_ID=$(bash ${fileOf(facts)})`, `SECRET=${quote(`amazon-mq/${name}`)}`),
    wayBack: [
      'a script that stops says what it has made. Once there is an id:',
      commands(
        'aws mq delete-broker --broker-id "$NEW_ID" &&',
        '  until STATE=$(aws mq describe-broker --broker-id "$NEW_ID" --query BrokerState --output text 2>&1); [[ $STATE == *NotFoundException* ]]; do',
        '    echo "$STATE"; sleep 30',
        '  done &&',
        '  aws secretsmanager delete-secret --force-delete-without-recovery --secret-id "$SECRET"',
        ...(securityGroups ? [] : [deleteGroup(name)]),
      ),
      'The old broker is not touched.',
    ].join('\n\n'),
  };
}

function deleteGroup(name: string): string {
  const find = shellCommand('aws ec2 describe-security-groups', [
    `--filters "Name=vpc-id,Values=$VPC_ID" ${quote(`Name=group-name,Values=amazon-mq-${name}`)}`,
    "--query 'SecurityGroups[0].GroupId'",
    '--output text',
  ]);
  return `aws ec2 delete-security-group --group-id "$(${find})"`;
}

function wait(): Step {
  return {
    title: 'Wait until it runs, and evaluate it',
    parts: [
      'A cluster takes a quarter of an hour and more. The state has to be `RUNNING` (`CREATION_FAILED` comes from subnets, security groups or the key), and every check has to pass before anything moves.',
      commands(
        'while state=$(aws mq describe-broker --broker-id "$NEW_ID" --query BrokerState --output text) &&',
        '  [[ $state == CREATION_IN_PROGRESS ]]; do',
        '  sleep 30',
        'done',
        'echo "$state"',
        'aws mq describe-broker --broker-id "$NEW_ID" | rabbitmq-conformance evaluate',
      ),
    ],
    wayBack: 'delete the new broker as above, and plan again.',
  };
}
