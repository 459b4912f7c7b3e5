import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import type { Place } from '../aws/place.ts';
import type { Result, Simulation } from '../aws/simulation.ts';
import { at } from '../aws/simulation.ts';
import { sendComplianceChange } from './compliance-changes.ts';

interface Evaluation {
  readonly ComplianceResourceType: string;
  readonly ComplianceResourceId: string;
  readonly ComplianceType: string;
  readonly Annotation?: string;
  /** Seconds since 1970. */
  readonly OrderingTimestamp: number;
}

/**
 * Takes the results of a rule: all of them, or none.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html
 * @throws AwsError as AWS Config would
 */
export function putEvaluations(simulation: Simulation, input: Call['input'], place: Place): unknown {
  const evaluations = (input.Evaluations ?? []) as readonly Evaluation[];
  if (evaluations.length > 100) throw violation(`${evaluations.length} evaluations`);
  if (input.ResultToken === undefined) throw violation('no ResultToken');
  for (const evaluation of evaluations) refuseInvalid(evaluation);
  // A trial: any token will do, and nothing is kept.
  if (input.TestMode === true) return { FailedEvaluations: [] };
  const ruleArn = ruleOfToken(simulation, String(input.ResultToken), place);
  for (const evaluation of evaluations) keep(simulation, ruleArn, evaluation);
  return { FailedEvaluations: [] };
}

function refuseInvalid(evaluation: Evaluation): void {
  const { ComplianceType, ComplianceResourceType: type, ComplianceResourceId: id, OrderingTimestamp } = evaluation;
  if (!isBetween(id, 768)) throw violation('ComplianceResourceId');
  if (!isBetween(type, 256)) throw violation('ComplianceResourceType');
  if (evaluation.Annotation !== undefined && !isBetween(evaluation.Annotation, 256)) throw violation('Annotation');
  if (typeof OrderingTimestamp !== 'number') throw violation('OrderingTimestamp');
  if (!['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA'].includes(ComplianceType)) {
    throw violation('ComplianceType');
  }
  // One of the enumeration, but not taken here.
  if (ComplianceType === 'INSUFFICIENT_DATA') throw invalid('The ComplianceType INSUFFICIENT_DATA');
  if (!/^AWS::\w+::\w+$/.test(type)) throw invalid(`The ComplianceResourceType ${type}`);
}

function isBetween(text: unknown, most: number): boolean {
  return typeof text === 'string' && text.length >= 1 && text.length <= most;
}

function ruleOfToken({ tokens, state }: Simulation, token: string, { accountId, region }: Place): string {
  const ruleArn = tokens.get(token);
  const [, , , tokenRegion, tokenAccount] = ruleArn?.split(':') ?? [];
  if (ruleArn === undefined || tokenAccount !== accountId || tokenRegion !== region) {
    throw new AwsError(400, 'InvalidResultTokenException', `The result token ${token} is not valid.`);
  }
  if (!state.rules.has(ruleArn)) {
    throw new AwsError(400, 'NoSuchConfigRuleException', 'The rule no longer exists.');
  }
  return ruleArn;
}

function keep(simulation: Simulation, ruleArn: string, evaluation: Evaluation): void {
  const results = at(simulation.results, ruleArn, () => new Map<string, Result>());
  const { ComplianceResourceId: resourceId } = evaluation;
  const orderingTime = Math.round(evaluation.OrderingTimestamp * 1_000);
  const known = results.get(resourceId);
  if (simulation.order === 'by-ordering-timestamp' && known && known.orderingTime > orderingTime) return;
  const result: Result = {
    resourceType: evaluation.ComplianceResourceType,
    resourceId,
    compliance: evaluation.ComplianceType,
    annotation: evaluation.Annotation,
    orderingTime,
    recordedTime: simulation.now(),
    changedTime: known?.compliance === evaluation.ComplianceType ? known.changedTime : simulation.now(),
  };
  results.set(resourceId, result);
  sendComplianceChange(simulation, ruleArn, result, known);
}

/** What the model of the service forbids. */
function violation(what: string): AwsError {
  return new AwsError(
    400,
    'ValidationException',
    `1 validation error detected: ${what} fails to satisfy a constraint.`,
  );
}

function invalid(what: string): AwsError {
  return new AwsError(400, 'InvalidParameterValueException', `${what} is not valid.`);
}
