import { isObject, quote } from '../../checks/json.ts';
import { ACCESS_REFUSALS } from './access-refusals.ts';
import type { VirtualHost } from './definitions.ts';
import { refuse } from './refusal.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4, PAGES } from './target.ts';
import { areTags } from './users.ts';

export function reviewVirtualHost(vhost: VirtualHost, target: TargetVersion): Review<VirtualHost> {
  const metadata = reviewMetadata(vhost, target);
  const whole = checkMembers(withoutIgnoredType(metadata.kept));
  const findings = [...metadata.findings, ...whole.findings];
  if (vhost.name === '/') return keep(whole.kept, ...findings);
  return keep(
    whole.kept,
    ...findings,
    remark(
      "does not get Amazon MQ's default policies and limits, which apply only to the virtual host /.",
      'Create your own policies and limits for it.',
      PAGES.defaults,
    ),
  );
}

interface Kept {
  readonly kept: VirtualHost;
  readonly findings: readonly Finding[];
}

function reviewMetadata(vhost: VirtualHost, target: TargetVersion): Kept {
  if (vhost.metadata === undefined) return { kept: vhost, findings: [] };
  if (!isObject(vhost.metadata)) {
    // The empty list that servers sometimes write for an object without members.
    const { metadata: _, ...kept } = vhost;
    return { kept, findings: [] };
  }
  const finding = findDefaultType(vhost.metadata.default_queue_type, target);
  if (finding === 'keep') return { kept: vhost, findings: [] };
  const { default_queue_type: _, ...metadata } = vhost.metadata;
  return { kept: { ...vhost, metadata }, findings: finding === 'drop' ? [] : [finding] };
}

/**
 * Servers write the default queue type next to the metadata too, and no import reads it there. Without this, the file would
 * promise another type than the one that queues get. The source is `add_vhost/2` of rabbit_definitions.erl in v3.13.7 and v4.2.9.
 */
function withoutIgnoredType(vhost: VirtualHost): VirtualHost {
  const { default_queue_type: type, ...others } = vhost;
  return type === undefined || type === vhost.metadata?.default_queue_type ? vhost : others;
}

/**
 * For a virtual host without a default, servers write the text `undefined`. RabbitMQ 4.2.0 to 4.2.7 take it for the name
 * of a queue type, so it is dropped for RabbitMQ 4.
 */
function findDefaultType(type: unknown, target: TargetVersion): Finding | 'keep' | 'drop' {
  switch (type) {
    case undefined:
    case 'quorum':
      return 'keep';
    case 'undefined':
      return isVersion4(target) ? 'drop' : 'keep';
    case null:
      return 'drop';
    case 'stream':
      return change(
        'turns queues without a type into streams, which Amazon MQ does not support.',
        'Set another default queue type.',
        PAGES.versions,
      );
    case 'classic':
      return isVersion4(target) ? CLASSIC_DEFAULT : 'keep';
    default:
      return refuse(ACCESS_REFUSALS.badDefaultType);
  }
}

const CLASSIC_DEFAULT = change(
  'makes queues without a type classic, which RabbitMQ 4 keeps on only one node of the cluster.',
  'Leave the default queue type out. The default of Amazon MQ is quorum.',
  PAGES.version4,
);

function checkMembers(vhost: VirtualHost): Kept {
  const { tracing, tags, metadata, ...others } = vhost;
  const badTracing = tracing !== undefined && typeof tracing !== 'boolean';
  const badTags = !isUsable(tags) || !isUsable(metadata?.tags);
  if (!badTracing && !badTags) return { kept: vhost, findings: [] };
  const { tags: _, ...otherMetadata } = metadata ?? {};
  const kept = {
    ...others,
    ...(tracing !== undefined && !badTracing && { tracing }),
    ...(tags !== undefined && !badTags && { tags }),
    ...(metadata !== undefined && { metadata: badTags ? otherMetadata : metadata }),
  };
  return {
    kept,
    findings: [
      ...(badTracing ? [refuse(ACCESS_REFUSALS.badTracing)] : []),
      ...(badTags ? [refuse(ACCESS_REFUSALS.badHostTags)] : []),
    ],
  };
}

function isUsable(tags: unknown): boolean {
  return tags === undefined || tags === null || areTags(typeof tags === 'string' ? tags.split(',') : tags);
}

/**
 * Why an object is not in a virtual host of the new broker, which always has `/`; `undefined` if it is, or if that is not
 * known.
 * @param all the virtual hosts of the export; `undefined` if it has no list of them
 */
export function findPlace(vhost: string | undefined, all: ReadonlySet<string> | undefined): Review<never> | undefined {
  if (vhost === undefined) return leaveOut(refuse(ACCESS_REFUSALS.noVirtualHost));
  if (vhost === '/' || all === undefined || all.has(vhost)) return undefined;
  const place = `is in the virtual host ${quote(vhost)}, which is not in the export`;
  return leaveOut(refuse(ACCESS_REFUSALS.missingVirtualHost, place));
}
