import { quote } from 'shlex';
import { parseVersion } from '../rabbitmq/engine-version.ts';
import { code, commands, document, list, table } from './markdown.ts';
import { isBrokerName } from './names.ts';
import type { Replacement } from './replacement.ts';
import { createSteps } from './runbook-create.ts';
import { definitionsSteps } from './runbook-definitions.ts';
import type { RunbookFacts, RunbookInput } from './runbook-facts.ts';
import { moveSteps } from './runbook-move.ts';
import { regionLine } from './script.ts';
import type { PlannedBroker } from './source.ts';

/** The steps from a broker to its replacement, in Markdown, each with its commands and its way back. */
export function writeRunbook(input: RunbookInput): string {
  const { planned, replacement, reasons, notices } = input;
  const { broker, properties } = planned;
  const to = parseVersion(replacement.engineVersion);
  if (!to) throw new RangeError(`${replacement.engineVersion} is no version.`);
  const from = properties.engineVersion === undefined ? undefined : parseVersion(properties.engineVersion);
  const facts: RunbookFacts = { ...input, from, to, wasPublic: broker.publiclyAccessible !== false };
  const old = broker.name ?? broker.id ?? 'the broker';
  return document(
    `From ${code(old)} to ${code(replacement.name)}`,
    [
      `${reasons.join(' ')} Deployment mode and public access of a broker cannot be changed, so that a new one takes over. The old one stays as it is until the ` +
        'last step but the messages that leave it.',
      table(
        ['', 'old broker', 'new broker'],
        [
          ['name', code(old), code(replacement.name)],
          ['deployment mode', known(broker.deploymentMode), code('CLUSTER_MULTI_AZ')],
          [
            'public',
            broker.publiclyAccessible === undefined ? 'not known' : broker.publiclyAccessible ? 'yes' : 'no',
            'no',
          ],
          [
            'general log',
            broker.generalLogging === undefined ? 'not known' : broker.generalLogging ? 'on' : 'off',
            'on',
          ],
          ['subnets', subnetsOf(properties.subnetIds), newSubnets(replacement)],
          ['engine version', known(properties.engineVersion), code(replacement.engineVersion)],
          ['instance type', known(properties.hostInstanceType), code(replacement.hostInstanceType)],
        ],
      ),
      ...(notices.length > 0 ? ['What is not as it was, or needs your attention:', list(notices)] : []),
      'The commands are for bash on a host that reaches both brokers, a block at a time and all in one shell: variables and functions of a step are used in later ones. ' +
        'Begin in an empty folder that only you can read, and stay in it: passwords and definitions will lie in it.',
      commands(
        'umask 077',
        'HERE=$PWD',
        regionLine(broker.region),
        oldId(planned),
        `for program in aws curl jq openssl rabbitmq-conformance${facts.format === 'terraform' ? ' terraform' : ''}; do type "$program"; done`,
      ),
      'What is `not found` has to be installed first (curl 7.76 or newer, jq 1.6 or newer). In a checkout of this program, after `npm ci` and `npm run build`, ' +
        '`rabbitmq-conformance() { node CHECKOUT/dist/cli/index.js "$@"; }` does it.',
    ],
    [...createSteps(facts), ...definitionsSteps(facts), ...moveSteps(facts)],
  );
}

function known(text: string | undefined): string {
  return text === undefined ? 'not known' : code(text);
}

function subnetsOf(ids: readonly string[] | undefined): string {
  return ids === undefined ? 'not known' : String(ids.length);
}

function newSubnets({ subnetIds }: Replacement): string {
  if (!subnetIds) return 'to be given: three, in three zones';
  const warning = '**clients lose it with its zone: plan again with three** (`--subnet-ids`)';
  return subnetIds.length < 3 ? `${subnetIds.length}: ${warning}` : String(subnetIds.length);
}

function oldId({ broker: { id, name } }: PlannedBroker): string {
  if (id !== undefined) return `OLD_ID=${quote(id)}`;
  if (name === undefined || !isBrokerName(name)) return `: "\${OLD_ID:?give the id of the old broker}"`;
  return `OLD_ID=$(aws mq list-brokers --output json | jq -r '.BrokerSummaries[] | select(.BrokerName == "${name}").BrokerId')`;
}
