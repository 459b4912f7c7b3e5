import type { Recorder } from '../../../cli/organization/port.ts';
import type { Recording } from '../../../cli/organization/recording.ts';
import { judgeRecorders } from '../../../cli/organization/recording.ts';
import { RECORDER } from '../preflight/support.ts';

const BROKER = 'AWS::AmazonMQ::Broker';
const INCLUSION = 'INCLUSION_BY_RESOURCE_TYPES';
const EXCLUSION = 'EXCLUSION_BY_RESOURCE_TYPES';

const CASES: readonly (readonly [string, readonly Partial<Recorder>[], Recording['kind'] | 'daily'])[] = [
  ['no recorder', [], 'none'],
  ['all supported types', [{}], 'recording'],
  ['a strategy of all types', [{ group: { strategy: 'ALL_SUPPORTED_RESOURCE_TYPES' } }], 'recording'],
  ['a recorder that is off', [{ isRecording: false }], 'stopped'],
  ['a recorder that is off and leaves brokers out', [{ isRecording: false, group: { included: ['x'] } }], 'stopped'],
  ['a recorder of which nobody knows whether it is on', [{ isRecording: undefined }], 'not-visible'],
  ['a recorder that fails', [{ lastStatus: 'Failure' }], 'failing'],
  ['a recorder that has just begun', [{ lastStatus: 'PENDING' }], 'recording'],
  ['a recorder without a status', [{ lastStatus: undefined }], 'recording'],
  ['a list with brokers', [{ group: { strategy: INCLUSION, included: [BROKER] } }], 'recording'],
  ['a list without brokers', [{ group: { strategy: INCLUSION, included: ['AWS::S3::Bucket'] } }], 'without-brokers'],
  ['an older list with brokers', [{ group: { allSupported: false, included: [BROKER] } }], 'recording'],
  ['an older list without brokers', [{ group: { allSupported: false, included: ['x'] } }], 'without-brokers'],
  ['a list that is not told', [{ group: { strategy: INCLUSION } }], 'not-visible'],
  ['brokers excluded', [{ group: { strategy: EXCLUSION, excluded: [BROKER] } }], 'without-brokers'],
  ['others excluded', [{ group: { strategy: EXCLUSION, excluded: ['AWS::S3::Bucket'], included: [] } }], 'recording'],
  ['exclusions that are not told', [{ group: { strategy: EXCLUSION } }], 'not-visible'],
  ['exclusions without a strategy', [{ group: { allSupported: false, excluded: [BROKER] } }], 'without-brokers'],
  ['a strategy that nobody knows yet', [{ group: { strategy: 'BY_TAG', included: [BROKER] } }], 'not-visible'],
  ['no group', [{ group: undefined }], 'not-visible'],
  ['a group that says nothing', [{ group: {} }], 'not-visible'],
  ['a group that is not all and no more', [{ group: { allSupported: false } }], 'not-visible'],
  ['a daily recorder', [{ mode: { frequency: 'DAILY' } }], 'daily'],
  [
    'a daily recorder, continuous for brokers',
    [{ mode: { frequency: 'DAILY', overrides: [{ types: [BROKER], frequency: 'CONTINUOUS' }] } }],
    'recording',
  ],
  [
    'a continuous recorder, daily for brokers',
    [{ mode: { frequency: 'CONTINUOUS', overrides: [{ types: [BROKER], frequency: 'DAILY' }] } }],
    'daily',
  ],
  [
    'a continuous recorder, daily for others',
    [{ mode: { frequency: 'CONTINUOUS', overrides: [{ types: ['x'], frequency: 'DAILY' }] } }],
    'recording',
  ],
  ['two recorders of which one is off', [{ isRecording: false }, {}], 'recording'],
];

test.each(CASES)('%s', (_, recorders, expected) => {
  const recording = judgeRecorders(recorders.map((changes) => ({ ...RECORDER, ...changes })));
  const kind = recording.kind === 'recording' && recording.isDaily ? 'daily' : recording.kind;
  expect(kind).toBe(expected);
});
