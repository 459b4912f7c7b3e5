import type { FailureKind } from '../../../cli/scan/failures.ts';
import { explainFailure, kindOf } from '../../../cli/scan/failures.ts';
import { awsError } from './support.ts';

describe('the kind of a failure', () => {
  it.each<[string, unknown, FailureKind]>([
    ['no credentials anywhere', awsError('CredentialsProviderError'), 'no-credentials'],
    ['no token of a single sign-on', awsError('TokenProviderError'), 'no-credentials'],
    ['an expired token, as STS says it', awsError('ExpiredToken', 403), 'expired'],
    ['an expired token, as other services say it', awsError('ExpiredTokenException', 400), 'expired'],
    ['a key that does not exist', awsError('InvalidClientTokenId', 403), 'invalid-credentials'],
    ['a region that is not enabled', awsError('UnrecognizedClientException', 403), 'invalid-credentials'],
    ['a wrong secret', awsError('SignatureDoesNotMatch', 403), 'invalid-credentials'],
    ['a refusal by STS', awsError('AccessDenied', 403), 'denied'],
    ['a refusal by Account Management', awsError('AccessDeniedException', 403), 'denied'],
    ['a refusal by Amazon MQ', awsError('ForbiddenException', 403), 'denied'],
    ['a refusal without a code', awsError('Error', 403), 'denied'],
    ['throttling', awsError('ThrottlingException', 400), 'throttled'],
    ['throttling without a code', awsError('UnknownError', 429), 'throttled'],
    ['a name that is not resolved', Object.assign(new Error('dns'), { code: 'ENOTFOUND' }), 'unresolved'],
    ['a dropped connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'unreachable'],
    [
      'several addresses, none of which answers',
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      'unreachable',
    ],
    ['no answer in time', awsError('TimeoutError'), 'unreachable'],
    ['an internal failure', awsError('InternalServerErrorException', 500), 'failing'],
    ['an answer that is no JSON', awsError('SyntaxError', 200), 'foreign'],
    ['an answer that is no XML', awsError('Error', 200, '@aws-sdk XML parse error: x'), 'foreign'],
    ['an error page that is no JSON', awsError('SyntaxError', 502), 'foreign'],
    ['what is no error at all', 'text', 'other'],
    ['nothing', undefined, 'other'],
  ])('%s', (_, error, kind) => {
    expect(kindOf(error)).toBe(kind);
  });
});

describe('a failure as a sentence', () => {
  it('has code, message and remedy', () => {
    expect(explainFailure('it failed', awsError('ExpiredToken', 403, 'It has expired.'))).toBe(
      'it failed (ExpiredToken: It has expired): sign in again, because the credentials have expired.',
    );
  });

  it('takes the remedy of the case at hand', () => {
    const sentence = explainFailure('it failed', awsError('AccessDenied', 403, 'No.'), { denied: 'allow mq:Read' });
    expect(sentence).toBe('it failed (AccessDenied: No): allow mq:Read.');
  });

  it('says nothing of the inside of the SDK where a proxy has answered', () => {
    const error = awsError(
      'SyntaxError',
      200,
      'Unexpected token <. To see the raw response, inspect {error}.$response.',
    );
    expect(explainFailure('it failed', error)).toBe(
      'it failed (the response is not from AWS): check whether a proxy or another device in the network sent it.',
    );
  });

  it('has no name for an error that was made here', () => {
    expect(explainFailure('it failed', new Error('there is no list'))).toBe(
      'it failed (there is no list): fix the problem and scan again.',
    );
  });

  it('has no empty message', () => {
    const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(explainFailure('it failed', error)).toBe('it failed (ECONNREFUSED): check the network and scan again.');
  });

  it('is one line, however long the message is', () => {
    const sentence = explainFailure('it failed', awsError('Error', 500, 'line\n'.repeat(1_000)));
    expect(sentence).not.toContain('\n');
    expect(sentence.length).toBeLessThan(500);
  });
});
