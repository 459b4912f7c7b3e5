import { randomUUID } from 'node:crypto';
import type { AwsState, LambdaFunction } from '../aws/aws-state.ts';
import type { Queue } from '../aws/queue-record.ts';
import type { Simulation } from '../aws/simulation.ts';
import { sendMessage } from '../sqs/queues.ts';
import { mayUseQueue } from '../sqs/sqs.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import type { Ending } from './lambda-process.ts';

/**
 * Has the events kept that a function failed for.
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
 * @param destination the ARN of a queue
 * @throws Error if Lambda would refuse it, UnsupportedTemplateError for other destinations
 */
export function setFailureDestination(state: AwsState, functionName: string, destination: string): void {
  const lambda = requireFunction(state, functionName);
  if (!destination.includes(':sqs:')) throw new UnsupportedTemplateError(`the destination ${destination}`);
  const queue = state.queues.get(destination);
  if (!queue || !maySend(state, lambda, queue)) {
    throw new Error(
      `The function's execution role does not have permissions to call SendMessage on ${destination}. ` +
        '(InvalidParameterValueException)',
    );
  }
  lambda.failureDestination = destination;
}

/** @throws RangeError if there is no such function */
export function removeFailureDestination(state: AwsState, functionName: string): void {
  requireFunction(state, functionName).failureDestination = undefined;
}

/**
 * Sends an event that failed for good to the destination of its function, with the function's role. It is lost if that
 * may not send.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function keepFailedEvent(
  { state }: Simulation,
  functionArn: string,
  event: Readonly<Record<string, unknown>>,
  endings: readonly Ending[],
): void {
  const lambda = state.functions.get(functionArn);
  const queue = state.queues.get(lambda?.failureDestination ?? '');
  if (!lambda || !queue || !maySend(state, lambda, queue)) return;
  const { name, message } = endings.at(-1)?.error ?? { name: '', message: '' };
  const record = {
    version: '1.0',
    timestamp: new Date(state.now()).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: endings.length,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: name, errorMessage: message },
  };
  sendMessage(state, queue, JSON.stringify(record));
}

function maySend({ roles }: AwsState, { roleArn }: LambdaFunction, queue: Queue): boolean {
  const access = { action: 'sqs:SendMessage', resource: queue.arn, context: { 'aws:PrincipalArn': roleArn } };
  return mayUseQueue(roles.get(roleArn)?.policies ?? [], queue, access);
}

function requireFunction({ functions }: AwsState, name: string): LambdaFunction {
  const lambda = [...functions.values()].find(({ arn }) => arn.split(':').at(-1) === name);
  if (!lambda) throw new RangeError(`Function not found: ${name}`);
  return lambda;
}
