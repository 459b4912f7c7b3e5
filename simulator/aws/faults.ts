import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from './endpoints.ts';
import { AwsError, ConnectionDrop } from './endpoints.ts';

/** What goes wrong with calls. */
export interface Fault {
  readonly kind: keyof typeof FAULTS;
  /** With which calls. All by default. */
  readonly when?: (call: Call) => boolean;
  /** With how many of them, from now on. For ever by default. */
  times?: number;
}

/** What can be changed while the endpoints are in use. */
export interface Dial {
  /** How long every answer takes. */
  latencyMs: number;
  faults: Fault[];
}

type Answer = (call: Call) => unknown;

/** Answers as another function does, but with the latency and the faults that are set. */
export function withFaults(answer: Answer, dial: Dial): (call: Call) => Promise<unknown> {
  return async (call) => {
    if (dial.latencyMs > 0) await sleep(dial.latencyMs);
    const fault = dial.faults.find(({ when, times = 1 }) => times > 0 && (when?.(call) ?? true));
    if (!fault) return await answer(call);
    if (fault.times !== undefined) fault.times -= 1;
    return await FAULTS[fault.kind](call, answer);
  };
}

// The codes are those of the services: https://docs.aws.amazon.com/config/latest/APIReference/CommonErrors.html,
// https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html
const FAULTS = {
  throttling: ({ service }: Call): never => {
    if (service === 'mq') throw new AwsError(429, 'TooManyRequestsException', 'Too Many Requests');
    throw new AwsError(400, service === 'sts' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
  },
  'server-error': ({ service }: Call): never => {
    const code = service === 'mq' ? 'InternalServerErrorException' : 'InternalFailure';
    throw new AwsError(500, code, 'An internal error occurred.');
  },
  'dropped-connection': (): never => {
    throw new ConnectionDrop();
  },
  'expired-credentials': ({ service }: Call): never => {
    const code = service === 'sts' ? 'ExpiredToken' : 'ExpiredTokenException';
    throw new AwsError(service === 'config' ? 400 : 403, code, 'The security token included in the request is expired');
  },
  /** `PutEvaluations` takes all evaluations but the first, and says so. */
  'partial-failure': async (call: Call, answer: Answer): Promise<unknown> => {
    const [first, ...others] = (call.input.Evaluations ?? []) as readonly unknown[];
    await answer({ ...call, input: { ...call.input, Evaluations: others } });
    return { FailedEvaluations: first === undefined ? [] : [first] };
  },
} as const;
