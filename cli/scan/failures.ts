/** The kind of a failure, which decides what the user should do. */
export type FailureKind =
  | 'no-credentials'
  | 'expired'
  | 'invalid-credentials'
  | 'denied'
  | 'throttled'
  | 'unresolved'
  | 'unreachable'
  | 'failing'
  | 'foreign'
  | 'other';

const REMEDIES: Readonly<Record<FailureKind, string>> = {
  'no-credentials': 'sign in, for example with `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID',
  expired: 'sign in again, because the credentials have expired',
  'invalid-credentials': 'check the credentials',
  denied: 'allow the call',
  throttled: 'scan again later, or scan fewer accounts and regions at once',
  unresolved: 'check the region name and the network',
  unreachable: 'check the network and scan again',
  failing: 'scan again later',
  foreign: 'check whether a proxy or another device in the network sent it',
  other: 'fix the problem and scan again',
};

// Error names of services and of the SDK. https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
const KINDS: readonly (readonly [FailureKind, RegExp])[] = [
  ['no-credentials', /^(CredentialsProviderError|CredentialsError|TokenProviderError|ProviderError)$/],
  ['expired', /ExpiredToken|RequestExpired|TokenExpired/],
  [
    'invalid-credentials',
    /UnrecognizedClient|InvalidClientTokenId|InvalidToken|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|AuthFailure/,
  ],
  ['denied', /AccessDenied|Unauthorized|NotAuthorized|Forbidden|OptInRequired/],
  ['throttled', /Throttl|TooManyRequests|LimitExceeded|SlowDown/],
  ['unresolved', /^(ENOTFOUND|EAI_AGAIN)$/],
  ['unreachable', /^(E[A-Z_]+|TimeoutError|RequestTimeout.*|NetworkingError)$/],
];

const MAX_REASON_LENGTH = 400;

/** The kind of an error that the AWS SDK threw. */
export function kindOf(error: unknown): FailureKind {
  if (isForeign(error)) return 'foreign';
  const name = codeOf(error);
  const [kind] = KINDS.find(([, pattern]) => pattern.test(name)) ?? [];
  if (kind) return kind;
  const status = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode ?? 0;
  if (status === 401 || status === 403) return 'denied';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'failing' : 'other';
}

/** The error code of AWS or of the network, for example `AccessDeniedException` or `ENOTFOUND`, else the error name. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? code : error.name;
}

/**
 * A failed call as one sentence.
 * @param what failed, for example "the role cannot be assumed"
 * @param remedies what to do in this case, if it differs from the default
 */
export function explainFailure(
  what: string,
  error: unknown,
  remedies: Readonly<Partial<Record<FailureKind, string>>> = {},
): string {
  const kind = kindOf(error);
  return `${what} (${reasonOf(error)}): ${remedies[kind] ?? REMEDIES[kind]}.`;
}

/** Why a call failed, on one line: code and message, without a full stop. */
export function reasonOf(error: unknown): string {
  if (isForeign(error)) return 'the response is not from AWS';
  const message = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '') : '';
  const code = codeOf(error);
  // An error without a name of its own was created in this program, and its message is enough.
  const named = code === 'Error' ? message : `${code}: ${message}`;
  const reason = message === '' || message === code ? code : named;
  return reason.length > MAX_REASON_LENGTH ? `${reason.slice(0, MAX_REASON_LENGTH - 1)}…` : reason;
}

/** Whether the SDK could not read the response, for example the page of a proxy. Its error message does not help. */
function isForeign(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'SyntaxError' || error.message.startsWith('@aws-sdk XML parse error'))
  );
}
