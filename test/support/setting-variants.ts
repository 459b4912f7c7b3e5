import type { PolicyKind } from '../../cli/definitions/policy-setting-table.ts';
import {
  expectedSetting,
  findUnsupported,
  isKnown,
  isOfMirroring,
  POLICY_SETTINGS,
} from '../../cli/definitions/policy-setting-table.ts';
import { expectedValue, isTaken, QUEUE_ARGUMENTS } from '../../cli/definitions/queue-argument-table.ts';
import type { QueueType, TargetVersion } from '../../cli/definitions/target.ts';
import type { Value } from '../../cli/definitions/values.ts';
import { isValid } from '../../cli/definitions/values.ts';
import { HOST } from './refusal-examples.ts';

const TYPES = ['classic', 'quorum'] as const satisfies readonly QueueType[];

/** Those whose values do not depend on other settings. */
const SETTINGS = POLICY_SETTINGS.filter(({ value }) => value !== undefined).map(({ name }) => name);

/** Of each kind of value, one is right and one is wrong. As a time, the first is long enough for a queue to stay. */
const SAMPLES: readonly unknown[] = [
  ...[60_000, 'text-of-nobody', 100, 1, true],
  ...['5D', 'lazy', 'balanced', 'random', 'drop-head', 'at-most-once'],
  ...['all', 'always', 'automatic'],
];

/** A value of an argument or setting. */
export interface Variant {
  /** The name of the argument or setting. */
  readonly name: string;
  /** What has which value. */
  readonly what: string;
  /** Whether the tables say that a server refuses it. */
  readonly isRefused: boolean;
  /** Definitions in {@link HOST}, with this and nothing else. */
  readonly lists: Readonly<Record<string, readonly object[]>>;
}

/**
 * Classic and quorum queues with right and wrong values of each argument that the tables know. A queue type that does not
 * take an argument gets a right value.
 */
export function queueVariants(target: TargetVersion): readonly Variant[] {
  const known = QUEUE_ARGUMENTS.filter(({ name }) => name !== 'x-queue-type');
  return known.flatMap((argument) =>
    TYPES.flatMap((type) => {
      const { name } = argument;
      const wrong = isTaken(argument, type, target) ? wrongValues(expectedValue(argument, target)) : [];
      return [rightValue(expectedValue(argument, target)), ...wrong].map((value) => {
        const what = `${type} queue with ${name} ${value}`;
        const isRefused = wrong.includes(value) || !isTaken(argument, type, target);
        return { name, what, isRefused, lists: { queues: [queueOf(what, type, argumentsOf(name, value))] } };
      });
    }),
  );
}

/** Policies of one kind with right and wrong values of each setting that the tables know. */
export function settingVariants(kind: PolicyKind, target: TargetVersion): readonly Variant[] {
  return SETTINGS.flatMap((name) => {
    const wrong = isKnown(name, kind, target) ? wrongValues(expectedSetting(name, target)) : [];
    return [rightValue(expectedSetting(name, target)), ...wrong].map((value) => {
      const what = `${kind} with ${name} ${value}`;
      const isRefused = wrong.includes(value) || !isKnown(name, kind, target);
      return { name, what, isRefused, lists: policyOf(kind, what, name, value) };
    });
  });
}

/**
 * For each setting of policies, a policy with this setting, and a queue of each type that it matches.
 * @returns definitions in {@link HOST}, and by queue the policy that applies to it
 */
export function unsupportedSettings(target: TargetVersion, isOld: (name: string) => boolean) {
  const names = SETTINGS.filter((name) => isOld(name) && isKnown(name, 'policy', target));
  const value = (name: string) => rightValue(expectedSetting(name, target));
  const pairs = names.flatMap((name) => TYPES.map((type) => ({ name, type, queue: `${name} ${type}` })));
  const lists = {
    queues: pairs.map(({ type, queue }) => queueOf(queue, type, {})),
    policies: names.flatMap((name) => policyOf('policy', name, name, value(name)).policies ?? []),
  };
  const applied = pairs.map(({ name, type, queue }) => {
    const isUnsupported = findUnsupported(settingOf(name, value(name)), type, target).length > 0;
    return [queue, isUnsupported ? '' : name];
  });
  return { lists, applied: Object.fromEntries(applied) as Readonly<Record<string, string>> };
}

function rightValue(expected: Value | undefined): unknown {
  return SAMPLES.find((sample) => expected === undefined || isValid(sample, expected));
}

/** A value of another kind, and those just outside of the range. */
function wrongValues(expected: Value | undefined): readonly unknown[] {
  if (expected === undefined) return [];
  const { min = -Infinity, max = Infinity } = expected.kind === 'integer' ? expected : {};
  const other = SAMPLES.filter((sample) => typeof sample !== 'number' || expected.kind !== 'integer');
  return [other.find((sample) => !isValid(sample, expected)), min - 1, max + 1].filter(
    (value) => value !== undefined && Math.abs(Number(value)) !== Infinity,
  );
}

function argumentsOf(name: string, value: unknown) {
  return { ...(name === 'x-dead-letter-routing-key' && { 'x-dead-letter-exchange': 'late' }), [name]: value };
}

function queueOf(name: string, type: QueueType, args: object) {
  return {
    ...{ name, vhost: HOST, durable: true, auto_delete: false },
    arguments: { 'x-queue-type': type, ...args },
  };
}

/** A definition with a setting, and with what no setting of mirroring is taken without. */
function settingOf(name: string, value: unknown) {
  return { ...(isOfMirroring(name) && { 'ha-mode': 'all' }), [name]: value };
}

function policyOf(kind: PolicyKind, name: string, setting: string, value: unknown): Variant['lists'] {
  const definition = settingOf(setting, value);
  const policy = { pattern: `^${setting} `, 'apply-to': 'queues', priority: 1, definition };
  return kind === 'policy'
    ? { policies: [{ name, vhost: HOST, ...policy }] }
    : { parameters: [{ component: 'operator_policy', name, vhost: HOST, value: policy }] };
}
