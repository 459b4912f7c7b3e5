import { evaluateChange } from './change.ts';
import type { Check, Verdict } from './checks.ts';
import type { Outcome } from './evaluation.ts';
import type { RuleEvent } from './event.ts';
import { parseEvent } from './event.ts';
import type { AwsAccount, Connect, FunctionIdentity, Telemetry } from './ports.ts';
import { EvaluationRoleError } from './ports.ts';
import { messageOf, startReport, toEvaluation } from './report.ts';
import { parseRuleParameters } from './rule-parameters.ts';
import { sweep } from './sweep.ts';

/**
 * What is kept of the invocation's time to send the last results: one `PutEvaluations` with all its attempts,
 * each of which may take five seconds. Of a short time, a fifth.
 */
const RESERVE_MS = 25_000;

/** What we use of the context of a Lambda invocation. */
export interface InvocationContext {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** Some brokers could not be evaluated or their results not be sent. Everything else was. */
export class IncompleteEvaluationError extends Error {
  override readonly name = 'IncompleteEvaluationError';
}

/** Makes the handler of the Lambda function, which throws on every failure so that Lambda retries it. */
export function createHandler({ connect, telemetry }: { connect: Connect; telemetry: Telemetry }) {
  return async (event: unknown, context: InvocationContext): Promise<void> => {
    const started = Date.now();
    const tally: Record<Verdict, number> = { pass: 0, fail: 0, skip: 0, unknown: 0 };
    let about: Readonly<Record<string, unknown>> = {};
    const summary = () => ({ ...about, verdicts: tally, durationMs: Date.now() - started });
    try {
      const self = parseFunctionArn(context.invokedFunctionArn);
      const ruleEvent = parseEvent(event);
      const { rule, messageType } = ruleEvent;
      about = { rule: rule.name, accountId: rule.accountId, region: self.region, trigger: messageType };
      const checks = parseRuleParameters(rule.parameters);
      const account = await connect(rule.accountId, self);
      const onOutcome = (resourceId: string, outcome: Outcome) => {
        tally[outcome.verdict] += 1;
        if (outcome.verdict !== 'unknown') return;
        const reasons = outcome.results.map(({ check, detail }) => `${check.id}: ${detail}`);
        telemetry.log('error', 'A broker could not be evaluated', { ...about, resourceId, reasons });
      };
      const problems = await evaluate(ruleEvent, checks, account, context, { telemetry, onOutcome });
      if (problems.length > 0) throw incomplete(problems);
      telemetry.log('info', 'Evaluated', summary());
    } catch (error) {
      telemetry.log('error', 'Evaluation failed', { ...summary(), problem: messageOf(error) });
      if (error instanceof EvaluationRoleError) telemetry.count('RoleMissing', 1);
      throw error;
    } finally {
      countVerdicts(tally, telemetry);
      telemetry.flush();
    }
  };
}

/** Evaluates and reports. @returns what went wrong and must be repeated */
async function evaluate(
  event: RuleEvent,
  checks: readonly Check[],
  account: AwsAccount,
  context: InvocationContext,
  { telemetry, onOutcome }: { telemetry: Telemetry; onOutcome: (resourceId: string, outcome: Outcome) => void },
): Promise<readonly Error[]> {
  const problems: Error[] = [];
  const onProblem = (problem: Error) => problems.push(problem);
  const report = startReport(account, event.rule.resultToken, onProblem);
  if (event.messageType === 'ScheduledNotification') {
    const onNotice = (notice: string) => telemetry.log('warn', notice, {});
    await sweep(event, checks, account, report, { onOutcome, onProblem, onNotice }, beforeDeadline(context));
  } else {
    const { item } = event;
    const outcome = await evaluateChange(event, checks, account);
    onOutcome(item.resourceId, outcome);
    await report.add(toEvaluation({ ...item, orderingTimestamp: item.captureTime }, outcome));
  }
  await report.finish();
  return problems;
}

function beforeDeadline(context: InvocationContext): AbortSignal {
  const remaining = context.getRemainingTimeInMillis();
  return AbortSignal.timeout(Math.max(0, Math.floor(remaining - Math.min(RESERVE_MS, remaining / 5))));
}

function incomplete(problems: readonly Error[]): IncompleteEvaluationError {
  const [first] = problems;
  const others = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new IncompleteEvaluationError(`${first?.message}${others}`, { cause: first });
}

function countVerdicts(tally: Readonly<Record<Verdict, number>>, telemetry: Telemetry): void {
  telemetry.count('Brokers', tally.pass + tally.fail + tally.skip + tally.unknown);
  telemetry.count('Pass', tally.pass);
  telemetry.count('Fail', tally.fail);
  telemetry.count('Skip', tally.skip);
  telemetry.count('UnknownBrokers', tally.unknown);
}

/** @throws TypeError if the text is no function ARN, `arn:<partition>:lambda:<region>:<account>:function:<name>` */
function parseFunctionArn(arn: string): FunctionIdentity & { readonly region: string } {
  const [, partition, , region, accountId] = arn.split(':');
  if (!partition || !region || !accountId) throw new TypeError(`"${arn}" is not the ARN of a Lambda function.`);
  return { partition, region, accountId };
}
