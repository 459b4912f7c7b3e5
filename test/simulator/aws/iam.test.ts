import type { AccessRequest, PolicyDocument } from '../../../simulator/aws/iam.ts';
import { isAllowed, isServiceTrusted, isTrusted } from '../../../simulator/aws/iam.ts';
import { UnsupportedTemplateError } from '../../../simulator/template/unsupported.ts';

type Statement = PolicyDocument['Statement'][number];

const BROKER = 'arn:aws:mq:eu-west-1:111111111111:broker:orders:b-1';
const READ: AccessRequest = {
  action: 'mq:DescribeBroker',
  resource: BROKER,
  context: {
    'aws:ResourceOrgID': 'o-1',
    'aws:PrincipalOrgID': 'o-1',
    'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/caller',
  },
};
const ALLOW: Statement = { Effect: 'Allow', Action: 'mq:DescribeBroker', Resource: '*' };
const OWN_ORGANIZATION = '$' + '{aws:PrincipalOrgID}';

function policy(...statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

function given(operator: string, key: string, value: string | readonly string[]): Statement {
  return { ...ALLOW, Condition: { [operator]: { [key]: value } } };
}

test.each<{ what: string; statements: readonly Statement[]; expected: boolean }>([
  { what: 'nothing allows nothing', statements: [], expected: false },
  { what: 'the same action is allowed', statements: [ALLOW], expected: true },
  { what: 'another action is not', statements: [{ ...ALLOW, Action: 'mq:ListBrokers' }], expected: false },
  {
    what: 'one action of a list suffices',
    statements: [{ ...ALLOW, Action: ['a:B', ALLOW.Action].flat() }],
    expected: true,
  },
  { what: 'no action of an empty list does', statements: [{ ...ALLOW, Action: [] }], expected: false },
  { what: 'actions have no case', statements: [{ ...ALLOW, Action: 'MQ:describebroker' }], expected: true },
  { what: 'an asterisk stands for characters', statements: [{ ...ALLOW, Action: 'mq:Describe*' }], expected: true },
  {
    what: 'an asterisk stands for none, too',
    statements: [{ ...ALLOW, Action: 'mq:DescribeBroker*' }],
    expected: true,
  },
  { what: 'a pattern is for the whole action', statements: [{ ...ALLOW, Action: 'mq:Describe' }], expected: false },
  {
    what: 'a question mark stands for one character',
    statements: [{ ...ALLOW, Action: 'mq:DescribeBroke?' }],
    expected: true,
  },
  {
    what: 'a question mark does not stand for none',
    statements: [{ ...ALLOW, Action: 'mq:DescribeBroker?' }],
    expected: false,
  },
  { what: 'a dot is a dot', statements: [{ ...ALLOW, Action: 'mq.DescribeBroker' }], expected: false },
  {
    what: 'a pattern of the resource',
    statements: [{ ...ALLOW, Resource: 'arn:aws:mq:*:111111111111:broker:*' }],
    expected: true,
  },
  {
    what: 'a resource of another account',
    statements: [{ ...ALLOW, Resource: 'arn:aws:mq:*:222222222222:broker:*' }],
    expected: false,
  },
  { what: 'resources have a case', statements: [{ ...ALLOW, Resource: BROKER.toUpperCase() }], expected: false },
  { what: 'a statement without a resource', statements: [{ Effect: 'Allow', Action: '*' }], expected: false },
  { what: 'Deny wins', statements: [ALLOW, { ...ALLOW, Effect: 'Deny' }], expected: false },
  { what: 'Deny wins when it comes first', statements: [{ ...ALLOW, Effect: 'Deny' }, ALLOW], expected: false },
  {
    what: 'Deny of something else does not',
    statements: [ALLOW, { ...ALLOW, Effect: 'Deny', Resource: 'x' }],
    expected: true,
  },
  { what: 'another value', statements: [given('StringNotEquals', 'aws:ResourceOrgID', 'o-2')], expected: true },
  { what: 'the same value', statements: [given('StringNotEquals', 'aws:ResourceOrgID', 'o-1')], expected: false },
  { what: 'no value is another value', statements: [given('StringNotEquals', 'aws:None', 'o-1')], expected: true },
  {
    what: 'an ARN like none of several',
    statements: [given('ArnNotLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/a-*', 'arn:aws:iam::*:role/b'])],
    expected: true,
  },
  {
    what: 'an ARN like one of several',
    statements: [given('ArnNotLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/a-*', 'arn:aws:iam::*:role/caller'])],
    expected: false,
  },
  { what: 'no ARN is like none', statements: [given('ArnNotLike', 'aws:None', 'arn:aws:iam::*:*')], expected: true },
  { what: 'a key that has to be missing', statements: [given('Null', 'aws:None', 'true')], expected: true },
  { what: 'a key that must not be missing', statements: [given('Null', 'aws:None', 'false')], expected: false },
  { what: 'a key that is there', statements: [given('Null', 'aws:ResourceOrgID', 'false')], expected: true },
  { what: 'StringEquals that holds', statements: [given('StringEquals', 'aws:ResourceOrgID', 'o-1')], expected: true },
  { what: 'keys have no case', statements: [given('StringEquals', 'AWS:resourceOrgId', 'o-1')], expected: true },
  {
    what: 'StringEquals knows no pattern',
    statements: [given('StringEquals', 'aws:ResourceOrgID', 'o-*')],
    expected: false,
  },
  {
    what: 'one value of several suffices',
    statements: [given('StringEquals', 'aws:ResourceOrgID', ['o-2', 'o-1'])],
    expected: true,
  },
  { what: 'StringLike with a pattern', statements: [given('StringLike', 'aws:ResourceOrgID', 'o-?')], expected: true },
  { what: 'a variable', statements: [given('StringEquals', 'aws:ResourceOrgID', OWN_ORGANIZATION)], expected: true },
  {
    what: 'a variable without a value',
    statements: [given('StringEquals', 'aws:ResourceOrgID', '$' + '{aws:Nothing}')],
    expected: false,
  },
  { what: 'a key that the request lacks', statements: [given('StringLike', 'aws:Nothing', '*')], expected: false },
  {
    what: 'all conditions have to hold',
    statements: [
      { ...ALLOW, Condition: { StringEquals: { 'aws:ResourceOrgID': 'o-1', 'aws:PrincipalOrgID': 'o-2' } } },
    ],
    expected: false,
  },
])('$what: $expected', ({ statements, expected }) => {
  expect(isAllowed([policy(...statements)], READ)).toBe(expected);
});

test('a key and a variable that are both missing do not equal each other', () => {
  const statement = given('StringEquals', 'aws:ResourceOrgID', OWN_ORGANIZATION);
  expect(isAllowed([policy(statement)], { ...READ, context: {} })).toBe(false);
});

test('what one policy denies no other one allows', () => {
  expect(isAllowed([policy(ALLOW), policy({ ...ALLOW, Effect: 'Deny' })], READ)).toBe(false);
});

test.each<{ what: string; statement: object }>([
  { what: 'NotAction', statement: { Effect: 'Allow', NotAction: 'mq:DeleteBroker', Resource: '*' } },
  { what: 'NotResource', statement: { ...ALLOW, NotResource: 'x' } },
  { what: 'the operator NumericEquals', statement: given('NumericEquals', 'aws:ResourceOrgID', '1') },
  { what: 'the operator StringEqualsIfExists', statement: given('StringEqualsIfExists', 'aws:Nothing', 'a') },
  {
    what: 'an operator for another action',
    statement: { ...given('NumericEquals', 'a', '1'), Action: 'mq:ListBrokers' },
  },
  { what: 'an effect in small letters', statement: { ...ALLOW, Effect: 'allow' } },
])('$what is refused', ({ statement }) => {
  expect(() => isAllowed([policy(statement as Statement)], READ)).toThrow(UnsupportedTemplateError);
});

test('the older version of policies, which has no variables, is refused', () => {
  const document = { ...policy(ALLOW), Version: '2008-10-17' };
  expect(() => isAllowed([document], READ)).toThrow(UnsupportedTemplateError);
});

const CALLER = { arn: 'arn:aws:iam::111111111111:role/evaluator-eu-west-1' };
const ASSUME: AccessRequest = {
  action: 'sts:AssumeRole',
  resource: 'arn:aws:iam::222222222222:role/evaluation',
  context: { 'aws:PrincipalArn': CALLER.arn },
};

function trust(Principal: object | '*', Condition?: Statement['Condition']): PolicyDocument {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...(Condition ? { Condition } : {}) };
  return policy(statement as Statement);
}

/** Trusts the caller and the function's service, and denies somebody. */
function denying(Principal: object | '*', Condition?: Statement['Condition']): PolicyDocument {
  const [allow] = trust({ AWS: CALLER.arn, Service: 'lambda.amazonaws.com' }).Statement;
  const [deny] = trust(Principal, Condition).Statement;
  return policy({ ...(allow as Statement) }, { ...(deny as Statement), Effect: 'Deny' });
}

function roleLike(name: string): Statement['Condition'] {
  return { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/${name}` } };
}

test.each<{ what: string; document: PolicyDocument; expected: boolean }>([
  { what: 'the role', document: trust({ AWS: CALLER.arn }), expected: true },
  { what: 'the root of its account', document: trust({ AWS: 'arn:aws:iam::111111111111:root' }), expected: true },
  { what: 'the id of its account', document: trust({ AWS: ['111111111111'] }), expected: true },
  { what: 'the root of another account', document: trust({ AWS: 'arn:aws:iam::333333333333:root' }), expected: false },
  { what: 'another role of the account', document: trust({ AWS: `${CALLER.arn}-2` }), expected: false },
  { what: 'a service', document: trust({ Service: 'lambda.amazonaws.com' }), expected: false },
  { what: 'everybody', document: trust('*'), expected: true },
  { what: 'every AWS principal', document: trust({ AWS: ['*'] }), expected: true },
  {
    what: 'the account, where the role is like a pattern',
    document: trust({ AWS: '111111111111' }, roleLike('evaluator-*')),
    expected: true,
  },
  {
    what: 'the account, where the role is unlike a pattern',
    document: trust({ AWS: '111111111111' }, roleLike('other-*')),
    expected: false,
  },
  {
    what: 'everybody, where the role is unlike a pattern',
    document: trust('*', roleLike('other-*')),
    expected: false,
  },
  { what: 'the role, but denies everybody', document: denying('*'), expected: false },
  { what: 'the role, but denies every AWS principal', document: denying({ AWS: '*' }), expected: false },
  { what: 'the role, but denies its account', document: denying({ AWS: '111111111111' }), expected: false },
  { what: 'the role, but denies a service', document: denying({ Service: 'lambda.amazonaws.com' }), expected: true },
  {
    what: 'the role, but denies everybody unlike it',
    document: denying('*', roleLike('other-*')),
    expected: true,
  },
])('a role that trusts $what can be assumed: $expected', ({ document, expected }) => {
  expect(isTrusted(document, CALLER, ASSUME)).toBe(expected);
});

test.each<{ what: string; document: PolicyDocument }>([
  { what: 'a principal of an unknown kind', document: trust({ Federated: 'x' }) },
  {
    what: 'NotPrincipal, also of a statement that denies',
    document: policy(...trust('*').Statement, {
      Effect: 'Deny',
      Action: '*',
      NotPrincipal: '*',
    } as unknown as Statement),
  },
])('$what is refused', ({ document }) => {
  expect(() => isTrusted(document, CALLER, ASSUME)).toThrow(UnsupportedTemplateError);
});

test('a role that a trust policy knows by its id is another one when it is created again', () => {
  const document = trust({ AWS: 'AROA1' });
  expect(isTrusted(document, { ...CALLER, id: 'AROA1' }, ASSUME)).toBe(true);
  expect(isTrusted(document, { ...CALLER, id: 'AROA2' }, ASSUME)).toBe(false);
});

test.each<{ pattern: string; expected: boolean }>([
  { pattern: 'arn:aws:ssm:eu-west-1:111111111111:document/a:1', expected: true },
  { pattern: 'arn:aws:ssm:*:111111111111:document/*', expected: true },
  { pattern: 'arn:aws:ssm:*:*:*', expected: true },
  { pattern: 'arn:aws:ssm:eu-west-?:111111111111:document/?:?', expected: true },
  { pattern: 'arn:aws:ssm:*:222222222222:document/*', expected: false },
  { pattern: 'arn:aws:ssm:eu-west-1:111111111111:document/a', expected: false },
  { pattern: 'arn:aws:*:document/*', expected: false },
  { pattern: '*:document/*', expected: false },
  { pattern: '*', expected: false },
])('an ARN, compared part by part, is like $pattern: $expected', ({ pattern, expected }) => {
  const context = { 'aws:SourceArn': 'arn:aws:ssm:eu-west-1:111111111111:document/a:1' };
  for (const operator of ['ArnLike', 'ArnEquals']) {
    const statement = given(operator, 'aws:SourceArn', pattern);
    expect(isAllowed([policy(statement)], { ...READ, context })).toBe(expected);
  }
});

test('a service is trusted by its name only', () => {
  const document = trust({ Service: 'lambda.amazonaws.com' });
  expect(isServiceTrusted(document, 'lambda.amazonaws.com', ASSUME)).toBe(true);
  expect(isServiceTrusted(document, 'config.amazonaws.com', ASSUME)).toBe(false);
  expect(isServiceTrusted(denying({ AWS: CALLER.arn }), 'lambda.amazonaws.com', ASSUME)).toBe(true);
  expect(isServiceTrusted(denying('*'), 'lambda.amazonaws.com', ASSUME)).toBe(false);
});
