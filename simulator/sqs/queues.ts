import { randomUUID } from 'node:crypto';
import type { AwsState } from '../aws/aws-state.ts';
import type { PolicyDocument, Principal } from '../aws/iam.ts';
import { refuseUnsupportedPolicy } from '../aws/iam.ts';
import type { Place } from '../aws/place.ts';
import type { Message, Queue } from '../aws/queue-record.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

type Properties = Readonly<Record<string, unknown>>;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
const DEFAULT_RETENTION_S = 345_600;
const LEAST_RETENTION_S = 60;
const LONGEST_RETENTION_S = 1_209_600;

/** Makes a queue, or changes the one with its name. @throws Error if Amazon SQS would refuse it */
export function putQueue(state: AwsState, { accountId, region }: Place, name: string, properties: Properties): Queue {
  const { MessageRetentionPeriod = DEFAULT_RETENTION_S, SqsManagedSseEnabled } = properties;
  const seconds = Number(MessageRetentionPeriod);
  if (!(seconds >= LEAST_RETENTION_S && seconds <= LONGEST_RETENTION_S)) {
    throw new Error('InvalidAttributeValue: Invalid value for the parameter MessageRetentionPeriod.');
  }
  if (String(SqsManagedSseEnabled) === 'false')
    throw new UnsupportedTemplateError(`the queue ${name} without encryption`);
  const arn = `arn:${state.partition}:sqs:${region}:${accountId}:${name}`;
  const url = `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
  const queue = state.queues.get(arn) ?? { arn, url, accountId, region, retentionMs: 0, messages: [] };
  queue.retentionMs = seconds * 1_000;
  state.queues.set(arn, queue);
  return queue;
}

/** @throws RangeError if there is no such queue, UnsupportedTemplateError for a policy about somebody in particular */
export function setQueuePolicy(state: AwsState, url: string, policy: PolicyDocument | undefined): void {
  const queue = findQueue(state, url);
  if (!queue) throw new RangeError(`The specified queue does not exist: ${url}`);
  if (policy) refuseUnsupportedPolicy(policy);
  for (const { Principal } of policy?.Statement ?? []) {
    if (!isEverybody(Principal)) throw new UnsupportedTemplateError('a policy of a queue that names a principal');
  }
  queue.policy = policy;
}

export function findQueue(state: AwsState, url: string): Queue | undefined {
  return [...state.queues.values()].find((queue) => queue.url === url);
}

export function sendMessage({ now }: AwsState, queue: Queue, body: string): void {
  queue.messages.push({ id: randomUUID(), body, sentTime: now(), hiddenUntil: 0 });
}

/** What is in the queue, without messages that were kept for as long as it keeps them. */
export function messagesIn({ now }: AwsState, queue: Queue): readonly Message[] {
  queue.messages = queue.messages.filter(({ sentTime }) => sentTime + queue.retentionMs > now());
  return queue.messages;
}

function isEverybody(principal: Principal | undefined): boolean {
  return principal === '*' || principal?.AWS === '*';
}
