import type { Rule } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { isServiceTrusted } from '../aws/iam.ts';
import type { Runbook, RunbookStep } from '../aws/runbook.ts';
import type { Simulation } from '../aws/simulation.ts';
import { startSession } from '../aws/simulation.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

/** How a runbook ended, the steps that ran, and its outputs, of which those are missing whose step did not succeed. */
export interface Execution {
  readonly status: 'Success' | 'Failed';
  readonly steps: readonly { readonly name: string; readonly problem?: string }[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Runs the remediation of a rule for a resource, as `StartRemediationExecution` does. A step that waits looks once.
 * @param answer of the services, which check each call of the runbook against the policies of its role
 * @throws Error if the rule has no remediation or its role cannot be assumed by Systems Manager
 */
export function remediate(
  simulation: Simulation,
  { accountId, region, remediation }: Rule,
  resourceId: string,
  answer: (simulation: Simulation, call: Call) => unknown,
): Execution {
  if (!remediation) throw new Error('NoSuchRemediationConfigurationException: the rule has no remediation.');
  const { state } = simulation;
  const { roleArn, documentArn: arn, parameters } = remediation;
  const runbook = state.documents.get(arn);
  const trust = state.roles.get(roleArn)?.trust;
  const execution = `arn:${state.partition}:ssm:${region}:${accountId}:automation-execution/${state.unique(8)}`;
  const context = { 'aws:SourceAccount': accountId, 'aws:SourceArn': execution };
  const request = { action: 'sts:AssumeRole', resource: roleArn, context };
  if (!runbook || !trust || !isServiceTrusted(trust, 'ssm.amazonaws.com', request)) {
    throw new Error(`Systems Manager cannot run ${arn} as ${roleArn}.`);
  }
  const values = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, value === 'RESOURCE_ID' ? resourceId : value]),
  );
  refuseValues(runbook, values);
  const accessKeyId = startSession(simulation, { principalArn: roleArn, accountId });
  const call = (operation: string, input: Readonly<Record<string, unknown>>) =>
    answer(simulation, { service: 'mq', operation, input, accessKeyId, region });
  return run(runbook, values, call);
}

function refuseValues({ parameters }: Runbook, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) {
    const { allowedPattern = '' } = parameters[name] ?? {};
    if (new RegExp(allowedPattern).test(value)) continue;
    throw new Error(`InvalidAutomationExecutionParameters: ${name} does not match ${allowedPattern}.`);
  }
}

type MqCall = (operation: string, input: Readonly<Record<string, unknown>>) => unknown;

// https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
function run({ mainSteps, outputs }: Runbook, values: Readonly<Record<string, string>>, call: MqCall): Execution {
  const steps: { name: string; problem?: string }[] = [];
  const found = new Map<string, unknown>();
  let status: Execution['status'] = 'Success';
  let step = mainSteps[0];
  while (step) {
    const { name, onFailure = 'Abort', nextStep, isEnd = false, isCritical = true }: RunbookStep = step;
    const problem = runStep(step, values, call, (output, value) => found.set(`${name}.${output}`, value));
    steps.push({ name, ...(problem === undefined ? {} : { problem }) });
    if (problem !== undefined && (isCritical || onFailure === 'Abort')) status = 'Failed';
    // A step that ends the run does so whether it failed or not.
    if (isEnd || (problem !== undefined && onFailure === 'Abort')) break;
    const next = problem === undefined ? nextStep : /^step:(.+)$/.exec(onFailure)?.[1];
    if (problem !== undefined && next === undefined) {
      throw new UnsupportedTemplateError(`onFailure ${onFailure} of the step ${name}`);
    }
    step = next === undefined ? mainSteps[mainSteps.indexOf(step) + 1] : stepNamed(mainSteps, next);
  }
  return { status, steps, outputs: Object.fromEntries([...found].filter(([output]) => outputs.includes(output))) };
}

function stepNamed(steps: readonly RunbookStep[], name: string): RunbookStep {
  const step = steps.find((one) => one.name === name);
  if (!step) throw new UnsupportedTemplateError(`a next step that is not in the runbook: ${name}`);
  return step;
}

/**
 * @param give takes the outputs of the step
 * @returns why the step failed
 */
function runStep(
  { action, inputs, outputs = [] }: RunbookStep,
  values: Readonly<Record<string, string>>,
  call: MqCall,
  give: (output: string, value: unknown) => void,
): string | undefined {
  const { Service, Api, PropertySelector, DesiredValues, ...input } = inputs;
  if (Service !== 'mq') throw new UnsupportedTemplateError(`a runbook that calls ${Service}`);
  try {
    const response = renamed(call(String(Api), renamed(substituted(input, values), lowerFirst)) as object, upperFirst);
    switch (action) {
      case 'aws:executeAwsApi': {
        const missing = outputs.find(({ Selector }) => select(response, Selector) === undefined);
        if (missing !== undefined) return `${missing.Selector} is not in the response.`;
        for (const { Name, Selector } of outputs) give(Name, select(response, Selector));
        return undefined;
      }
      case 'aws:assertAwsResourceProperty':
      case 'aws:waitForAwsResourceProperty': {
        const value = asText(select(response, String(PropertySelector)));
        return (DesiredValues as readonly string[]).includes(value) ? undefined : `${PropertySelector} is ${value}.`;
      }
      default:
        throw new UnsupportedTemplateError(`the action ${action} of a runbook`);
    }
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function substituted(input: object, values: Readonly<Record<string, string>>): JsonObject {
  return JSON.parse(JSON.stringify(input), (_, value) => {
    const name = typeof value === 'string' ? /^{{ (\w+) }}$/.exec(value)?.[1] : undefined;
    return name === undefined ? value : values[name];
  });
}

// Automation has the names of the SDK for Python, which differ from those on the wire.
function renamed(object: object, rename: (name: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      rename(name),
      typeof value === 'object' && value !== null && !Array.isArray(value) ? renamed(value, rename) : value,
    ]),
  );
}

function select(response: JsonObject, selector: string): unknown {
  const path = selector.replace(/^\$\./, '').split('.');
  return path.reduce<unknown>((value, name) => (value as JsonObject | undefined)?.[name], response);
}

// https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-assertAwsResourceProperty.html
function asText(value: unknown): string {
  return typeof value === 'boolean' ? upperFirst(String(value)) : String(value);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
