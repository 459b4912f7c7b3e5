import { dirname, resolve } from 'node:path';
import { quote } from 'shlex';
import { cloudFormationInputs } from './cloudformation-network.ts';
import { PLAN_FILES } from './format.ts';
import { hasOwnConfiguration } from './limits-configuration.ts';
import type { Step } from './markdown.ts';
import { code, commands } from './markdown.ts';
import type { Replacement } from './replacement.ts';
import type { RunbookFacts } from './runbook-facts.ts';
import { scriptInputs } from './script-network.ts';
import { shellCommand } from './shell.ts';
import { terraformInputs } from './terraform-network.ts';

/** The steps until the new broker runs. */
export function createSteps(facts: RunbookFacts): readonly Step[] {
  return [create(facts), wait()];
}

function create(facts: RunbookFacts): Step {
  const { format, path } = facts;
  const { how, undo } = { terraform, cloudformation, cli: script }[format](facts);
  const name = PLAN_FILES[format];
  const save =
    path === undefined
      ? `Put the plan into this folder as ${code(name)}.`
      : `Copy the plan, ${code(path)}, into this folder.`;
  return {
    title: 'Create the new broker',
    parts: [
      'Its administrator gets a generated password, which Secrets Manager stores. From now on, you pay for both brokers.',
      ...(facts.file === undefined ? [save] : []),
      how,
    ],
    undo,
  };
}

/** A comment where sources are to be filled in. */
function sourcesHint({ securityGroups, clientSources, administratorSources }: Replacement): readonly string[] {
  return securityGroups || (clientSources && administratorSources)
    ? []
    : ['# Sources are security groups, prefix lists and CIDR blocks.'];
}

/** The file of the plan as a shell word. The path is absolute, because the commands run in another folder. */
function fileOf({ file, format }: RunbookFacts): string {
  return file === undefined ? `"$HERE/${PLAN_FILES[format]}"` : quote(resolve(file));
}

type HowTo = { readonly how: string; readonly undo: string };

function terraform({ file, replacement }: RunbookFacts): HowTo {
  const call = `terraform -chdir=${file === undefined ? '"$HERE"' : quote(dirname(resolve(file)))}`;
  const variables = terraformInputs(replacement);
  return {
    how: commands(
      ...sourcesHint(replacement),
      `${call} init`,
      shellCommand(`${call} plan -out replacement.tfplan`, variables),
      `${call} apply replacement.tfplan`,
      `NEW_ID=$(${call} output -raw broker_id)`,
      `SECRET=$(${call} output -raw password_secret_arn)`,
    ),
    undo: [
      'run:',
      commands(shellCommand(`${call} destroy`, variables)),
      'This destroys everything in the folder of the plan: keep it in a folder of its own. It does not touch the old broker.',
    ].join('\n\n'),
  };
}

function cloudformation(facts: RunbookFacts): HowTo {
  const { name } = facts.replacement;
  const parameters = cloudFormationInputs(facts.replacement);
  const output = (key: string) =>
    shellCommand('aws cloudformation describe-stacks', [
      '--stack-name "$STACK"',
      `--query "Stacks[0].Outputs[?OutputKey=='${key}'].OutputValue"`,
      '--output text',
    ]);
  return {
    how: commands(
      ...(parameters.some((parameter) => parameter.includes('Cidr='))
        ? ['# In place of a CIDR block, you can set …SecurityGroupId or …PrefixListId.']
        : []),
      // The name of a stack must begin with a letter and must not have underscores.
      `STACK=${quote(`rabbitmq-${name.replaceAll('_', '-')}`)}`,
      shellCommand('aws cloudformation deploy', [
        '--stack-name "$STACK"',
        `--template-file ${fileOf(facts)}`,
        ...(parameters.length > 0 ? [`--parameter-overrides ${parameters.map(quote).join(' ')}`] : []),
      ]),
      `NEW_ID=$(${output('BrokerId')})`,
      `SECRET=$(${output('AdministratorSecret')})`,
    ),
    undo: 'run `aws cloudformation delete-stack --stack-name "$STACK"`. This does not touch the old broker.',
  };
}

function script(facts: RunbookFacts): HowTo {
  const { name, securityGroups } = facts.replacement;
  return {
    how: commands(
      ...sourcesHint(facts.replacement),
      ...scriptInputs(facts.replacement),
      `NEW_ID=$(bash ${fileOf(facts)})`,
      `SECRET=${quote(`amazon-mq/${name}`)}`,
    ),
    undo: [
      'if the script stops halfway, it prints the commands that undo it. If it printed an ID, run:',
      commands(
        ...(hasOwnConfiguration(facts.replacement)
          ? [
              'CONFIGURATION=$(aws mq describe-broker --broker-id "$NEW_ID" --query Configurations.Current.Id --output text)',
            ]
          : []),
        ...(securityGroups
          ? []
          : ['GROUP=$(aws mq describe-broker --broker-id "$NEW_ID" --query "SecurityGroups[0]" --output text)']),
        'aws mq delete-broker --broker-id "$NEW_ID" &&',
        '  until STATE=$(aws mq describe-broker --broker-id "$NEW_ID" --query BrokerState --output text 2>&1); [[ $STATE == *NotFoundException* ]]; do',
        '    echo "$STATE"; sleep 30',
        '  done &&',
        '  aws secretsmanager delete-secret --force-delete-without-recovery --secret-id "$SECRET"',
        ...(hasOwnConfiguration(facts.replacement)
          ? ['aws mq delete-configuration --configuration-id "$CONFIGURATION"']
          : []),
        ...(securityGroups ? [] : ['aws ec2 delete-security-group --group-id "$GROUP"']),
      ),
      'This does not touch the old broker.',
    ].join('\n\n'),
  };
}

function wait(): Step {
  return {
    title: 'Wait for the new broker, and evaluate it',
    parts: [
      'Amazon MQ needs 15 minutes or more to create a cluster. The state must become `RUNNING`. If it is `CREATION_FAILED`, check the subnets, the security groups and the KMS key. Every check must pass before you move anything.',
      commands(
        'while state=$(aws mq describe-broker --broker-id "$NEW_ID" --query BrokerState --output text) &&',
        '  [[ $state == CREATION_IN_PROGRESS ]]; do',
        '  sleep 30',
        'done',
        'echo "$state"',
        'aws mq describe-broker --broker-id "$NEW_ID" | rabbitmq-conformance evaluate',
      ),
    ],
    undo: 'delete the new broker as above, and plan again.',
  };
}
