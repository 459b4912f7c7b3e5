import { quote } from 'shlex';
import type { Context, Shape } from '../support/cdk.ts';
import { NOTIFIED, resolve, SHAPES, synthesize } from '../support/cdk.ts';

const KEY = 'arn:aws:kms:us-east-1:777788889999:key/mrk-1234abcd12ab34cd56ef1234567890ab';

/** An output of the first stack. */
function output(id: string, shape: Shape, context: Context = {}) {
  const [stack] = synthesize({ ...SHAPES[shape], ...context });
  return resolve(stack?.json.Outputs?.[id]?.Value);
}

// Each setting with what a command has of it.
const OF_ROLES: readonly (readonly [name: string, value: unknown, option: string])[] = [
  ['namePrefix', 'mq', '-c namePrefix=mq'],
  ['rolePath', '/team/', '-c rolePath=/team/'],
  ['permissionsBoundary', 'org/b', '-c permissionsBoundary=org/b'],
  ['tags', { a: 'b', c: 'd e' }, `-c 'tags={"a":"b","c":"d e"}'`],
];

const OF_EVALUATOR: typeof OF_ROLES = [
  ['bootstrapQualifier', 'corp', '-c bootstrapQualifier=corp'],
  ['checks', ['rabbitmq-general-logging'], '-c checks=rabbitmq-general-logging'],
  ['rules', 'combined', '-c rules=combined'],
  ['frequency', 'Six_Hours', '-c frequency=Six_Hours'],
  ['refresh', 7, '-c refresh=7'],
  ['reservedConcurrency', 5, '-c reservedConcurrency=5'],
  ['logRetentionDays', 30, '-c logRetentionDays=30'],
  ['logKmsKey', KEY, `-c logKmsKey=${KEY}`],
  ['logRemediation', 'automatic', '-c logRemediation=automatic'],
];

describe('the command for the role in the management account', () => {
  it('is among the outputs where that account is not the administrator', () => {
    expect(output('ManagementAccountRole', 'organization')).toBeUndefined();
    for (const shape of ['delegated', 'covered'] as const) {
      expect(output('ManagementAccountRole', shape)).toBe(
        'npx cdk deploy -c deployment=management-account -c administratorAccount=<AWS::AccountId> ' +
          '-c homeRegion=eu-west-1 -c namePrefix=rabbitmq-conformance -c rolePath=/',
      );
    }
  });

  it('is not where logs are remediated, as that account cannot be covered then', () => {
    expect(output('ManagementAccountRole', 'delegated', { logRemediation: 'manual' })).toBeUndefined();
  });

  it.each(OF_ROLES)('has the setting %s', (name, value, option) => {
    expect(` ${output('ManagementAccountRole', 'delegated', { [name]: value })} `).toContain(` ${option} `);
  });

  it('has no setting that the role does not depend on', () => {
    const { logRemediation, ...others } = Object.fromEntries(OF_EVALUATOR.map(([name, value]) => [name, value]));
    expect(output('ManagementAccountRole', 'delegated', others)).toBe(output('ManagementAccountRole', 'delegated'));
  });
});

describe('with opt-in checks, a command for the management account', () => {
  const checkParameters = { 'rabbitmq-tags': { requiredTags: 'team' } };
  const options = `-c checks=all -c 'checkParameters={"rabbitmq-tags":{"requiredTags":"team"}}'`;

  it.each([
    ['has them, if the role may read security groups', 'ManagementAccountRole', 'delegated', {}],
    ['has them, if events are forwarded', 'ManagementAccountRole', 'delegated', NOTIFIED.delegated],
    ['beside a stack-set has them', 'ManagementAccount', 'stack-set', {}],
  ] as const)('%s', (_, id, shape, context) => {
    expect(output(id, shape, { ...context, checks: 'all', checkParameters })).toContain(` ${options}`);
  });
});

describe('the command for the management account beside a stack-set', () => {
  it('is among the outputs, once for each region', () => {
    const settings =
      '-c namePrefix=rabbitmq-conformance -c rolePath=/ -c rules=separate -c frequency=TwentyFour_Hours ' +
      '-c logRetentionDays=365';
    expect(output('ManagementAccount', 'stack-set')).toBe(
      `npx cdk deploy -c deployment=account -c regions=eu-west-1 ${settings} && ` +
        `npx cdk deploy -c deployment=account -c regions=us-east-1 ${settings}`,
    );
  });

  it.each([...OF_ROLES, ...OF_EVALUATOR])('has the setting %s', (name, value, option) => {
    const commands = output('ManagementAccount', 'stack-set', { [name]: value }).split(' && ');
    expect(commands).toHaveLength(2);
    for (const command of commands) expect(` ${command} `).toContain(` ${option} `);
  });

  it('has the topic of the alarms', () => {
    const context = { alarms: true, alarmTopicName: 'ops' };
    expect(output('ManagementAccount', 'stack-set', context)).toContain(' -c alarmTopicName=ops');
  });
});

describe('a word of a shell', () => {
  it.each([
    ['as it is', 'logKmsKey=arn:aws:kms', 'logKmsKey=arn:aws:kms'],
    ['with spaces', 'a b', "'a b'"],
    ['with what a shell would replace', '$(a) `b` *', "'$(a) `b` *'"],
    ['with double quotes', '{"a":"b"}', `'{"a":"b"}'`],
    ['with a single quote', "it's", `'it'"'"'s'`],
    ['without a character', '', "''"],
  ])('%s', (_, text, word) => {
    expect(quote(text)).toBe(word);
  });
});
