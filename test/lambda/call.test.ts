import { createCall, isPassing, pages } from '../../lambda/aws/call.ts';
import { RefusedError } from '../../lambda/ports.ts';

/** An error as the SDK makes it of an answer. */
function awsError(httpStatusCode: number | undefined, name: string) {
  return Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });
}

describe('the same call may succeed later after', () => {
  test.each<[boolean, string, number | undefined]>([
    [true, 'TimeoutError', undefined],
    [true, 'AccessDeniedException', undefined],
    [true, 'AccessDeniedException', 399],
    [false, 'AccessDeniedException', 400],
    [true, 'AccessDeniedException', 429],
    [false, 'AccessDeniedException', 499],
    [true, 'AccessDeniedException', 500],
    ...[
      ...['ThrottlingException', 'TooManyRequestsException', 'LimitExceededException', 'SlowDown'],
      ...['RequestTimeout', 'RequestExpired', 'RequestTimeTooSkewed'],
      ...['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidClientTokenId'],
      ...['AuthFailure', 'InvalidSignatureException', 'SignatureDoesNotMatch'],
      ...['Unknown', 'UnknownError', 'NotFound', 'Error', 'SyntaxError', 'TypeError'],
    ].map((code): [boolean, string, number] => [true, code, 403]),
    ...['UnknownOperationException', 'NotFoundException', 'ValidationError', 'NotAnExpiredToken'].map(
      (code): [boolean, string, number] => [false, code, 404],
    ),
  ])('%s: %s with status %s', (expected, code, status) => {
    expect(isPassing(awsError(status, code))).toBe(expected);
  });

  test('what is no answer: an error of another kind', () => {
    expect(isPassing(new Error('socket hang up'))).toBe(true);
  });
});

describe('a call', () => {
  /** Calls an operation that fails. @returns the error, and whether the credentials were forgotten */
  async function fail(operation: string, cause: unknown) {
    const forget = jest.fn();
    const send = () => Promise.reject(cause);
    const error = await createCall(forget)(operation, send, () => 1).catch((thrown: unknown) => thrown);
    return { error, forgotten: forget.mock.calls.length > 0 };
  }

  test.each([
    ['ExpiredTokenException', true],
    ['AuthFailure', true],
    ['ThrottlingException', false],
  ])('that fails in passing with %s throws it, and forgets the credentials: %s', async (code, forgotten) => {
    const cause = awsError(403, code);
    expect(await fail('ListBrokers', cause)).toEqual({ error: cause, forgotten });
  });

  test('that is refused says what AWS says', async () => {
    const cause = awsError(403, 'ForbiddenException');
    const { error, forgotten } = await fail('ListBrokers', cause);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ message: 'ListBrokers was rejected: ForbiddenException (no)', cause });
    expect(forgotten).toBe(false);
  });

  test('names what was thrown even if it is no error', async () => {
    expect((await fail('PutEvaluations', 'text')).error).toEqual(new Error('PutEvaluations failed: text'));
  });

  test('whose answer has not what it is for fails in passing', async () => {
    const call = createCall(() => {});
    await expect(
      call(
        'ListBrokers',
        async () => ({}),
        () => undefined,
      ),
    ).rejects.toThrow('ListBrokers was answered without what it asked for.');
  });
});

test('a list of 500 pages is read, and no longer one', async () => {
  async function* answers(count: number) {
    for (let page = 1; page <= count; page += 1) yield page;
  }
  async function lastOf(count: number) {
    let last: readonly number[] = [];
    for await (last of pages(
      createCall(() => {}),
      'ListBrokers',
      answers(count),
      (page) => [page],
    ));
    return last;
  }
  expect(await lastOf(500)).toEqual([500]);
  await expect(lastOf(501)).rejects.toThrow('ListBrokers has more than 500 pages.');
});
