import type { LambdaFunction } from '../aws/aws-state.ts';
import { awsEnvironment, SECRETS } from '../aws/endpoints.ts';
import { isAllowed } from '../aws/iam.ts';
import type { Simulation } from '../aws/simulation.ts';
import { startSession } from '../aws/simulation.ts';
import { mayInvoke } from '../config/invoke-permission.ts';
import type { RuleEvent } from '../config/rule-events.ts';
import type { Ending, LambdaProcess } from './lambda-process.ts';
import { startLambdaProcess } from './lambda-process.ts';

/** AWS Config invokes asynchronously: Lambda repeats an invocation that fails twice. */
const ATTEMPTS = 3;

/** Runs the functions of a simulation, each in a process of its own that stays warm. */
export interface Runtime {
  /** Invokes the function of a rule, repeats included. @returns how each attempt ended */
  deliver(event: RuleEvent): Promise<readonly Ending[]>;
  /** Ends all processes. @returns what came into the logs of the functions, by the ARN of the function */
  stop(): Promise<ReadonlyMap<string, string>>;
}

/** @param url of the endpoints that the functions are to call */
export function createRuntime(simulation: Simulation, url: string): Runtime {
  const warm = new Map<string, Promise<LambdaProcess>>();
  const earlierOutputs = new Map<string, string>();

  /** After an end Lambda begins with a new process, and the log goes on. */
  async function replace(arn: string, ended: LambdaProcess): Promise<void> {
    earlierOutputs.set(arn, `${earlierOutputs.get(arn) ?? ''}${await ended.stop()}`);
    warm.delete(arn);
  }

  function processOf(lambda: LambdaFunction): Promise<LambdaProcess> {
    const known = warm.get(lambda.arn);
    if (known) return known;
    const { roleArn, accountId, region } = lambda;
    const accessKeyId = startSession(simulation, { roleArn, accountId });
    const started = startLambdaProcess(lambda.codePath, lambda.arn, {
      ...awsEnvironment(url),
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: SECRETS.assumed,
      AWS_SESSION_TOKEN: SECRETS.session,
      ...lambda.environment,
    });
    warm.set(lambda.arn, started);
    return started;
  }

  return {
    async deliver({ rule, event }) {
      const lambda = simulation.state.functions.get(rule.functionArn);
      if (!lambda || !mayInvoke(lambda, rule.accountId)) return [];
      const endings: Ending[] = [];
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const started = await processOf(lambda);
        const ending = await started.invoke(event, lambda.timeoutMs);
        endings.push(ending);
        if (started.hasEnded) await replace(lambda.arn, started);
        if (!ending.error) break;
      }
      return endings;
    },
    async stop() {
      const outputs = new Map(earlierOutputs);
      // One that did not start has failed its invocation already.
      for (const [arn, started] of warm) {
        const output = await started.then((lambda) => lambda.stop()).catch(String);
        outputs.set(arn, `${earlierOutputs.get(arn) ?? ''}${output}`);
      }
      for (const arn of outputs.keys()) if (!mayWriteLogs(simulation, arn)) outputs.set(arn, '');
      warm.clear();
      return outputs;
    },
  };
}

/** Lambda writes the log of a function with the function's own role, and drops it if that may not. */
function mayWriteLogs({ state }: Simulation, functionArn: string): boolean {
  const lambda = state.functions.get(functionArn);
  const role = state.roles.get(lambda?.roleArn ?? '');
  if (!lambda || !role) return false;
  const { region, accountId, logGroup } = lambda;
  const resource = `arn:${state.partition}:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:stream`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
    isAllowed(role.policies, { action, resource, context: {} }),
  );
}
