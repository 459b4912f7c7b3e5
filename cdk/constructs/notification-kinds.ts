import { Match } from 'aws-cdk-lib/aws-events';
import { UNKNOWN_PREFIX } from '../../checks/annotation.ts';
import type { Settings } from '../settings/settings.ts';

/** A change of a result that somebody is told of. */
export interface NotificationKind {
  /** The beginning of the ids of its rules. */
  readonly id: string;
  /** Stands between the broker and the check. */
  readonly says: string;
  /** What the event must have in its detail. */
  readonly detail: Readonly<Record<string, unknown>>;
}

// A function that cannot evaluate a broker reports NOT_APPLICABLE, see checks/annotation.ts.
const PROBLEMS: readonly NotificationKind[] = [
  {
    id: 'Fails',
    says: 'is NON_COMPLIANT with',
    detail: { newEvaluationResult: { complianceType: ['NON_COMPLIANT'] } },
  },
  {
    id: 'Unknown',
    says: 'has no result for',
    detail: {
      newEvaluationResult: { complianceType: ['NOT_APPLICABLE'], annotation: Match.prefix(UNKNOWN_PREFIX) },
    },
  },
];

// Not a broker that was good from the beginning, nor the end of one that was good.
const ENDS: readonly NotificationKind[] = [
  {
    id: 'Passes',
    says: 'is now COMPLIANT with',
    detail: {
      newEvaluationResult: { complianceType: ['COMPLIANT'] },
      oldEvaluationResult: { complianceType: ['NON_COMPLIANT', 'NOT_APPLICABLE'] },
    },
  },
  {
    id: 'Ends',
    // Deleted, or exempt: the annotation says why. It is not fixed.
    says: 'is now NOT_APPLICABLE for',
    detail: {
      newEvaluationResult: { complianceType: ['NOT_APPLICABLE'], annotation: Match.anythingButPrefix(UNKNOWN_PREFIX) },
      oldEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
    },
  },
];

/** What the settings want to be told of. */
export function notificationKinds({ notifications }: Settings): readonly NotificationKind[] {
  if (notifications === 'none') return [];
  return notifications === 'all' ? [...PROBLEMS, ...ENDS] : PROBLEMS;
}
