import { ALWAYS, engineFile, LONG_PATTERN } from './engine.ts';
import type { Refusal } from './refusal.ts';

const USERS = engineFile('rabbit/src/rabbit_auth_backend_internal.erl');
const DEFINITIONS = engineFile('rabbit/src/rabbit_definitions.erl');
const VHOSTS = engineFile('rabbit/src/rabbit_vhost.erl');

const SET_PASSWORD = 'Set the password again on the new broker.';

/** What a broker refuses of users, virtual hosts and permissions, and of where the others are. */
export const ACCESS_REFUSALS = {
  withoutTags: {
    kinds: ['user'],
    what: 'has no tags',
    since: ALWAYS,
    verdict: 'change',
    action: 'Give it the tags "". It can use the broker, but not the management API.',
    source: USERS,
  },
  tagsNotText: {
    kinds: ['user'],
    what: 'has tags that are no text, no list of texts, or longer than 255 characters',
    since: ALWAYS,
    verdict: 'change',
    action: 'Set its tags again on the new broker.',
    source: USERS,
  },
  tooManyTags: {
    kinds: ['user'],
    what: 'has more than 32 tags',
    since: { '4.2': '4.2.7', '4.3': '4.3.1' },
    verdict: 'change',
    action: 'Give it 32 tags at most.',
    source: USERS,
  },
  bothPasswords: {
    kinds: ['user'],
    what: 'has a password and a hash',
    since: ALWAYS,
    verdict: 'change',
    action: 'Keep the hash, and delete the password, which is plain text.',
    source: USERS,
  },
  passwordNotText: {
    kinds: ['user'],
    what: 'has a password that is not text',
    since: ALWAYS,
    verdict: 'change',
    action: SET_PASSWORD,
    source: USERS,
  },
  hashNotBase64: {
    kinds: ['user'],
    what: 'has a password hash that is not Base64',
    since: ALWAYS,
    verdict: 'change',
    action: SET_PASSWORD,
    source: USERS,
  },
  userLimits: {
    kinds: ['user'],
    what: 'has limits other than whole numbers of max-connections and max-channels',
    since: ALWAYS,
    verdict: 'change',
    action: 'Set its limits again on the new broker.',
    source: USERS,
  },
  ownPermissions: {
    kinds: ['user'],
    what: 'has permissions of its own, which are imported before the virtual hosts are there',
    since: ALWAYS,
    verdict: 'change',
    action: 'Move them to the list of permissions.',
    source: USERS,
  },
  badDefaultType: {
    kinds: ['virtual host'],
    what: 'has a default queue type that RabbitMQ does not know',
    since: ALWAYS,
    verdict: 'change',
    action: 'Remove it, or name classic or quorum.',
    source: engineFile('rabbit/src/rabbit_queue_type.erl'),
  },
  badTracing: {
    kinds: ['virtual host'],
    what: 'has tracing that is neither true nor false',
    since: ALWAYS,
    verdict: 'change',
    action: 'Remove it.',
    source: VHOSTS,
  },
  badHostTags: {
    kinds: ['virtual host'],
    what: 'has tags that are no text, no list of texts, or longer than 255 characters',
    since: ALWAYS,
    verdict: 'change',
    action: 'Set its tags again on the new broker.',
    source: VHOSTS,
  },
  noVirtualHost: {
    kinds: ['object in a virtual host'],
    what: 'does not name its virtual host',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Name its virtual host.',
    source: DEFINITIONS,
  },
  missingVirtualHost: {
    kinds: ['object in a virtual host'],
    what: 'is in a virtual host that is not in the export',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Leave it out, or add the virtual host.',
    source: DEFINITIONS,
  },
  missingUser: {
    kinds: ['permission', 'topic permission'],
    what: 'is for a user that is not in the export',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Leave it out, or add the user.',
    source: USERS,
  },
  badPermission: {
    kinds: ['permission', 'topic permission'],
    what: 'lacks one of its regular expressions, or one is not valid',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Set it again on the new broker. For what is not allowed at all, the expression is empty.',
    source: USERS,
  },
  longPermission: {
    kinds: ['permission', 'topic permission'],
    what: 'has a regular expression of more than 1,024 bytes',
    since: LONG_PATTERN,
    verdict: 'lost',
    action: 'Set it again on the new broker, with a shorter expression.',
    source: engineFile('rabbit_common/src/rabbit_re.erl'),
  },
  missingTopicExchange: {
    kinds: ['topic permission'],
    what: 'is for an exchange that is not imported',
    since: { '4.3': '4.3.2' },
    verdict: 'lost',
    action: 'Leave it out, or add the exchange.',
    source: USERS,
  },
} as const satisfies Readonly<Record<string, Refusal>>;
