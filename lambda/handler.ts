import type { Check, Verdict } from '../checks/check.ts';
import type { Judge, Outcome } from '../checks/evaluation.ts';
import { evaluateBroker, exemptFailures } from '../checks/evaluation.ts';
import type { Exemption } from '../checks/exemption.ts';
import { daysLeft } from '../checks/exemption.ts';
import { refreshAge } from '../checks/refresh.ts';
import { parseRefresh, parseRuleParameters } from '../checks/rule-parameters.ts';
import { evaluateChange, isOvertaken } from './change.ts';
import { divideTime, readsUntil, unlessAborted } from './deadline.ts';
import type { RuleEvent } from './event.ts';
import { isLate, parseEvent } from './event.ts';
import { isProven } from './news.ts';
import type { Refresh } from './order.ts';
import type { AwsAccount, Connect, FunctionIdentity, Telemetry } from './ports.ts';
import { EvaluationRoleError } from './ports.ts';
import { messageOf, startReport, toEvaluation } from './report.ts';
import type { SweepObserver } from './sweep.ts';
import { sweep, TimeRanOutError } from './sweep.ts';

/** The most problems that an error names. */
const MAX_PROBLEMS = 10;

/** An exemption that ends within this number of days is a warning in the log. */
const SOON_DAYS = 14;

/** What we use of the context of a Lambda invocation. */
export interface InvocationContext {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** Some brokers could not be evaluated, or their results could not be sent. Everything else was. */
export class IncompleteEvaluationError extends Error {
  override readonly name = 'IncompleteEvaluationError';

  constructor(problems: readonly Error[]) {
    // The number of brokers that were not evaluated is the most important problem.
    const sorted = problems.toSorted(
      (a, b) => Number(b instanceof TimeRanOutError) - Number(a instanceof TimeRanOutError),
    );
    const named = sorted.slice(0, MAX_PROBLEMS).map(({ message }) => message);
    const others = sorted.length > named.length ? [`And ${sorted.length - named.length} more problems.`] : [];
    super([...named, ...others].join(' '), { cause: sorted[0] });
  }
}

/** What the function works with. */
export interface HandlerPorts {
  /** Those that a rule may select. */
  readonly checks: readonly Check[];
  readonly connect: Connect;
  readonly telemetry: Telemetry;
  /** By default none. */
  readonly exemptions?: readonly Exemption[];
  /** The clock by which exemptions end, and events are late. */
  readonly now?: () => Date;
}

/** Makes the handler of the Lambda function. It throws on every failure, so that Lambda retries the invocation. */
export function createHandler({
  checks: known,
  connect,
  telemetry,
  exemptions = [],
  now = () => new Date(),
}: HandlerPorts) {
  return async (event: unknown, context: InvocationContext): Promise<void> => {
    const started = Date.now();
    const tally: Record<Verdict, number> = { pass: 0, fail: 0, skip: 0, unknown: 0, exempt: 0 };
    let exempt = 0;
    let unchanged = 0;
    let about: LogFields = {};
    const durationMs = () => Date.now() - started;
    const summary = () => ({
      ...about,
      verdicts: tally,
      unchanged: unchanged || undefined,
      durationMs: durationMs(),
    });
    try {
      const self = parseFunctionArn(context.invokedFunctionArn);
      const ruleEvent = parseEvent(event);
      const { rule, messageType } = ruleEvent;
      const place = { accountId: rule.accountId, region: self.region };
      about = { rule: rule.name, ...place, trigger: messageType };
      const checks = parseRuleParameters(rule.parameters, known);
      const days = parseRefresh(rule.parameters);
      const { readMs, sendMs } = divideTime(context.getRemainingTimeInMillis());
      const limits = { reads: AbortSignal.timeout(readMs), all: AbortSignal.timeout(sendMs) };
      const account = await unlessAborted(limits.reads, () => connect(rule.accountId, self));
      const today = now();
      const judge: Judge = (broker) =>
        exemptFailures(evaluateBroker(broker, checks), { ...broker, ...place }, exemptions, today);
      const onOutcome = (resourceId: string, outcome: Outcome, isSent: boolean) => {
        tally[outcome.verdict] += 1;
        if (!isSent && isProven(outcome.verdict)) unchanged += 1;
        if (outcome.exempted.length > 0) exempt += 1;
        logOutcome(outcome, { ...about, resourceId }, today, telemetry);
      };
      const onNotice = (notice: string) => telemetry.log('warn', notice, about);
      const refresh = { ageMs: refreshAge(days), now: today };
      const problems = await evaluate(ruleEvent, judge, account, limits, { onOutcome, onNotice }, refresh);
      if (problems.length > 0) throw new IncompleteEvaluationError(problems);
      if (messageType === 'ScheduledNotification') telemetry.measure('CompleteRuns', 1);
      telemetry.log('info', 'Evaluated', summary());
    } catch (error) {
      telemetry.log('error', 'Evaluation failed', { ...summary(), problem: messageOf(error) });
      telemetry.measure('Failures', 1);
      if (error instanceof EvaluationRoleError) telemetry.measure('RoleMissing', 1);
      throw error;
    } finally {
      measureVerdicts(tally, telemetry);
      if (exempt > 0) telemetry.measure('Exempt', exempt);
      telemetry.measure('Duration', durationMs());
      telemetry.flush();
    }
  };
}

/** Logs a broker that could not be evaluated, and failures that are exempt. @param about whose outcome it is */
function logOutcome(
  { verdict, results, exempted }: Outcome,
  about: LogFields,
  today: Date,
  telemetry: Telemetry,
): void {
  if (verdict === 'unknown') {
    const reasons = results.map(({ check, detail }) => `${check.id}: ${detail}`);
    telemetry.log('error', 'A broker could not be evaluated', { ...about, reasons });
  }
  for (const { check, exemption } of exempted) {
    if (exemption === undefined) continue;
    const { until, reason, ticket } = exemption;
    const days = daysLeft(exemption, today);
    const level = days <= SOON_DAYS ? 'warn' : 'info';
    telemetry.log(level, 'A failure is exempt', { ...about, check: check.id, until, daysLeft: days, reason, ticket });
  }
}

type LogFields = Readonly<Record<string, unknown>>;

/** Evaluates and reports. @returns the problems that need a retry */
async function evaluate(
  event: RuleEvent,
  judge: Judge,
  account: AwsAccount,
  limits: TimeLimits,
  observer: Omit<SweepObserver, 'onProblem'>,
  refresh: Refresh,
): Promise<readonly Error[]> {
  const problems: Error[] = [];
  const onProblem = (problem: Error) => problems.push(problem);
  const report = startReport(account, event.rule.resultToken, onProblem, limits.all);
  if (event.messageType === 'ScheduledNotification') {
    await sweep(event, judge, account, report, { ...observer, onProblem }, limits.reads, refresh);
  } else {
    const { item } = event;
    const reads = readsUntil(limits.reads, account);
    if (await isOvertaken(event, reads, refresh.now)) {
      observer.onNotice(`${item.resourceId} already has a newer result. This late event is ignored.`);
    } else {
      // A schedule that has found what AWS Config has already may have left no result that is newer than the event.
      const isPast = refresh.ageMs > 0 && isLate(event, refresh.now);
      const outcome = await evaluateChange(event, judge, reads, isPast);
      observer.onOutcome(item.resourceId, outcome, true);
      await report.add(toEvaluation({ ...item, orderingTimestamp: item.captureTime }, outcome));
    }
  }
  await report.finish();
  return problems;
}

interface TimeLimits {
  /** Fires when reading must stop, so that there is time to send the results. */
  readonly reads: AbortSignal;
  /** Fires when sending must stop too. */
  readonly all: AbortSignal;
}

function measureVerdicts(tally: Readonly<Record<Verdict, number>>, telemetry: Telemetry): void {
  telemetry.measure('Brokers', tally.pass + tally.fail + tally.skip + tally.unknown + tally.exempt);
  telemetry.measure('Pass', tally.pass);
  telemetry.measure('Fail', tally.fail);
  telemetry.measure('Skip', tally.skip);
  telemetry.measure('UnknownBrokers', tally.unknown);
}

/** @throws TypeError if the text is not a function ARN, `arn:<partition>:lambda:<region>:<account>:function:<name>` */
function parseFunctionArn(arn: string): FunctionIdentity & { readonly region: string } {
  const [, partition, , region, accountId] = arn.split(':');
  if (!partition || !region || !accountId) throw new TypeError(`"${arn}" is not the ARN of a Lambda function.`);
  return { partition, region, accountId };
}
