import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { isTrue, MalformedEventError, parseInvokingEvent } from '../../checks/invoking-event.ts';
import { parseEvent } from '../../lambda/event.ts';
import { loadEvent, RESULT_TOKEN } from '../support/events.ts';

const ID = 'b-11111111-1111-4111-8111-111111111111';
const CAPTURED = new Date('2026-01-31T12:00:00.123Z');

const RULE = {
  name: 'rabbitmq-brokers',
  accountId: '111122223333',
  parameters: '{}',
  resultToken: RESULT_TOKEN,
};

describe('parseEvent', () => {
  test.each<readonly [fixture: string, leftScope: boolean, item: Record<string, unknown>]>([
    ['change-ok', false, { status: 'OK', resourceId: ID }],
    ['change-with-diff', false, { status: 'OK', configuration: expect.objectContaining({ Logs: { General: false } }) }],
    ['change-discovered', false, { status: 'ResourceDiscovered' }],
    ['change-deleted', true, { status: 'ResourceDeleted', configuration: null }],
    ['change-deleted-not-recorded', true, { status: 'ResourceDeletedNotRecorded', configuration: null }],
    ['change-not-recorded', false, { status: 'ResourceNotRecorded', configuration: null }],
    ['change-left-scope', true, { status: 'OK', configuration: expect.objectContaining({ Id: ID }) }],
    ['change-left-scope-without-configuration', true, { status: 'OK', configuration: undefined }],
    ['change-other-type', false, { resourceType: 'AWS::S3::Bucket', resourceId: 'orders-archive' }],
    ['change-conformance-pack', false, { accountId: '444455556666' }],
  ])('reads the change event %s', (fixture, leftScope, item) => {
    expect(parseEvent(loadEvent(fixture))).toMatchObject({
      messageType: 'ConfigurationItemChangeNotification',
      leftScope,
      item: { captureTime: CAPTURED, ...item },
    });
  });

  test('reads the rule of an event', () => {
    expect(parseEvent(loadEvent('change-ok')).rule).toEqual(RULE);
  });

  test('reads the rule of a conformance pack, whose ARN has more parts', () => {
    expect(parseEvent(loadEvent('change-conformance-pack')).rule).toEqual({
      name: 'rabbitmq-cluster-deployment-conformance-pack-abcdefghi',
      accountId: '444455556666',
      parameters: '{"checks":"rabbitmq-cluster-deployment"}',
      resultToken: RESULT_TOKEN,
    });
  });

  test('reads an oversized event, which has a summary instead of an item', () => {
    expect(parseEvent(loadEvent('oversized'))).toEqual({
      messageType: 'OversizedConfigurationItemChangeNotification',
      rule: { ...RULE, parameters: undefined },
      leftScope: false,
      notificationTime: expect.any(Date),
      item: {
        resourceType: 'AWS::AmazonMQ::Broker',
        resourceId: ID,
        resourceName: 'orders',
        arn: `arn:aws:mq:eu-west-1:111122223333:broker:orders:${ID}`,
        accountId: '111122223333',
        region: 'eu-west-1',
        status: 'OK',
        captureTime: CAPTURED,
        configuration: undefined,
      },
    });
  });

  test('reads a scheduled event, which has no item', () => {
    expect(parseEvent(loadEvent('scheduled'))).toEqual({
      messageType: 'ScheduledNotification',
      rule: RULE,
      notificationTime: new Date('2026-01-31T12:00:04.567Z'),
    });
  });

  test('has a fixture of every file, all with the same result token', () => {
    const names = readdirSync(`${import.meta.dirname}/../fixtures/events`).map((file) => file.replace('.json', ''));
    const events = names.map((name) => loadEvent(name));

    expect(events.map(({ resultToken }) => resultToken)).toEqual(names.map(() => RESULT_TOKEN));
    expect(events.map(({ invokingEvent }) => typeof invokingEvent)).toEqual(names.map(() => 'string'));
  });

  test.each([
    ['an evaluation mode that is left out, as before 2023', { evaluationMode: undefined }],
    ['a rule ARN that is left out', { configRuleArn: undefined }],
    ['members that it does not know', { organizationId: 'o-1' }],
  ])('takes %s', (_sentence, overrides) => {
    expect(parseEvent(loadEvent('change-ok', overrides)).rule.name).toBe('rabbitmq-brokers');
  });

  test.each([undefined, null, '', ' '])('takes rule parameters of %j for none', (ruleParameters) => {
    expect(parseEvent(loadEvent('change-ok', { ruleParameters })).rule.parameters).toBeUndefined();
  });
});

describe('parseEvent refuses', () => {
  const item = (configurationItem: unknown) => ({ invokingEvent: { configurationItem } });

  test.each<readonly [what: string, fixture: string, overrides: Record<string, unknown>, message: RegExp]>([
    ['a proactive evaluation', 'proactive', {}, /^evaluationMode "PROACTIVE" is not supported/],
    ['a delivered snapshot', 'snapshot-delivered', {}, /^messageType "ConfigurationSnapshotDeliveryCompleted" is not/],
    [
      'no message type',
      'scheduled',
      { invokingEvent: { messageType: undefined } },
      /^messageType undefined is not supported. Supported types: ConfigurationItem.*, Oversized.*, ScheduledNot.*\.$/,
    ],
    [
      'a message type that is inherited',
      'scheduled',
      { invokingEvent: { messageType: 'toString' } },
      /^messageType "toS/,
    ],
    ['no rule name', 'change-ok', { configRuleName: undefined }, /^configRuleName /],
    ['no account', 'change-ok', { accountId: null }, /^accountId /],
    ['an account as a number', 'change-ok', { accountId: 111122223333 }, /^accountId /],
    ['an account of eleven digits', 'change-ok', { accountId: '11112222333' }, /^accountId must have twelve digits/],
    ['more and an account', 'change-ok', { accountId: 'x111122223333' }, /^accountId must have twelve digits/],
    ['an account and more', 'change-ok', { accountId: '111122223333\n' }, /^accountId must have twelve digits/],
    ['no result token', 'change-ok', { resultToken: '' }, /^resultToken /],
    ['rule parameters that are no text', 'change-ok', { ruleParameters: ['checks'] }, /^ruleParameters .* not a list/],
    ['no invoking event', 'change-ok', { invokingEvent: undefined }, /^invokingEvent .* not undefined/],
    ['an invoking event that is no text', 'change-ok', { invokingEvent: [] }, /^invokingEvent .* not a list/],
    [
      'an invoking event that is cut off',
      'change-ok',
      { invokingEvent: '{"messageType":' },
      /^invokingEvent is not valid JSON\.$/,
    ],
    ['an invoking event of a list', 'change-ok', { invokingEvent: '[]' }, /^invokingEvent is not a JSON object\.$/],
    ['an invoking event of null', 'change-ok', { invokingEvent: 'null' }, /^invokingEvent is not a JSON object\.$/],
    ['a change without an item', 'change-ok', item(undefined), /configurationItem must be .* not undefined/],
    ['a change with an item of null', 'change-ok', item(null), /configurationItem must be .* not null/],
    ['a change with an item as text', 'change-ok', item('{}'), /configurationItem must be .* not "{}"/],
    ['an item without a type', 'change-ok', item({ resourceType: undefined }), /ConfigurationItemChange.*resourceType/],
    ['an item without an id', 'change-ok', item({ resourceId: '' }), /resourceId is missing/],
    [
      'an item without a time',
      'change-ok',
      item({ configurationItemCaptureTime: undefined }),
      /configurationItemCaptureTime must be a time/,
    ],
    [
      'an oversized change without a summary',
      'oversized',
      { invokingEvent: { configurationItemSummary: undefined } },
      /^The OversizedConf.* configurationItemSummary must be/,
    ],
    [
      'a schedule without a time',
      'scheduled',
      { invokingEvent: { notificationCreationTime: 'noon' } },
      /^The ScheduledNotification .* notificationCreationTime must be a time, .* not "noon"/,
    ],
  ])('%s', (_what, fixture, overrides, message) => {
    const parse = () => parseEvent(loadEvent(fixture, overrides));

    expect(parse).toThrow(MalformedEventError);
    expect(parse).toThrow(message);
  });

  test.each([[undefined], [null], ['{}'], [[{}]], [7]])('%j, which is no object', (event) => {
    expect(() => parseEvent(event)).toThrow(new MalformedEventError('The event is not a JSON object.'));
  });

  test('whatever is no event, without telling the result token', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, '{', '{}', '__proto__'));
    const member = fc.constantFrom(...Object.keys(loadEvent('change-ok')), '__proto__');
    const invoking = fc
      .tuple(fc.constantFrom('messageType', 'configurationItem', 'configurationItemSummary', '__proto__'), value)
      .map(([name, part]) => ['invokingEvent', JSON.stringify({ messageType: 'ScheduledNotification', [name]: part })]);
    const changes = fc.array(fc.oneof(fc.tuple(member, value), invoking), { minLength: 1, maxLength: 3 });
    const event = changes.map((members) => ({ ...loadEvent('change-ok'), ...Object.fromEntries(members) }));
    fc.assert(
      fc.property(fc.oneof(value, event), (candidate) => {
        try {
          parseEvent(candidate);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedEventError);
          expect(String(error)).not.toContain(RESULT_TOKEN);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test('parseInvokingEvent gives the members as they are', () => {
  expect(parseInvokingEvent('{"messageType":"Other","n":[1]}')).toEqual({ messageType: 'Other', n: [1] });
});

test.each([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
  [undefined, false],
  [null, false],
  [1, false],
])('eventLeftScope of %j means %j', (value, expected) => {
  expect(isTrue(value)).toBe(expected);
});
