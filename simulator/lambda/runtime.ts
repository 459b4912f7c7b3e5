import { isAuthorized } from '../aws/authorization.ts';
import type { LambdaFunction } from '../aws/aws-state.ts';
import { awsEnvironment, SECRETS } from '../aws/endpoints.ts';
import type { Simulation } from '../aws/simulation.ts';
import { startSession } from '../aws/simulation.ts';
import { mayInvoke } from '../config/invoke-permission.ts';
import type { RuleEvent } from '../config/rule-events.ts';
import { keepFailedEvent } from './failed-events.ts';
import type { Ending, ExecutionEnvironment } from './lambda-process.ts';
import type { LambdaProcesses } from './processes.ts';

/** AWS Config invokes asynchronously: Lambda repeats an invocation that fails twice. */
const ATTEMPTS = 3;

/** Runs the functions of a simulation, each in an execution environment of its own that stays warm. */
export interface Runtime {
  /** Invokes the function of a rule, repeats included. @returns how each attempt ended */
  deliver(event: RuleEvent): Promise<readonly Ending[]>;
  /** Ends all functions. @returns what came into their logs, by the ARN of the function */
  stop(): ReadonlyMap<string, string>;
}

/**
 * @param url of the endpoints that the functions are to call
 * @param processes that run the functions
 */
export function createRuntime(simulation: Simulation, url: string, processes: LambdaProcesses): Runtime {
  const environments = new Map<string, { readonly lambda: LambdaFunction; readonly begun: ExecutionEnvironment }>();
  const logs = new Map<string, string>();

  function environmentOf(lambda: LambdaFunction): ExecutionEnvironment {
    const { arn, roleArn, accountId, region, codePath, environment } = lambda;
    const known = environments.get(arn);
    if (known?.lambda === lambda) return known.begun;
    // A function that was changed since begins anew.
    if (known) processes.release(known.begun);
    const begun: ExecutionEnvironment = {
      codePath,
      functionArn: arn,
      variables: {
        ...awsEnvironment(url),
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: startSession(simulation, { principalArn: roleArn, accountId }),
        AWS_SECRET_ACCESS_KEY: SECRETS.assumed,
        AWS_SESSION_TOKEN: SECRETS.session,
        ...environment,
      },
      now: simulation.now,
      log: (text) => {
        if (mayWriteLogs(simulation, arn)) logs.set(arn, (logs.get(arn) ?? '') + text);
      },
    };
    environments.set(arn, { lambda, begun });
    return begun;
  }

  return {
    async deliver({ rule, event }) {
      const lambda = simulation.state.functions.get(rule.functionArn);
      if (!lambda || !mayInvoke(simulation.state, lambda, rule)) return [];
      const endings: Ending[] = [];
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const ending = await processes.invoke(environmentOf(lambda), event, lambda.timeoutMs);
        endings.push(ending);
        if (!ending.error) return endings;
      }
      keepFailedEvent(simulation, lambda.arn, event, endings);
      return endings;
    },
    stop() {
      for (const { begun } of environments.values()) processes.release(begun);
      environments.clear();
      return logs;
    },
  };
}

/** Lambda writes the log of a function with the function's own role, and drops it if that may not. */
function mayWriteLogs(simulation: Simulation, functionArn: string): boolean {
  const { state } = simulation;
  const lambda = state.functions.get(functionArn);
  if (!lambda) return false;
  const { region, accountId, logGroup, roleArn: principalArn } = lambda;
  const resource = `arn:${state.partition}:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:stream`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
    isAuthorized(simulation, { principalArn, accountId }, { action, resource }),
  );
}
