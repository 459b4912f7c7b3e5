import type { Permission, User, VirtualHost } from './definitions.ts';
import type { Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import { isOfAmazonMq, PAGES } from './target.ts';

export function reviewUser(user: User): Review<User> {
  if (user.name === 'guest') {
    return leaveOut(
      lost(
        'is deleted by Amazon MQ, which has no user of this name.',
        'Make a user for each client that logs in as guest.',
        PAGES.users,
      ),
    );
  }
  if (isOfAmazonMq(user.name)) {
    return leaveOut(remark("is Amazon MQ's own.", 'Leave it out: the new broker has its own.', PAGES.users));
  }
  if (/md5$/.test(user.hashing_algorithm ?? '')) {
    return keep(
      user,
      remark('has a password that is hashed with MD5.', 'Set it anew on the new broker.', PAGES.passwords),
    );
  }
  return keep(user);
}

export function reviewVirtualHost(vhost: VirtualHost): Review<VirtualHost> {
  if (vhost.metadata?.default_queue_type === 'stream') {
    const { default_queue_type: _, ...metadata } = vhost.metadata;
    return keep(
      { ...vhost, metadata },
      change(
        'makes streams of queues that name no type, and Amazon MQ does not support streams.',
        'Give it another default queue type.',
        PAGES.versions,
      ),
    );
  }
  if (vhost.name === '/') return keep(vhost);
  return keep(
    vhost,
    remark(
      "does not get Amazon MQ's default policies and limits, which are for the virtual host / only.",
      'Create policies and limits of your own for it.',
      PAGES.defaults,
    ),
  );
}

/**
 * @param all the users of the export; `undefined` if it has no list of them
 * @param kept those that are imported
 */
export function reviewPermission<T extends Permission>(
  permission: T,
  all: ReadonlySet<string> | undefined,
  kept: ReadonlySet<string>,
): Review<T> {
  const { user } = permission;
  if (all === undefined || kept.has(user)) return keep(permission);
  if (isOfAmazonMq(user)) return leaveOut(remark("is of a user of Amazon MQ's own.", 'Leave it out.', PAGES.users));
  return leaveOut(
    all.has(user)
      ? lost('is of a user that is lost.', 'Give it to the user that takes its place.')
      : lost(
          'is of a user that is not in the export: the broker would refuse the import.',
          'Leave it out, or add the user.',
        ),
  );
}
