/** What sends the requests of the AWS SDK and brings their answers, as far as it is used here. */
export type RequestHandler = {
  readonly metadata?: { readonly handlerProtocol: string };
  handle(request: unknown, options?: { readonly abortSignal?: AbortSignal }): Promise<{ response: Answer }>;
};

interface Answer {
  readonly statusCode: number;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

/**
 * An answer comes within a second. The SDK's own timeouts end with the headers, so that a body that stalls would hold up
 * the invocation until its deadline.
 */
const MAX_ANSWER_MS = 5_500;

/** The largest answer that is expected is the history of one configuration item, of some hundred kilobytes. */
const MAX_ANSWER_BYTES = 8 * 2 ** 20;

/** An answer that is none: it stalls, is too large, or has nothing of what the operation answers with. */
export class BrokenAnswerError extends Error {
  override readonly name = 'BrokenAnswerError';
  /** The SDK repeats a call whose error has this member. */
  readonly $retryable = {};
}

/**
 * Brings only whole answers: read to their end, in time, of a bounded size, and not empty.
 * One for all clients: each would otherwise have connections of its own.
 */
export function wholeAnswers(inner: RequestHandler, maxMs = MAX_ANSWER_MS): RequestHandler {
  return {
    ...(inner.metadata ? { metadata: inner.metadata } : {}),
    async handle(request, { abortSignal, ...options } = {}) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), maxMs);
      try {
        const signal = abortSignal ? AbortSignal.any([abortSignal, late.signal]) : late.signal;
        const { response } = await inner.handle(request, { ...options, abortSignal: signal });
        const body = await readWhole(response.body);
        // Not what it begins with: a newer SDK may use a protocol that is neither JSON nor XML.
        if (response.statusCode < 300 && body.byteLength === 0) {
          throw new BrokenAnswerError(`The answer has the status ${response.statusCode} and no body.`);
        }
        response.body = body;
        return { response };
      } catch (cause) {
        if (!late.signal.aborted) throw cause;
        throw new BrokenAnswerError(`The answer was not whole after ${maxMs} ms.`, { cause });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function readWhole(body: Answer['body']): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size > MAX_ANSWER_BYTES) throw new BrokenAnswerError(`The answer has more than ${MAX_ANSWER_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
