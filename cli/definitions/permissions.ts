import { ACCESS_REFUSALS } from './access-refusals.ts';
import type { Permission } from './definitions.ts';
import { isLongPattern, judgePattern, UNCHECKED } from './pattern.ts';
import { isRefused, refuse } from './refusal.ts';
import type { Review } from './rows.ts';
import { keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isOfAmazonMq, PAGES } from './target.ts';
import type { Topology } from './topology.ts';
import { isMissing } from './topology.ts';

/** What the permissions of an export refer to. */
export interface PermissionContext {
  readonly target: TargetVersion;
  /** The users of the export; `undefined` if it has no list of them. */
  readonly users: ReadonlySet<string> | undefined;
  readonly keptUsers: ReadonlySet<string>;
  readonly exchanges: Topology;
}

const OF_PERMISSIONS = ['configure', 'write', 'read'];

export function reviewPermission(permission: Permission, context: PermissionContext): Review<Permission> {
  return reviewFor(permission, OF_PERMISSIONS, context);
}

export function reviewTopicPermission(permission: Permission, context: PermissionContext): Review<Permission> {
  const { exchange, vhost } = permission;
  const review = reviewFor(permission, ['write', 'read'], context);
  if (!review.kept || !isRefused(ACCESS_REFUSALS.missingTopicExchange, context.target)) return review;
  const isThere = typeof exchange === 'string' && !isMissing(exchange, vhost, context.exchanges);
  return isThere ? review : leaveOut(refuse(ACCESS_REFUSALS.missingTopicExchange));
}

function reviewFor(
  permission: Permission,
  members: readonly string[],
  { target, users, keptUsers }: PermissionContext,
): Review<Permission> {
  const { user } = permission;
  if (users !== undefined && !keptUsers.has(user)) {
    if (isOfAmazonMq(user)) {
      return leaveOut(remark('is for a user that belongs to Amazon MQ.', 'Leave it out.', PAGES.users));
    }
    return leaveOut(
      users.has(user)
        ? lost('is for a user that is lost.', 'Grant it to the user that replaces it.')
        : refuse(ACCESS_REFUSALS.missingUser),
    );
  }
  const judgements = members.map((name) => {
    const pattern = permission[name];
    return typeof pattern === 'string' ? judgePattern(pattern) : 'invalid';
  });
  if (judgements.includes('invalid')) return leaveOut(refuse(ACCESS_REFUSALS.badPermission));
  if (
    isRefused(ACCESS_REFUSALS.longPermission, target) &&
    members.some((name) => isLongPattern(String(permission[name])))
  ) {
    return leaveOut(refuse(ACCESS_REFUSALS.longPermission));
  }
  if (!judgements.includes('unknown')) return keep(permission);
  return keep(permission, UNCHECKED);
}
