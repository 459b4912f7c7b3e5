import { quote } from 'shlex';
import type { Step } from './markdown.ts';
import { commands } from './markdown.ts';
import type { RunbookFacts } from './runbook-facts.ts';

/**
 * The commands that log in to the old broker, and what the later commands read with. `pages` reads 500 objects at a time: all at
 * once, thousands of them take a broker too long. https://www.rabbitmq.com/docs/management#pagination
 */
export function connectOld({ replacement: { switchAuthentication } }: RunbookFacts): readonly string[] {
  return [
    switchAuthentication
      ? 'You need an administrator of the old broker. Its configuration says who that is: with OAuth 2.0, leave the user empty and give an access token. A token expires: if a later command fails with 401, run this block again. ' +
        'The last command prints the RabbitMQ version.'
      : 'You need a user of the old broker with the tag `administrator`. The last command prints its RabbitMQ version.',
    commands(
      'login() {',
      ...(switchAuthentication
        ? [
            `  NAME=$2 PASSWORD=$3 jq -nr 'if env.NAME == "" then "header = " + ("Authorization: Bearer \\(env.PASSWORD)" | @json)`,
            `    else "user = " + ("\\(env.NAME):\\(env.PASSWORD)" | @json) end' >"$HERE/$1.curl"`,
          ]
        : [`  NAME=$2 PASSWORD=$3 jq -nr '"user = " + ("\\(env.NAME):\\(env.PASSWORD)" | @json)' >"$HERE/$1.curl"`]),
      '}',
      `call() { curl --fail-with-body --silent --show-error --config "$HERE/$1.curl" "\${@:3}" "$2"; }`,
      `old() { call old "$OLD_URL$1" "\${@:2}"; }`,
      `new() { call new "$NEW_URL$1" "\${@:2}"; }`,
      'pages() {',
      '  local page=1 count=1',
      '  while ((page <= count)); do',
      '    $1 "/api/$2?page=$page&page_size=500&columns=$3" >page.json || return',
      "    jq -c '.items[]' page.json && count=$(jq -e .page_count page.json) || return",
      '    page=$((page + 1))',
      '  done',
      '}',
      urlOf('OLD'),
      // A command that reads would read whatever is pasted after it, so it stands in a group at the end of the block.
      '{',
      ...(switchAuthentication
        ? credentials('old', 'OLD')
        : [
            "  IFS= read -r -p 'Administrator of the old broker: ' OLD_USER",
            "  IFS= read -r -s -p 'Password: ' OLD_PASSWORD && echo",
            '  login old "$OLD_USER" "$OLD_PASSWORD"',
          ]),
      '  old /api/overview | jq -r .rabbitmq_version',
      '}',
    ),
  ];
}

/** Asks for what a broker takes. Without a user, it is a token. */
export function credentials(broker: 'old' | 'new', variable: 'OLD' | 'NEW'): readonly string[] {
  return [
    `  IFS= read -r -p 'User of the ${broker} broker (empty for an OAuth 2.0 token): ' ${variable}_USER`,
    `  IFS= read -r -s -p 'Password or token: ' ${variable}_PASSWORD && echo`,
    `  login ${broker} "$${variable}_USER" "$${variable}_PASSWORD"`,
  ];
}

/** The step that logs in to the new broker. */
export function connectNew({ replacement: { administrator } }: RunbookFacts): Step {
  return {
    title: 'Connect to the new broker',
    parts: [
      'The last command prints its RabbitMQ version.',
      commands(
        urlOf('NEW'),
        `NEW_PASSWORD=$(aws secretsmanager get-secret-value --secret-id "$SECRET" --query SecretString --output text | jq -r .password)`,
        `login new ${quote(administrator)} "$NEW_PASSWORD"`,
        'new /api/overview | jq -r .rabbitmq_version',
      ),
    ],
    undo: 'delete `new.curl`, which contains the password.',
  };
}

function urlOf(broker: 'OLD' | 'NEW'): string {
  return `${broker}_URL=$(aws mq describe-broker --broker-id "$${broker}_ID" --query 'BrokerInstances[0].ConsoleURL' --output text)`;
}
