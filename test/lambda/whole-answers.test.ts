import type { RequestHandler } from '../../lambda/aws/whole-answers.ts';
import { BrokenAnswerError, wholeAnswers } from '../../lambda/aws/whole-answers.ts';

type Body = Awaited<ReturnType<RequestHandler['handle']>>['response']['body'];
type Options = NonNullable<Parameters<RequestHandler['handle']>[1]>;

const LARGEST = 8 * 2 ** 20;

async function* chunks(...sizes: readonly number[]) {
  for (const size of sizes) yield new Uint8Array(size).fill(size);
}

/** Sends a request. @returns the body that arrives, and the options that the inner handler got */
async function send(body: Body, { statusCode = 200, ...options }: Options & { statusCode?: number } = {}) {
  const received: unknown[] = [];
  const handle = async (request: unknown, options: unknown) => {
    received.push(request, options);
    return { response: { statusCode, body } };
  };
  const { response } = await wholeAnswers({ handle }).handle('request', options);
  return { body: response.body, received };
}

describe('an answer', () => {
  test.each<[string, Body, number[]]>([
    ['in parts', chunks(1, 2), [1, 2, 2]],
    ['as a whole', Uint8Array.of(7), [7]],
  ])('%s is brought whole', async (_, body, bytes) => {
    expect([...((await send(body)).body as Uint8Array)]).toEqual(bytes);
  });

  test('may be as large as the limit, and no larger', async () => {
    expect((await send(chunks(LARGEST - 1, 1))).body).toHaveLength(LARGEST);
    await expect(send(chunks(LARGEST, 1))).rejects.toThrow(
      new BrokenAnswerError(`The answer has more than ${LARGEST} bytes.`),
    );
  });

  test.each([200, 299])('of status %i must have a body', async (statusCode) => {
    const error = await send(chunks(), { statusCode }).catch((thrown: unknown) => thrown);
    // The SDK repeats a call whose error has `$retryable`.
    expect(error).toMatchObject({
      name: 'BrokenAnswerError',
      message: `The answer has the status ${statusCode} and no body.`,
      $retryable: {},
    });
  });

  test('of status 300, an error, needs none', async () => {
    expect((await send(chunks(), { statusCode: 300 })).body).toHaveLength(0);
  });
});

describe('a request', () => {
  test('is passed on with its options', async () => {
    const { received } = await send(Uint8Array.of(7), { requestTimeout: 5 } as Options);
    expect(received).toEqual(['request', { requestTimeout: 5, abortSignal: expect.any(AbortSignal) }]);
  });

  /** Never answers, but ends with the reason of its signal. */
  const handle = (_request: unknown, { abortSignal }: Options = {}) =>
    new Promise<never>((_, reject) => {
      abortSignal?.addEventListener('abort', () => reject(abortSignal.reason), { once: true });
    });

  test.each<[string, Options]>([
    ['has no signal', {}],
    ['has a signal', { abortSignal: new AbortController().signal }],
  ])('that %s ends when its time is over', async (_, options) => {
    const error = await wholeAnswers({ handle }, 1)
      .handle('request', options)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BrokenAnswerError);
    expect(error).toMatchObject({ message: 'The answer was not whole after 1 ms.', cause: { name: 'AbortError' } });
  });

  test('ends with the reason of its signal', async () => {
    const deadline = new AbortController();
    const answer = wholeAnswers({ handle }).handle('request', { abortSignal: deadline.signal });
    deadline.abort(new Error('Time is up.'));
    await expect(answer).rejects.toThrow('Time is up.');
  });

  test('leaves no timer', async () => {
    jest.useFakeTimers();
    try {
      await send(Uint8Array.of(7));
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

test.each([{}, { metadata: { handlerProtocol: 'http/1.1' } }])('a handler keeps what it says of itself: %j', (own) => {
  const handle = () => Promise.reject(new Error('must not be called'));
  expect(wholeAnswers({ handle, ...own })).toEqual({ handle: expect.any(Function), ...own });
});
