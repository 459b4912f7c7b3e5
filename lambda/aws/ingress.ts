import type { IngressRule, IngressSource } from '../../checks/ingress.ts';
import type { AwsAccount } from '../ports.ts';
import { RefusedError } from '../ports.ts';
import type { Call } from './call.ts';
import type { Ec2 } from './ec2.ts';

/**
 * Makes what reads the inbound rules of security groups: each group and each prefix list once, however many brokers have
 * it. What AWS refuses is a source that is not known, so that a wide range in another group is found nevertheless.
 */
export function createIngressRules(call: Call, ec2: () => Promise<Ec2>): AwsAccount['ingressRules'] {
  const lists = once(async (listId, signal): Promise<IngressSource> => {
    const { rangesOf } = await ec2();
    try {
      const cidrs: string[] = [];
      for await (const page of rangesOf(call, listId, signal)) cidrs.push(...page);
      return { kind: 'prefix-list', id: listId, cidrs };
    } catch (error) {
      return refused(error, `GetManagedPrefixListEntries failed for ${listId}`);
    }
  });
  const expand = async (rule: IngressRule, signal: AbortSignal): Promise<IngressRule> =>
    rule.source.kind === 'prefix-list' ? { ...rule, source: await lists(rule.source.id, signal) } : rule;
  const groups = once(async (groupId, signal): Promise<readonly IngressRule[]> => {
    const { rulesOf } = await ec2();
    try {
      const rules = await rulesOf(call, groupId, signal);
      return await Promise.all(rules.map((rule) => expand(rule, signal)));
    } catch (error) {
      return [
        { group: groupId, protocol: '-1', source: refused(error, `DescribeSecurityGroups failed for ${groupId}`) },
      ];
    }
  });
  return async (groupIds, signal) => (await Promise.all(groupIds.map((id) => groups(id, signal)))).flat();
}

/** @throws the error, if it is transient */
function refused(error: unknown, what: string): IngressSource {
  if (!(error instanceof RefusedError)) throw error;
  return { kind: 'unknown', why: `${what} (${error.code}).` };
}

/** A read that is made once for each ID. Also one that failed: AWS was asked often enough then. */
function once<T>(read: (id: string, signal: AbortSignal) => Promise<T>) {
  const known = new Map<string, Promise<T>>();
  return (id: string, signal: AbortSignal): Promise<T> => {
    const reading = known.get(id) ?? read(id, signal);
    known.set(id, reading);
    return reading;
  };
}
