import { markdownTable } from 'markdown-table';
import { ACCESS_REFUSALS } from '../cli/definitions/access-refusals.ts';
import { POLICY_REFUSALS } from '../cli/definitions/policy-refusals.ts';
import { expectedSetting, isKnown, POLICY_SETTINGS } from '../cli/definitions/policy-setting-table.ts';
import type { QueueArgument } from '../cli/definitions/queue-argument-table.ts';
import { expectedValue, isTaken, QUEUE_ARGUMENTS } from '../cli/definitions/queue-argument-table.ts';
import type { Refusal } from '../cli/definitions/refusal.ts';
import type { QueueType, TargetVersion } from '../cli/definitions/target.ts';
import { TOPOLOGY_REFUSALS } from '../cli/definitions/topology-refusals.ts';
import type { Value } from '../cli/definitions/values.ts';
import { inWords } from '../cli/definitions/values.ts';
import { OFFERED_VERSIONS } from '../cli/rabbitmq/engine-version.ts';

/** What a broker refuses to import, as a Markdown table. */
export function renderRefusals(): string {
  const refusals: readonly Refusal[] = [
    ...Object.values(ACCESS_REFUSALS),
    ...Object.values(TOPOLOGY_REFUSALS),
    ...Object.values(POLICY_REFUSALS),
  ];
  const sources = [...new Set(refusals.map(({ source }) => source))];
  const rows = refusals.map(({ kinds, what, effect, since, verdict, isLeftOut, source }) => [
    `${kinds.join(', ')}: ${what}`,
    ...OFFERED_VERSIONS.map((target) => sinceInWords(since[target], effect)),
    verdict === 'lost' || isLeftOut ? 'left out' : 'changed',
    `[source][${sources.indexOf(source) + 1}]`,
  ]);
  return [
    markdownTable([['what is refused', ...OFFERED_VERSIONS, 'file', 'source'], ...rows]),
    '',
    ...sources.map((source, index) => `[${index + 1}]: ${source}`),
  ].join('\n');
}

/** `yes`, or the release that was the first to refuse it. */
function sinceInWords(since: string | undefined, effect: Refusal['effect']): string {
  if (since === undefined) return '-';
  if (effect === 'skipped') return 'silent';
  return since.endsWith('.0') ? 'yes' : since;
}

/** The arguments of queues, as a Markdown table. */
export function renderQueueArguments(): string {
  const rows = QUEUE_ARGUMENTS.map((argument) => [
    `\`${argument.name}\``,
    versionsInWords(takenIn(argument, 'classic')),
    versionsInWords(takenIn(argument, 'quorum')),
    valuesInWords((target) => {
      const isOfAny = isTaken(argument, 'classic', target) || isTaken(argument, 'quorum', target);
      return isOfAny ? expectedValue(argument, target) : undefined;
    }),
  ]);
  return markdownTable([['argument', 'classic queues', 'quorum queues', 'value'], ...rows]);
}

/** The versions in which queues of a type take an argument that the version knows. */
function takenIn(argument: QueueArgument, type: QueueType): readonly TargetVersion[] {
  return OFFERED_VERSIONS.filter((target) => isTaken(argument, type, target));
}

/** The settings of policies, as a Markdown table. */
export function renderPolicySettings(): string {
  const rows = POLICY_SETTINGS.map(({ name }) => [
    `\`${name}\``,
    versionsInWords(OFFERED_VERSIONS.filter((target) => isKnown(name, 'policy', target))),
    versionsInWords(OFFERED_VERSIONS.filter((target) => isKnown(name, 'operator policy', target))),
    valuesInWords((target) => (isKnown(name, 'policy', target) ? expectedSetting(name, target) : undefined)),
  ]);
  return markdownTable([['setting', 'policies', 'operator policies', 'value'], ...rows]);
}

/** Which settings keep a policy from all queues of a type, as a list in Markdown. */
export function renderUnsupportedSettings(): string {
  const groups = Map.groupBy(POLICY_SETTINGS, ({ unsupportedBy = {} }) =>
    Object.entries(unsupportedBy)
      .map(([type, versions]) => `${type} queues${versionsOf(versions)}`)
      .join(' and '),
  );
  groups.delete('');
  return [...groups]
    .map(([queues, settings]) => `- ${queues}: ${settings.map(({ name }) => `\`${name}\``).join(', ')}`)
    .join('\n');
}

function versionsOf(versions: readonly TargetVersion[]): string {
  return versions.length === OFFERED_VERSIONS.length ? '' : ` of ${versions.join(', ')}`;
}

function versionsInWords(versions: readonly TargetVersion[]): string {
  if (versions.length === OFFERED_VERSIONS.length) return 'all';
  return versions.length === 0 ? '-' : versions.join(', ');
}

/** What a value must be, once if it is the same in all versions. */
function valuesInWords(expected: (target: TargetVersion) => Value | undefined): string {
  const versions = new Map<string, TargetVersion[]>();
  const [first] = OFFERED_VERSIONS.flatMap((target) => expected(target) ?? []);
  for (const target of OFFERED_VERSIONS) {
    const value = expected(target);
    if (value === undefined) continue;
    const words = added(value, first) ?? inWords(value);
    versions.set(words, [...(versions.get(words) ?? []), target]);
  }
  if (versions.size <= 1) return [...versions.keys()][0] ?? '-';
  return [...versions].map(([words, targets]) => `${targets.join(', ')}: ${words}`).join('; ');
}

/** What a list of values has more than the first; `undefined` if that is not all that differs. */
function added(value: Value, first: Value | undefined): string | undefined {
  if (value.kind !== 'one-of' || first?.kind !== 'one-of') return undefined;
  const others = value.values.filter((one) => !first.values.includes(one));
  const isMore = others.length > 0 && value.values.length === first.values.length + others.length;
  return isMore ? `also ${others.join(', ')}` : undefined;
}
