import { RefusedError } from '../ports.ts';
import { BrokenAnswerError } from './whole-answers.ts';

/** More pages than any list has: 50,000 results. Page tokens that never end must not fill the memory. */
const MAX_PAGES = 500;

/** The pages of a list, one call each. */
export async function* pages<Page, T>(
  call: Call,
  operation: string,
  paginator: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly T[] | undefined,
): AsyncGenerator<readonly T[]> {
  const iterator = paginator[Symbol.asyncIterator]();
  for (let count = 0; ; count += 1) {
    const items = await call(
      operation,
      () => iterator.next(),
      ({ done, value }) => (done ? 'end' : itemsOf(value)),
    );
    if (items === 'end') return;
    if (count === MAX_PAGES) throw new BrokenAnswerError(`${operation} has more than ${MAX_PAGES} pages.`);
    yield items;
  }
}

/**
 * Makes a call and takes from its answer what it is made for.
 * @param take returns `undefined` where that is missing: then it is no answer to this call
 * @throws RefusedError for an error that a retry would repeat, else the error itself
 */
export type Call = <Answer, T>(
  operation: string,
  send: () => Promise<Answer>,
  take: (answer: Answer) => T | undefined,
) => Promise<T>;

export function createCall(forget: () => void): Call {
  return async (operation, send, take) => {
    try {
      const taken = take(await send());
      if (taken === undefined) throw new BrokenAnswerError(`${operation} was answered without what it asked for.`);
      return taken;
    } catch (cause) {
      if (UNUSABLE_CREDENTIALS.test(codeOf(cause))) forget();
      if (operation === 'PutEvaluations') throw withoutQuotes(operation, cause);
      if (isPassing(cause)) throw cause;
      throw new RefusedError(operation, codeOf(cause), explanationOf(cause), { cause });
    }
  };
}

/**
 * AWS quotes values of a request in its errors. For `PutEvaluations`, that can be the result token. Errors are logged,
 * so only the code of these errors may be kept.
 */
function withoutQuotes(operation: string, cause: unknown): Error {
  return isPassing(cause)
    ? new Error(`${operation} failed: ${codeOf(cause)}`)
    : new RefusedError(operation, codeOf(cause));
}

/**
 * Codes that AWS returns with a 4xx status although the same call may succeed later. The SDK has such a list too,
 * but importing it would add 15 kB to the bundle, which has to fit into a template.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const PASSING_CODES = /Throttl|TooManyRequests|LimitExceeded|SlowDown|Timeout|RequestExpired|Skewed/;

/**
 * Codes with which a service turns credentials down, such as those of a role that was created anew since. They are not
 * used again, so that the next attempt of Lambda assumes the role again.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const UNUSABLE_CREDENTIALS =
  /^(AuthFailure|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch)/;

/**
 * Names that the SDK gives to an error response without a code. It did not come from the service: a proxy, a firewall or
 * a VPC endpoint answered.
 */
const NO_CODE = /^(Unknown|UnknownError|NotFound|Error|SyntaxError|TypeError)$/;

/** Whether the same call may succeed later. Only a code of AWS makes an error final. */
export function isPassing(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status === undefined || status < 400 || status === 429 || status >= 500) return true;
  const code = codeOf(error);
  return NO_CODE.test(code) || PASSING_CODES.test(code) || UNUSABLE_CREDENTIALS.test(code);
}

export function codeOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}

export function explanationOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined;
}
