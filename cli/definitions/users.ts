import type { Permission, User, VirtualHost } from './definitions.ts';
import type { Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import { isOfAmazonMq, PAGES } from './target.ts';

export function reviewUser(user: User): Review<User> {
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
  if (/md5$/.test(user.hashing_algorithm ?? '')) {
    return keep(
      user,
      remark('has a password that is hashed with MD5.', 'Set it again on the new broker.', PAGES.passwords),
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
        'turns queues without a type into streams, which Amazon MQ does not support.',
        'Set another default queue type.',
        PAGES.versions,
      ),
    );
  }
  if (vhost.name === '/') return keep(vhost);
  return keep(
    vhost,
    remark(
      "does not get Amazon MQ's default policies and limits, which apply only to the virtual host /.",
      'Create your own policies and limits for it.',
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
  if (isOfAmazonMq(user))
    return leaveOut(remark('is for a user that belongs to Amazon MQ.', 'Leave it out.', PAGES.users));
  return leaveOut(
    all.has(user)
      ? lost('is for a user that is lost.', 'Grant it to the user that replaces it.')
      : lost(
          'is for a user that is not in the export: the new broker would refuse the import.',
          'Leave it out, or add the user.',
        ),
  );
}
