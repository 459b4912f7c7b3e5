import { readObject } from '../../checks/json.ts';
import { enumerate } from '../text/enumerate.ts';
import type { Json, Parameter, Policy } from './definitions.ts';
import { engineFile } from './engine.ts';
import { isLongPattern, judgePattern, UNCHECKED } from './pattern.ts';
import { without } from './policy-context.ts';
import { POLICY_REFUSALS } from './policy-refusals.ts';
import { expectedSetting, isOfMirroring } from './policy-setting-table.ts';
import { CONSEQUENCES, isRefused, refuse } from './refusal.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4 } from './target.ts';
import { inWords, isValid } from './values.ts';

/** What a policy can apply to. rabbit_policy.erl */
const SCOPES: readonly unknown[] = ['all', 'exchanges', 'queues', 'classic_queues', 'quorum_queues', 'streams'];

/** Reviews what the settings of a policy are, and takes out those that a broker refuses. All of them are known to it. */
export function checkPolicy(policy: Policy, target: TargetVersion): Review<Policy> {
  const { pattern, definition, 'apply-to': scope = 'all' } = policy;
  const judgement = typeof pattern === 'string' ? judgePattern(pattern) : 'invalid';
  if (judgement === 'invalid') return leaveOut(refuse(POLICY_REFUSALS.badPattern));
  if (isLongPattern(String(pattern)) && isRefused(POLICY_REFUSALS.longPattern, target)) {
    return leaveOut(refuse(POLICY_REFUSALS.longPattern));
  }
  if (!SCOPES.includes(scope)) return leaveOut(refuse(POLICY_REFUSALS.badScope));
  if (Object.keys(definition).length === 0) return leaveOut(refuse(POLICY_REFUSALS.emptyPolicy));
  if (Object.keys(definition).filter((name) => name.startsWith('federation-upstream')).length > 1) {
    return leaveOut(refuse(POLICY_REFUSALS.twoUpstreams));
  }
  const { names, findings } = findWrong(definition, target);
  const said = judgement === 'unknown' ? [...findings, UNCHECKED] : findings;
  if (names.length === 0) return keep(policy, ...said);
  const rest = without(definition, names);
  if (Object.keys(rest).length === 0) return { kept: undefined, findings };
  return keep({ ...policy, definition: rest }, ...said);
}

interface Wrong {
  readonly names: readonly string[];
  readonly findings: readonly Finding[];
}

function findWrong(definition: Json, target: TargetVersion): Wrong {
  const all = Object.keys(definition);
  const names: string[] = [];
  const findings: Finding[] = [];
  const drop = (dropped: readonly string[], finding: Finding) => {
    names.push(...dropped);
    findings.push(finding);
  };
  for (const name of all) {
    const expected = expectedSetting(name, target);
    // Mirroring is removed for RabbitMQ 4, whatever it is, and so is the locator.
    const isRemoved = isVersion4(target) && (isOfMirroring(name) || name === 'queue-master-locator');
    if (expected === undefined || isRemoved || isValid(definition[name], expected)) continue;
    drop([name], wrongValue(name, inWords(expected)));
  }
  const mirroring = all.filter(isOfMirroring);
  if (isRefused(POLICY_REFUSALS.badMirroring, target) && mirroring.length > 0 && !isMirroring(definition)) {
    drop(mirroring, refuse(POLICY_REFUSALS.badMirroring));
  }
  if (isRefused(POLICY_REFUSALS.badRetry, target) && !isRetry(definition)) {
    drop(['delayed-retry-type', 'delayed-retry-min', 'delayed-retry-max'], refuse(POLICY_REFUSALS.badRetry));
  }
  return { names, findings };
}

function wrongValue(name: string, expected: string): Finding {
  return change(
    `sets ${name} to a value that is not ${expected}: ${CONSEQUENCES.refused}`,
    `Remove ${name}, or correct it.`,
    engineFile('rabbit/src/rabbit_policies.erl'),
  );
}

/** `validate_policy/1` of rabbit_mirror_queue_mode_*.erl in v3.13.7 */
function isMirroring({ 'ha-mode': mode, 'ha-params': params }: Json): boolean {
  switch (mode) {
    case 'all':
      return params === undefined;
    case 'exactly':
      return typeof params === 'number' && Number.isInteger(params) && params > 0;
    case 'nodes':
      return Array.isArray(params) && params.length > 0 && params.every((node) => typeof node === 'string');
    default:
      return false;
  }
}

function isRetry(definition: Json): boolean {
  const { 'delayed-retry-type': type, 'delayed-retry-min': min, 'delayed-retry-max': max } = definition;
  if (type !== undefined && type !== 'disabled' && min === undefined) return false;
  return !(typeof min === 'number' && typeof max === 'number' && max < min);
}

const MEMBERS = ['pattern', 'definition', 'priority', 'apply-to'];

/** Gives an operator policy the members that it must have, and no others. */
export function checkMembers(parameter: Parameter): {
  readonly kept: Parameter;
  readonly findings: readonly Finding[];
} {
  const value = readObject(parameter.value);
  const isWhole = typeof value.priority === 'number' && Object.keys(value).every((name) => MEMBERS.includes(name));
  if (isWhole) return { kept: parameter, findings: [] };
  const known = Object.fromEntries(Object.entries(value).filter(([name]) => MEMBERS.includes(name)));
  const priority = typeof value.priority === 'number' ? value.priority : 0;
  return {
    kept: { ...parameter, value: { ...known, priority } },
    findings: [refuse(POLICY_REFUSALS.badMembers, `lacks a priority, or has members other than ${enumerate(MEMBERS)}`)],
  };
}
