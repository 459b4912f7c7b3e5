import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from './call.ts';
import { ConnectionDrop } from './call.ts';
import { commonError } from './common-errors.ts';

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

const FAULTS = {
  throttling: ({ service }: Call): never => {
    throw commonError(service, 'throttling', service === 'mq' ? 'Too Many Requests' : 'Rate exceeded');
  },
  'server-error': ({ service }: Call): never => {
    throw commonError(service, 'server-error', 'An internal error occurred.');
  },
  'dropped-connection': (): never => {
    throw new ConnectionDrop();
  },
  'expired-credentials': ({ service }: Call): never => {
    throw commonError(service, 'expired-credentials', 'The security token included in the request is expired');
  },
  /** `PutEvaluations` takes all evaluations but the first, and says so. */
  'partial-failure': async (call: Call, answer: Answer): Promise<unknown> => {
    const [first, ...others] = (call.input.Evaluations ?? []) as readonly unknown[];
    await answer({ ...call, input: { ...call.input, Evaluations: others } });
    return { FailedEvaluations: first === undefined ? [] : [first] };
  },
} as const;
