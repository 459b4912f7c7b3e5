import { quote } from 'shlex';
import { parseVersion } from '../rabbitmq/engine-version.ts';
import { code, commands, document, list, table } from './markdown.ts';
import { isBrokerName } from './names.ts';
import type { Replacement } from './replacement.ts';
import { checkStep } from './runbook-check.ts';
import { createSteps } from './runbook-create.ts';
import { definitionsSteps } from './runbook-definitions.ts';
import type { RunbookFacts, RunbookInput } from './runbook-facts.ts';
import { measureStep } from './runbook-measure.ts';
import { moveSteps, removeStep } from './runbook-move.ts';
import { permissionsFor } from './runbook-permissions.ts';
import { regionLine } from './script.ts';
import { IN_A_CHECKOUT } from './shell.ts';
import type { PlannedBroker } from './source.ts';

/** The steps from the old broker to the new one, in Markdown. Each has its commands, and says how to undo it. */
export function writeRunbook(input: RunbookInput): string {
  const { planned, replacement, reasons, notices } = input;
  const { broker, properties } = planned;
  const to = parseVersion(replacement.engineVersion);
  if (!to) throw new RangeError(`${replacement.engineVersion} is not a version.`);
  const from = properties.engineVersion === undefined ? undefined : parseVersion(properties.engineVersion);
  const facts: RunbookFacts = { ...input, from, to, wasPublic: broker.publiclyAccessible !== false };
  const old = broker.name ?? broker.id ?? 'the broker';
  const before = [
    measureStep(facts),
    checkStep(facts),
    ...createSteps(facts),
    ...definitionsSteps(facts),
    ...moveSteps(facts),
  ];
  const steps = [...before, removeStep(facts, before)];
  return document(
    `From ${code(old)} to ${code(replacement.name)}`,
    [
      `${reasons.join(' ')} You cannot change the deployment mode, public access, subnets or key of a broker, so a new one takes ` +
        'over. The old broker runs until the last step. Before that, you delete its shovels and federation upstreams, move its messages, and tag it.' +
        `${replacement.switchAuthentication ? '' : ' While messages move, it has one user more.'}`,
      comparison(input, old),
      ...(notices.length > 0 ? ['Differences, and what needs your attention:', list(notices)] : []),
      'Run the commands with bash on a host that reaches both brokers. Run one block at a time, all in one shell: later steps use the variables and functions of earlier ones. ' +
        'Start in an empty folder that only you can read, and stay in it: the commands store passwords and definitions there.',
      commands(
        'umask 077',
        'HERE=$PWD',
        regionLine(broker.region),
        oldId(planned),
        `for program in aws curl jq openssl rabbitmq-conformance${facts.format === 'terraform' ? ' terraform' : ''}; do type "$program"; done`,
      ),
      `Install what is \`not found\` first: curl must be 7.76 or newer, jq 1.6 or newer. ${IN_A_CHECKOUT}`,
      'The commands and the plan need these IAM actions. To create a broker, you also need the [actions of Amazon EC2 that Amazon MQ lists]' +
        '(https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-api-authentication-authorization.html). The first broker of an account also needs `iam:CreateServiceLinkedRole`.',
      permissionsFor([...notices, ...steps.flatMap(({ parts, undo }) => [...parts, undo])].join('\n'), facts),
    ],
    steps,
  );
}

function comparison({ planned: { broker, properties }, replacement }: RunbookInput, old: string): string {
  const { deploymentMode, publiclyAccessible, generalLogging } = broker;
  return table(
    ['', 'old broker', 'new broker'],
    [
      ['name', code(old), code(replacement.name)],
      ['deployment mode', known(deploymentMode), code('CLUSTER_MULTI_AZ')],
      ['public access', eitherOf(publiclyAccessible, 'yes', 'no'), 'no'],
      ['general logging', eitherOf(generalLogging, 'on', 'off'), 'on'],
      ['subnets', subnetsOf(properties.subnetIds), newSubnets(replacement)],
      ['engine version', known(properties.engineVersion), code(replacement.engineVersion)],
      ['instance type', known(properties.hostInstanceType), code(replacement.hostInstanceType)],
    ],
  );
}

function eitherOf(value: boolean | undefined, yes: string, no: string): string {
  return value === undefined ? 'not known' : value ? yes : no;
}

function known(text: string | undefined): string {
  return text === undefined ? 'not known' : code(text);
}

function subnetsOf(ids: readonly string[] | undefined): string {
  return ids === undefined ? 'not known' : String(ids.length);
}

function newSubnets({ subnetIds }: Replacement): string {
  if (!subnetIds) return 'provide three, in three Availability Zones';
  const warning = '**if a zone fails, clients can lose the broker: plan again with three** (`--subnet-ids`)';
  return subnetIds.length < 3 ? `${subnetIds.length}: ${warning}` : String(subnetIds.length);
}

function oldId({ broker: { id, name } }: PlannedBroker): string {
  if (id !== undefined) return `OLD_ID=${quote(id)}`;
  if (name === undefined || !isBrokerName(name)) return `: "\${OLD_ID:?set it to the ID of the old broker}"`;
  return `OLD_ID=$(aws mq list-brokers --output json | jq -r '.BrokerSummaries[] | select(.BrokerName == "${name}").BrokerId')`;
}
