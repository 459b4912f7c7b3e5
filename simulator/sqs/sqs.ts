import { createHash, randomUUID } from 'node:crypto';
import type { Access } from '../aws/authorization.ts';
import { contextOf, identityOf, policiesOf } from '../aws/authorization.ts';
import type { AwsState } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { commonError, unknownOperation } from '../aws/common-errors.ts';
import { BY_CONTROL_POLICY, isPermitted } from '../aws/control-policies.ts';
import type { PolicyDocument } from '../aws/iam.ts';
import { isAllowed } from '../aws/iam.ts';
import type { Queue } from '../aws/queue-record.ts';
import type { Session, Simulation } from '../aws/simulation.ts';
import { findQueue, messagesIn } from './queues.ts';

/** Answers a call to Amazon SQS: reads what is in a queue, and empties it. @throws AwsError as the service would */
export function sqs(simulation: Simulation, call: Call, session: Session): unknown {
  const { state } = simulation;
  const { operation, input } = call;
  const read = OPERATIONS[operation];
  if (!read) throw unknownOperation(call);
  const queue = findQueue(state, String(input.QueueUrl));
  if (!queue) throw new AwsError(400, 'QueueDoesNotExist', 'The specified queue does not exist.');
  const access = { action: `sqs:${operation}`, resource: queue.arn, context: contextOf(simulation, session) };
  // A policy that names principals is refused, so nobody from elsewhere may use a queue.
  const isOwn = session.accountId === queue.accountId;
  const isLetBy = isPermitted(state, session, access);
  if (!isOwn || !isLetBy || !mayUseQueue(policiesOf(simulation, session), queue, access)) {
    const message = `User: ${identityOf(session)} is not authorized to perform: ${access.action} on resource: ${queue.arn}`;
    throw commonError('sqs', 'denied', isLetBy ? message : `${message} ${BY_CONTROL_POLICY}`);
  }
  return read(state, queue, input);
}

/** Whether whoever has the policies may do something with a queue, which has a policy of its own. */
export function mayUseQueue(
  policies: readonly PolicyDocument[],
  { policy }: Queue,
  {
    action,
    resource,
    context,
  }: Omit<Access, 'context'> & { readonly context: Readonly<Record<string, string | undefined>> },
): boolean {
  const all = policy ? [...policies, policy] : policies;
  // The endpoints on loopback stand for those of AWS, to which clients speak HTTPS.
  return isAllowed(all, { action, resource, context: { ...context, 'aws:SecureTransport': 'true' } });
}

type Operation = (state: AwsState, queue: Queue, input: Call['input']) => unknown;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
  ReceiveMessage(state, queue, { MaxNumberOfMessages = 1, VisibilityTimeout = 30 }) {
    const most = Number(MaxNumberOfMessages);
    if (!(most >= 1 && most <= 10)) {
      const message = `Value ${MaxNumberOfMessages} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`;
      throw new AwsError(400, 'InvalidParameterValue', message);
    }
    const visible = messagesIn(state, queue).filter(({ hiddenUntil }) => hiddenUntil <= state.now());
    const received = visible.slice(0, most).map((message) => {
      message.hiddenUntil = state.now() + Number(VisibilityTimeout) * 1_000;
      message.receiptHandle = randomUUID();
      const { id, body, receiptHandle } = message;
      const MD5OfBody = createHash('md5').update(body).digest('hex');
      return { MessageId: id, ReceiptHandle: receiptHandle, MD5OfBody, Body: body };
    });
    return received.length === 0 ? {} : { Messages: received };
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
  PurgeQueue(_, queue) {
    queue.messages = [];
    return {};
  },
};
