import type { Check } from '../../checks/check.ts';
import { missingParameters, RuleParametersError, textsOf, valuesOf } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import { CONFIGURED_CHECKS } from '../support/checks.ts';

const PARAMETERS = new Map(
  CHECKS.flatMap((check: Check) => Object.keys(check.parameters ?? {}).map((name) => [name, check] as const)),
);

function parse(name: string, text: unknown): unknown {
  const check = PARAMETERS.get(name);
  if (check === undefined) throw new Error(`There is no parameter ${name}.`);
  return valuesOf(check, { [name]: text })[name];
}

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const MULTI_REGION_KEY = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const ARN = `arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/${KEY}`;

test.each<readonly [name: string, text: unknown, value: unknown]>([
  ['minimumSubnets', '2', 2],
  ['minimumSubnets', 2, 2],
  ['minimumSubnets', ' 3\n', 3],
  ['minimumIpv4PrefixLength', '1', 1],
  ['minimumIpv4PrefixLength', '32', 32],
  ['minimumIpv6PrefixLength', '128', 128],
  ['minimumVersion', '3.13', '3.13'],
  ['minimumVersion', '10.10', '10.10'],
  ['allowedInstanceTypes', 'mq.m7g.large', ['mq.m7g.large']],
  ['allowedInstanceTypes', ' mq.m7g.large , mq.m5.4xlarge ', ['mq.m7g.large', 'mq.m5.4xlarge']],
  ['allowedInstanceTypes', '', []],
  ['allowedKmsKeys', `${KEY},${MULTI_REGION_KEY},${ARN}`, [KEY, MULTI_REGION_KEY, ARN]],
  ['requiredTags', 'team', ['team']],
  ['requiredTags', 'cost center,stage=test|production,a=', ['cost center', 'stage=test|production', 'a=']],
  ['requiredTags', '部門=経理|人事', ['部門=経理|人事']],
  ['requiredTags', 'a=b=c', ['a=b=c']],
  ['requiredTags', 'x:y/z@1=+-._', ['x:y/z@1=+-._']],
])('%s of %j is read', (name, text, value) => {
  expect(parse(name, text)).toEqual(value);
});

test.each<readonly [name: string, text: unknown, message: RegExp]>([
  ['minimumSubnets', '1', /is "1"\. Expected a whole number from 2 to 3\.$/],
  ['minimumSubnets', '4', /from 2 to 3\.$/],
  ['minimumSubnets', '2.0', /from 2 to 3\.$/],
  ['minimumSubnets', '0x2', /from 2 to 3\.$/],
  ['minimumSubnets', '', /is ""\. Expected a whole/],
  ['minimumSubnets', 4, /is 4\. Expected a whole/],
  ['minimumSubnets', 2.5, /is 2\.5\. Expected a whole/],
  [
    'minimumVersion',
    4.2,
    /is 4\.2\. Expected a version in quotes, such as "4\.2": as numbers, 4\.10 and 4\.1 are the same\.$/,
  ],
  ['requiredTags', 5, /is 5\. Expected tag keys/],
  ['minimumSubnets', null, /is null\. Expected a whole/],
  ['minimumIpv4PrefixLength', '33', /from 1 to 32\.$/],
  ['minimumIpv6PrefixLength', '0', /from 1 to 128\.$/],
  ['minimumVersion', '4', /Expected a version, such as 4\.2\.$/],
  ['minimumVersion', '4.2.1', /Expected a version/],
  ['minimumVersion', 'v4.2', /Expected a version/],
  ['minimumVersion', '٤.٢', /Expected a version/],
  ['allowedInstanceTypes', 'm7g.large', /Expected instance types, separated by commas, such as mq\.m7g\.large,/],
  ['allowedInstanceTypes', 'mq.m7g.large,', /Expected instance types/],
  ['allowedInstanceTypes', 'mq.m7g.large mq.m5.large', /Expected instance types/],
  ['allowedInstanceTypes', ['mq.m7g.large'], /is a list\. Expected instance types/],
  ['allowedKmsKeys', 'alias/rabbitmq', /Expected IDs or ARNs of KMS keys/],
  ['allowedKmsKeys', ARN.replace(':key/', ':alias/'), /Expected IDs or ARNs of KMS keys/],
  ['requiredTags', '', /Expected tag keys, or key=value\|value, separated by commas/],
  ['requiredTags', ',', /Expected tag keys/],
  ['requiredTags', '=x', /Expected tag keys/],
  ['requiredTags', 'a|b', /Expected tag keys/],
  ['requiredTags', 'aws:cloudformation:stack-name', /Expected tag keys/],
  ['requiredTags', 'AWS:x', /Expected tag keys/],
  ['requiredTags', 'team;stage', /Expected tag keys/],
  ['requiredTags', 'x'.repeat(129), /Expected tag keys/],
])('%s of %j is refused', (name, text, message) => {
  expect(() => parse(name, text)).toThrow(RuleParametersError);
  expect(() => parse(name, text)).toThrow(message);
});

test.each(CONFIGURED_CHECKS)(
  'the values of $id are the same after they were texts',
  ({ values = {}, ...check }: Check) => {
    expect(valuesOf(check, textsOf(values))).toEqual(values);
  },
);

test('a parameter without a default is missing until it is given, and no other', () => {
  const missing = (given?: Readonly<Record<string, string>>) =>
    CHECKS.flatMap((check: Check) => missingParameters(check, given).map(([name]) => name));

  expect(missing()).toEqual(['requiredTags']);
  expect(missing({ requiredTags: 'team' })).toEqual([]);
});

test('what every object inherits is no value', () => {
  expect(valuesOf({ id: 'x', parameters: {} }, { minimumSubnets: '9' })).toEqual({});
  const parameter = { type: 'version', description: 'It.', example: '4.2', default: '3.13' } as const;
  expect(valuesOf({ id: 'x', parameters: { toString: parameter } }, {})).toEqual({ toString: '3.13' });
});
