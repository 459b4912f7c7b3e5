import { isObject } from '../../checks/json.ts';
import { ACCESS_REFUSALS } from './access-refusals.ts';
import type { User } from './definitions.ts';
import { isRefused, refuse } from './refusal.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isOfAmazonMq, PAGES } from './target.ts';

const MAX_TAGS = 32;
const MAX_TAG = 255;

/** https://www.rabbitmq.com/docs/management#permissions */
const OF_RABBITMQ = ['administrator', 'monitoring', 'policymaker', 'management', 'impersonator'];

/** https://www.rabbitmq.com/docs/passwords */
const ALGORITHMS = ['rabbit_password_hashing_sha256', 'rabbit_password_hashing_sha512', 'rabbit_password_hashing_md5'];

const LIMITS = ['max-connections', 'max-channels'];

/** Reviews a user. No part of a password or a hash may get into a finding. */
export function reviewUser(user: User, target: TargetVersion): Review<User> {
  if (user.name === 'guest') {
    return leaveOut(
      lost(
        'is deleted by Amazon MQ, which has no user of this name.',
        'Create a user for each client that logs in as guest.',
        PAGES.users,
      ),
    );
  }
  if (isOfAmazonMq(user.name)) {
    return leaveOut(remark('belongs to Amazon MQ.', 'Leave it out: the new broker has its own.', PAGES.users));
  }
  const steps = [checkTags(target), checkPasswords, checkLimits, checkPermissions];
  return steps.reduce<Review<User>>(({ kept = user, findings }, step) => {
    const next = step(kept);
    return { kept: next.kept, findings: [...findings, ...next.findings] };
  }, keep(user));
}

function checkTags(target: TargetVersion): (user: User) => Review<User> {
  return (user) => {
    const { tags } = user;
    if (tags === undefined) {
      // Servers before 2.3 wrote this member instead.
      if (Object.hasOwn(user, 'administrator')) return keep(user);
      return keep({ ...user, tags: '' }, refuse(ACCESS_REFUSALS.withoutTags));
    }
    const list = typeof tags === 'string' ? tags.split(',') : tags;
    if (!areTags(list)) return keep({ ...user, tags: '' }, refuse(ACCESS_REFUSALS.tagsNotText));
    if (list.length <= MAX_TAGS || !isRefused(ACCESS_REFUSALS.tooManyTags, target)) return keep(user);
    const isOfRabbitMQ = (tag: string) => OF_RABBITMQ.includes(tag.trim());
    const sorted = [...list.filter(isOfRabbitMQ), ...list.filter((tag) => !isOfRabbitMQ(tag))];
    return keep({ ...user, tags: sorted.slice(0, MAX_TAGS) }, refuse(ACCESS_REFUSALS.tooManyTags));
  };
}

/** Whether a value is a list of tags that Erlang can make atoms of. */
export function areTags(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((tag) => typeof tag === 'string' && tag.length <= MAX_TAG);
}

function checkPasswords(user: User): Review<User> {
  const { password, password_hash: hash, ...others } = user;
  const hasPassword = Object.hasOwn(user, 'password');
  const hasHash = Object.hasOwn(user, 'password_hash');
  if (hasHash && !isBase64(hash)) {
    const kept = typeof password === 'string' ? { ...others, password } : others;
    return keep(kept, refuse(ACCESS_REFUSALS.hashNotBase64));
  }
  if (hasHash && hasPassword) return keep({ ...others, password_hash: hash }, refuse(ACCESS_REFUSALS.bothPasswords));
  if (hasHash) return keep(user, ...findHashing(user));
  if (!hasPassword) {
    return keep(
      user,
      remark('has neither a password nor a hash, so it cannot log in with a password.', undefined, PAGES.passwords),
    );
  }
  if (typeof password !== 'string') return keep(others, refuse(ACCESS_REFUSALS.passwordNotText));
  return keep(
    user,
    remark(
      'has a password in plain text, and not as a hash.',
      'Delete the export and the importable file after the import, and change the password.',
      PAGES.passwords,
    ),
  );
}

/** As base64:decode/1 of Erlang takes it, which ignores spaces. */
function isBase64(hash: unknown): boolean {
  if (typeof hash !== 'string') return false;
  const text = hash.replaceAll(/[ \t\r\n]/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function findHashing({ hashing_algorithm: algorithm }: User): Finding[] {
  if (algorithm === undefined) return [];
  if (!ALGORITHMS.includes(algorithm)) {
    return [
      change(
        'has a password that is hashed by a plugin, so it cannot log in with it.',
        'Set it again on the new broker.',
        PAGES.passwords,
      ),
    ];
  }
  if (!algorithm.endsWith('md5')) return [];
  return [remark('has a password that is hashed with MD5.', 'Set it again on the new broker.', PAGES.passwords)];
}

function checkLimits(user: User): Review<User> {
  if (user.limits === undefined) return keep(user);
  const { limits, ...others } = user;
  if (!isObject(limits)) return keep(others, refuse(ACCESS_REFUSALS.userLimits));
  const right = Object.entries(limits).filter(([name, limit]) => LIMITS.includes(name) && Number.isInteger(limit));
  if (right.length === Object.keys(limits).length) return keep(user);
  return keep({ ...user, limits: Object.fromEntries(right) }, refuse(ACCESS_REFUSALS.userLimits));
}

function checkPermissions(user: User): Review<User> {
  if (!Object.hasOwn(user, 'permissions')) return keep(user);
  const { permissions: _, ...others } = user;
  return keep(others, refuse(ACCESS_REFUSALS.ownPermissions));
}
