import type { Call } from '../../../simulator/aws/call.ts';
import type { Ending } from '../../../simulator/lambda/lambda-process.ts';
import { UNFOUNDED_ERRORS, untruths } from '../../support/faults.ts';
import { FUNCTION_ACCOUNT } from '../../support/lambda-process.ts';
import type { WireEvaluation } from '../../support/loopback-account.ts';
import type { Plan } from './events.ts';
import { subjectOf, tokenOf } from './events.ts';

/** What happened while an event was handled. */
export interface Course {
  readonly plan: Plan;
  readonly said: readonly WireEvaluation[];
  /** The calls whose last attempt had a fault, by their subject. */
  readonly unanswered: ReadonlyMap<string, Call>;
}

/** The access key id of the credentials of an account. */
export function accessKeyOf(accountId: string): string {
  return accountId === FUNCTION_ACCOUNT ? 'OWN' : accountId;
}

/** What is wrong with a call: it is signed with the credentials of another account than the one that it is about. */
export function strangeCall({ operation, input, accessKeyId }: Call, { member, number }: Plan): string | undefined {
  const about = `${operation} of event ${number} in ${member.accountId}, signed by ${accessKeyId}, `;
  if (operation === 'AssumeRole') return accessKeyId === 'OWN' ? undefined : `${about}is not signed by the function`;
  if (accessKeyId !== accessKeyOf(member.accountId)) return `${about}has the credentials of another account`;
  const { ConfigRuleName, ResultToken, brokerId, resourceId } = input;
  if (ConfigRuleName !== undefined && ConfigRuleName !== `rule-${member.accountId}`)
    return `${about}names another rule`;
  if (ResultToken !== undefined && ResultToken !== tokenOf(member.accountId, number))
    return `${about}has another token`;
  const id = brokerId ?? resourceId;
  return id === undefined || member.truth.has(String(id))
    ? undefined
    : `${about}names a broker of another account: ${id}`;
}

/** What the function did that the contract of its verdicts does not allow. */
export function breaches({ plan, said, unanswered }: Course, { error }: Ending): readonly string[] {
  const { member, name, isFaulty } = plan;
  const found = [...untruths(said, member.truth)];
  if (error && UNFOUNDED_ERRORS.test(error.name)) found.push(`it failed with ${error.name}: ${error.message}`);
  if (!error && unanswered.size > 0) found.push(`it did not fail without ${[...unanswered.keys()].join(' and ')}`);
  for (const { operation, input } of unanswered.values()) {
    const isSaid = said.some(({ ComplianceResourceId: id }) => id === input.brokerId);
    if (operation === 'DescribeBroker' && isSaid) found.push(`${input.brokerId} was not read, but has a result`);
  }
  if (isFaulty) return found;
  if (error) found.push(`it failed without a fault: ${error.message}`);
  const ids = new Set(said.map(({ ComplianceResourceId }) => ComplianceResourceId));
  const due = (name === 'scheduled' ? member.known : [member.changed]).filter(
    ({ truth }) => truth !== 'NOT_APPLICABLE',
  );
  const missing = due.filter(({ broker }) => !ids.has(broker.brokerId));
  return [...found, ...missing.map(({ broker }) => `it said nothing of ${broker.brokerId}, without a fault`)];
}

/** Follows an event from call to call. */
export function follow(plan: Plan) {
  const unanswered = new Map<string, Call>();
  const attempts = new Map<string, number>();
  return {
    unanswered,
    /** @returns the fault that comes instead of the answer */
    meet(call: Call): Error | undefined {
      const subject = subjectOf(call);
      const attempt = attempts.get(subject) ?? 0;
      attempts.set(subject, attempt + 1);
      const fault = plan.faultOf(call, attempt);
      if (fault) unanswered.set(subject, call);
      else unanswered.delete(subject);
      return fault;
    },
  };
}
