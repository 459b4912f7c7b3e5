import { quote } from 'shlex';
import { isConfiguration } from './kept.ts';
import { hasOwnConfiguration, limitLines } from './limits-configuration.ts';
import type { Step } from './markdown.ts';
import { commands } from './markdown.ts';
import type { ConfigurationRevision, Replacement } from './replacement.ts';
import { credentials } from './runbook-connect.ts';
import type { RunbookFacts } from './runbook-facts.ts';
import { shellCommand } from './shell.ts';

const WAIT = 'Continue when `aws mq describe-broker --broker-id "$NEW_ID" --query BrokerState` prints `RUNNING` again.';

/** The step that brings the settings of the old broker, if they are in a configuration of another version. */
export function configurationSteps({ planned, replacement }: RunbookFacts): readonly Step[] {
  const own = planned.properties.configuration;
  if (!own || !isConfiguration(own) || replacement.configuration || replacement.switchAuthentication) return [];
  return [
    {
      title: 'Copy the configuration, if you changed it',
      parts: [
        'A configuration belongs to one engine version. The first command saves the old one as `rabbitmq.conf`. If you never changed a setting in it, continue with the next step.',
        ...(hasOwnConfiguration(replacement)
          ? ['A broker has one configuration. So the copy also gets the limits that the plan has set.']
          : []),
        commands(...copy(own, replacement), apply([]), 'aws mq reboot-broker --broker-id "$NEW_ID"'),
        WAIT,
      ],
      undo: 'set the first configuration of the new broker again with `aws mq update-broker`, and reboot the broker.',
    },
  ];
}

/**
 * The step after which users log in as they did on the old broker.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-authentication.html
 */
export function authenticationSteps({ planned, replacement }: RunbookFacts): readonly Step[] {
  const { switchAuthentication } = replacement;
  if (!switchAuthentication) return [];
  const { configuration, strategy } = switchAuthentication;
  const old = planned.properties.configuration;
  const made = !configuration && old && isConfiguration(old) ? old : undefined;
  const kept = configuration
    ? [`CONFIGURATION_ID=${quote(configuration.id)} REVISION=${configuration.revision}`]
    : [`: "\${CONFIGURATION_ID:?set it to the ID of a configuration}" "\${REVISION:?set it to its revision}"`];
  return [
    {
      title: 'Switch the new broker to the authentication of the old one',
      parts: [
        'So far, the new broker takes the password of its administrator. Its configuration makes it ask the same OAuth 2.0, LDAP or HTTP server as the old broker, which it must be able to reach.',
        ...(made
          ? [
              'A configuration belongs to one engine version. This saves the old one as `rabbitmq.conf`. Check that its settings are those of the new version, then continue.',
            ]
          : []),
        commands(...(made ? copy(made, replacement) : kept)),
        commands(apply([`--authentication-strategy ${strategy}`]), 'aws mq reboot-broker --broker-id "$NEW_ID"'),
        WAIT,
        'Then log in to it as you did to the old broker:',
        commands('{', ...credentials('new', 'NEW'), '  new /api/overview | jq -r .rabbitmq_version', '}'),
      ],
      undo: 'run `aws mq update-broker --broker-id "$NEW_ID" --authentication-strategy SIMPLE`, reboot the broker, and log in with its password again.',
    },
  ];
}

function copy({ id, revision }: ConfigurationRevision, replacement: Replacement): readonly string[] {
  const { name, engineVersion, limits } = replacement;
  const isLimited = hasOwnConfiguration(replacement);
  return [
    shellCommand('aws mq describe-configuration-revision', [
      `--configuration-id ${quote(id)}`,
      `--configuration-revision ${revision}`,
      '--query Data',
      '--output text | base64 --decode >rabbitmq.conf',
    ]),
    ...(isLimited ? [`printf '\\n%s' ${limitLines(limits).map(quote).join(' ')} >>rabbitmq.conf`] : []),
    `CONFIGURATION_ID=$(${shellCommand('aws mq create-configuration', [
      // The name of a configuration is unique, and the plan has used that of the broker.
      `--name ${quote(isLimited ? `${name}-settings` : name)}`,
      '--engine-type RABBITMQ',
      `--engine-version ${quote(engineVersion)}`,
      '--query Id',
      '--output text',
    ])})`,
    `REVISION=$(${shellCommand('aws mq update-configuration', [
      '--configuration-id "$CONFIGURATION_ID"',
      '--data "$(base64 <rabbitmq.conf | tr -d \'\\n\')"',
      '--query LatestRevision.Revision',
      '--output text',
    ])})`,
  ];
}

function apply(options: readonly string[]): string {
  return shellCommand('aws mq update-broker', [
    '--broker-id "$NEW_ID"',
    ...options,
    '--configuration "Id=$CONFIGURATION_ID,Revision=$REVISION"',
  ]);
}
