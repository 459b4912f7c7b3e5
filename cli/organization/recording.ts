import { BROKER_RESOURCE_TYPE } from '../../checks/configuration-item.ts';
import type { Recorder, RecordingGroup, RecordingMode } from './port.ts';

/** How AWS Config records brokers in an account and region. Only `recording` is proven good. */
export type Recording =
  | { readonly kind: 'recording'; readonly isDaily: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'stopped' | 'failing' | 'without-brokers'; readonly recorder: Recorder }
  | { readonly kind: 'not-visible'; readonly reason: string };

/** What keeps brokers from being recorded. */
export type Problem = Exclude<Recording['kind'], 'recording' | 'not-visible'>;

/** Judges the customer managed recorders of an account in a region. AWS Config allows only one. */
export function judgeRecorders(recorders: readonly Recorder[]): Recording {
  const judged = recorders.map(judgeRecorder);
  return judged.find(({ kind }) => kind === 'recording') ?? judged[0] ?? { kind: 'none' };
}

function judgeRecorder(recorder: Recorder): Recording {
  const { isRecording, lastStatus, group, mode } = recorder;
  if (isRecording === undefined) return unknown('AWS Config does not say whether the recorder is on.');
  if (!isRecording) return { kind: 'stopped', recorder };
  if (lastStatus?.toUpperCase() === 'FAILURE') return { kind: 'failing', recorder };
  const records = recordsBrokers(group);
  if (records === undefined) return unknown('AWS Config does not say which resource types the recorder records.');
  return records ? { kind: 'recording', isDaily: isDaily(mode) } : { kind: 'without-brokers', recorder };
}

function unknown(reason: string): Recording {
  return { kind: 'not-visible', reason };
}

/**
 * Older recorders have no strategy.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingStrategy.html
 */
function recordsBrokers(group: RecordingGroup | undefined): boolean | undefined {
  if (group === undefined) return undefined;
  const { allSupported, strategy, included = [], excluded = [] } = group;
  if (allSupported === true || strategy === 'ALL_SUPPORTED_RESOURCE_TYPES') return true;
  if (strategy === 'EXCLUSION_BY_RESOURCE_TYPES' || (strategy === undefined && excluded.length > 0)) {
    return excluded.length > 0 ? !excluded.includes(BROKER_RESOURCE_TYPE) : undefined;
  }
  if (strategy === 'INCLUSION_BY_RESOURCE_TYPES' || (strategy === undefined && included.length > 0)) {
    return included.length > 0 ? included.includes(BROKER_RESOURCE_TYPE) : undefined;
  }
  return undefined;
}

function isDaily({ frequency, overrides = [] }: RecordingMode = {}): boolean {
  const own = overrides.find(({ types }) => types.includes(BROKER_RESOURCE_TYPE));
  return (own?.frequency ?? frequency) === 'DAILY';
}
