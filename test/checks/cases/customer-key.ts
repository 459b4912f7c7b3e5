import type { Cases } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { isBoolean, matches } from '../../support/proofs.ts';

const { kmsKeyId: MULTI_REGION } = GOOD;
const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = `arn:aws:kms:eu-west-1:111122223333:key/${ID}`;
const OTHER = '9999abcd-12ab-34cd-56ef-1234567890ab';

/** A broker that is not encrypted with a key that AWS owns. */
function withKey(kmsKeyId?: unknown) {
  return { useAwsOwnedKey: false, kmsKeyId };
}

export const CASES: Cases = {
  proof: {
    'EncryptionOptions.UseAwsOwnedKey': isBoolean(false),
    'EncryptionOptions.KmsKeyId': matches(/^\(known|^(?!.*alias\/aws\/).*(alias\/|mrk-)/i),
  },
  rows: [
    ['a multi-Region key passes', withKey(MULTI_REGION), 'pass', /^The broker has a customer managed key\.$/],
    ['its ID passes', withKey(MULTI_REGION.split('/').at(-1)), 'pass', /has a customer managed key/],
    [
      'another key by its ARN may be that of Amazon MQ',
      withKey(ARN),
      'unknown',
      /^The key "1234abcd-12ab-34cd-56ef-1234567890ab" may be a key that AWS manages: set allowedKmsKeys\.$/,
    ],
    ['another key by its ID may be that of Amazon MQ', withKey(ID), 'unknown', /may be a key that AWS manages/],
    ['what is no key is unknown', withKey('mrk-x'), 'unknown', /^The key "mrk-x" may be/],
    ['an alias of AWS after a space is unknown', withKey(' alias/aws/mq'), 'unknown', /may be a key that AWS manages/],
    ['an alias of AWS in other case is unknown', withKey('alias/AWS/mq'), 'unknown', /may be a key that AWS manages/],
    ['an alias of the customer passes by its ARN', withKey(ARN.replace(/key.*/, 'alias/mq')), 'pass', /has a customer/],
    ['an alias of the customer passes', withKey('alias/rabbitmq'), 'pass', /has a customer managed key/],
    ['"false" as text passes', { useAwsOwnedKey: 'False', kmsKeyId: 'alias/mq' }, 'pass', /has a customer managed key/],
    [
      'a key that AWS owns fails',
      { useAwsOwnedKey: true },
      'fail',
      /^The broker is encrypted with a key that AWS owns\.$/,
    ],
    ['a key that AWS owns fails, whatever key is named', { ...GOOD, useAwsOwnedKey: true }, 'fail', /that AWS owns/],
    ['the key that AWS manages fails', withKey('alias/aws/mq'), 'fail', /with alias\/aws\/mq, which AWS manages\.$/],
    [
      'the key that AWS manages fails by the ARN of its alias',
      withKey('arn:aws:kms:eu-west-1:111122223333:alias/aws/mq'),
      'fail',
      /which AWS manages/,
    ],
    [
      'the ARN is in the list',
      withKey(ARN),
      'pass',
      /^The key of the broker is in allowedKmsKeys\.$/,
      { allowedKmsKeys: ARN },
    ],
    ['the ID is in the list', withKey(ID), 'pass', /is in allowedKmsKeys/, { allowedKmsKeys: `${OTHER},${ID}` }],
    ['the list has the ID of an ARN', withKey(ARN), 'pass', /is in allowedKmsKeys/, { allowedKmsKeys: ID }],
    ['the list has the ARN of an ID', withKey(ID), 'pass', /is in allowedKmsKeys/, { allowedKmsKeys: ARN }],
    [
      'another key fails',
      withKey(ARN),
      'fail',
      /^The key "1234abcd-12ab-34cd-56ef-1234567890ab" is not in allowedKmsKeys\.$/,
      { allowedKmsKeys: OTHER },
    ],
    [
      'the same ID in another account fails',
      withKey(ARN),
      'fail',
      /is not in allowedKmsKeys/,
      { allowedKmsKeys: ARN.replace('111122223333', '444455556666') },
    ],
    [
      'an alias is unknown if there is a list',
      withKey('alias/x'),
      'unknown',
      /^"alias\/x" is an alias/,
      { allowedKmsKeys: ID },
    ],
    ['a key of the same template passes', withKey('(known after deployment)'), 'pass', /has a customer managed key/],
    [
      'a key of the same template is unknown if there is a list',
      withKey('(known after deployment)'),
      'unknown',
      /^The key is known only after deployment\.$/,
      { allowedKmsKeys: ID },
    ],
    ['an absent key is unknown', withKey(), 'unknown', /^EncryptionOptions\.KmsKeyId is missing from the source\.$/],
    ['an empty key is unknown', withKey(''), 'unknown', /^EncryptionOptions\.KmsKeyId has the invalid value "" in/],
    ['a key in a list is unknown', withKey([ARN]), 'unknown', /invalid value a list in/],
    ['a key alone does not say that it is used', { kmsKeyId: ARN }, 'unknown', /UseAwsOwnedKey is missing from/],
    [
      '"no" is not false',
      { useAwsOwnedKey: 'no', kmsKeyId: ARN },
      'unknown',
      /UseAwsOwnedKey has the invalid value "no"/,
    ],
    ['null is unknown', { useAwsOwnedKey: null }, 'unknown', /^EncryptionOptions\.UseAwsOwnedKey is missing/],
    ['absence is unknown', {}, 'unknown', /^EncryptionOptions\.UseAwsOwnedKey is missing from the source/],
  ],
};
