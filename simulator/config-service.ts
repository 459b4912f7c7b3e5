import type { AwsState, Rule } from './aws-state.ts';
import type { Call } from './endpoints.ts';
import { AwsError } from './endpoints.ts';
import { paginate } from './pages.ts';
import type { ConfigurationItem, Place, Result, Simulation } from './simulation.ts';
import { at, placeKey } from './simulation.ts';

const BROKER = 'AWS::AmazonMQ::Broker';
const MAX_EVALUATIONS = 100;
const MAX_ANNOTATION = 256;

interface Evaluation {
  readonly ComplianceResourceType: string;
  readonly ComplianceResourceId: string;
  readonly ComplianceType: string;
  readonly Annotation?: string;
  /** Seconds since 1970. */
  readonly OrderingTimestamp: number;
}

/** Answers a call to AWS Config. @throws AwsError as the service would */
export function configService(simulation: Simulation, { operation, input }: Call, place: Place): unknown {
  switch (operation) {
    case 'PutEvaluations':
      return putEvaluations(simulation, input, place);
    case 'GetComplianceDetailsByConfigRule':
      return getComplianceDetails(simulation, input, place);
    case 'GetResourceConfigHistory':
      return getHistory(simulation, input, place);
    case 'ListDiscoveredResources':
      return listDiscovered(simulation, input, place);
    default:
      throw new AwsError(400, 'UnknownOperationException', `${operation} is not simulated.`);
  }
}

// https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html
function putEvaluations(simulation: Simulation, input: Call['input'], { accountId, region }: Place): unknown {
  const evaluations = (input.Evaluations ?? []) as readonly Evaluation[];
  if (evaluations.length > MAX_EVALUATIONS) throw invalid(`${evaluations.length} evaluations`);
  for (const { ComplianceType, Annotation, ComplianceResourceType } of evaluations) {
    if (!['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE'].includes(ComplianceType)) throw invalid(ComplianceType);
    if (Annotation !== undefined && (Annotation === '' || Annotation.length > MAX_ANNOTATION))
      throw invalid('Annotation');
    if (!/^AWS::\w+::\w+$/.test(ComplianceResourceType)) throw invalid(ComplianceResourceType);
  }
  const ruleArn = simulation.tokens.get(String(input.ResultToken));
  const [, , , tokenRegion, tokenAccount] = ruleArn?.split(':') ?? [];
  if (ruleArn === undefined || tokenAccount !== accountId || tokenRegion !== region) {
    throw new AwsError(400, 'InvalidResultTokenException', `The result token ${input.ResultToken} is not valid.`);
  }
  if (!simulation.state.rules.has(ruleArn)) {
    throw new AwsError(400, 'NoSuchConfigRuleException', 'The rule is not there any more.');
  }
  for (const evaluation of evaluations) keep(simulation, ruleArn, evaluation);
  return { FailedEvaluations: [] };
}

function keep(simulation: Simulation, ruleArn: string, evaluation: Evaluation): void {
  const results = at(simulation.results, ruleArn, () => new Map<string, Result>());
  const { ComplianceResourceId: resourceId } = evaluation;
  const orderingTime = Math.round(evaluation.OrderingTimestamp * 1_000);
  const known = results.get(resourceId);
  if (simulation.order === 'by-ordering-timestamp' && known && known.orderingTime > orderingTime) return;
  results.set(resourceId, {
    resourceType: evaluation.ComplianceResourceType,
    resourceId,
    compliance: evaluation.ComplianceType,
    annotation: evaluation.Annotation,
    orderingTime,
    recordedTime: simulation.now(),
  });
}

function getComplianceDetails(simulation: Simulation, input: Call['input'], place: Place): unknown {
  const rule = ruleNamed(simulation.state, String(input.ConfigRuleName), place);
  if (!rule) throw new AwsError(400, 'NoSuchConfigRuleException', `There is no rule ${input.ConfigRuleName}.`);
  const types = (input.ComplianceTypes ?? ['COMPLIANT', 'NON_COMPLIANT']) as readonly string[];
  const results = [...(simulation.results.get(rule.arn)?.values() ?? [])].filter(({ compliance }) =>
    types.includes(compliance),
  );
  const { page, token } = paginate(results, input.NextToken, Number(input.Limit ?? 10), 100);
  return {
    EvaluationResults: page.map((result) => ({
      ComplianceType: result.compliance,
      Annotation: result.annotation,
      ResultRecordedTime: result.recordedTime / 1_000,
      EvaluationResultIdentifier: {
        OrderingTimestamp: result.orderingTime / 1_000,
        EvaluationResultQualifier: {
          ConfigRuleName: rule.name,
          ResourceType: result.resourceType,
          ResourceId: result.resourceId,
        },
      },
    })),
    NextToken: token,
  };
}

/** The rule of a name in an account and region. */
export function ruleNamed({ rules }: AwsState, name: string, { accountId, region }: Place): Rule | undefined {
  return [...rules.values()].find(
    (rule) => rule.name === name && rule.accountId === accountId && rule.region === region,
  );
}

function getHistory(simulation: Simulation, input: Call['input'], place: Place): unknown {
  const items = itemsOf(simulation, place).get(String(input.resourceId));
  if (input.resourceType !== BROKER || !items) {
    throw new AwsError(400, 'ResourceNotDiscoveredException', `${input.resourceId} is not discovered.`);
  }
  const latest = input.laterTime === undefined ? Number.POSITIVE_INFINITY : Number(input.laterTime) * 1_000;
  const found = items.filter(({ captureTime }) => captureTime <= latest).toReversed();
  const { page, token } = paginate(found, input.nextToken, Number(input.limit ?? 10), 100);
  return { configurationItems: page.map((item) => inApiForm(item, place)), nextToken: token };
}

/** A configuration item as the API has it: other names than those of events, and the configuration as text. */
function inApiForm(item: ConfigurationItem, { accountId, region }: Place) {
  return {
    version: '1.3',
    accountId,
    configurationItemCaptureTime: item.captureTime / 1_000,
    configurationItemStatus: item.status,
    configurationStateId: String(item.captureTime),
    arn: item.arn,
    resourceType: BROKER,
    resourceId: item.resourceId,
    resourceName: item.resourceName,
    awsRegion: region,
    configuration: item.configuration === undefined ? undefined : JSON.stringify(item.configuration),
  };
}

function listDiscovered(simulation: Simulation, input: Call['input'], place: Place): unknown {
  if (input.resourceType !== BROKER) return { resourceIdentifiers: [] };
  const newest = [...itemsOf(simulation, place).values()].map((items) => items.at(-1));
  const present = newest.filter((item) => item !== undefined && item.status !== 'ResourceDeleted');
  const { page, token } = paginate(present, input.nextToken, Number(input.limit ?? 100), 100);
  const resourceIdentifiers = page.map((item) => ({
    resourceType: BROKER,
    resourceId: item?.resourceId,
    resourceName: item?.resourceName,
  }));
  return { resourceIdentifiers, nextToken: token };
}

function itemsOf({ items }: Simulation, place: Place): Map<string, ConfigurationItem[]> {
  return at(items, placeKey(place), () => new Map());
}

function invalid(what: string): AwsError {
  return new AwsError(400, 'InvalidParameterValueException', `${what} is not valid.`);
}
