import type { Call } from '../../simulator/aws/call.ts';
import { findWitness, runWitness } from '../support/python.ts';
import { send } from './send.ts';

/** What was sent, or what was answered. */
export interface Message extends Pick<Call, 'service' | 'operation'> {
  readonly kind: 'input' | 'output' | 'error';
  /** Members of an input, with their names on the wire; the text of an answer. */
  readonly body: unknown;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @returns what botocore's models have against each message */
export async function problemsOf(messages: readonly Message[]): Promise<readonly (readonly string[])[]> {
  const options = { input: JSON.stringify(messages) };
  const { status, output, errors } = await runWitness(
    findWitness('python') ?? '',
    ['test/witness/validate_requests.py'],
    options,
  );
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  return JSON.parse(output);
}

/** @returns each problem with messages, once */
export async function problemsIn(messages: readonly Message[]): Promise<readonly string[]> {
  const found = await problemsOf(messages);
  expect(found).toHaveLength(messages.length);
  const named = messages.map(({ operation, kind }) => `${operation} ${kind}`);
  return [...new Set(named.flatMap((name, index) => (found[index] ?? []).map((problem) => `${name}: ${problem}`)))];
}

/** Makes calls, for their answers. */
export function answersTo(calls: readonly Call[], url: string): Promise<readonly Message[]> {
  return Promise.all(
    calls.map(async ({ service, operation, ...call }) => {
      const { status, headers, text } = await send(url, { service, operation, ...call });
      return { service, operation, kind: status === 200 ? 'output' : 'error', body: text, status, headers };
    }),
  );
}

/** A call as a message. */
export function inputOf({ service, operation, input }: Call): Message {
  return { service, operation, kind: 'input', body: input };
}
