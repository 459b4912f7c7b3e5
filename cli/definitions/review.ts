import type { Definitions } from './definitions.ts';
import type { ClusterChoice } from './fit.ts';
import { findMisfits, judgedOf, notesOnLimits } from './fit.ts';
import { findMissingLists } from './missing-lists.ts';
import { findNotes, findOfWhole } from './notes.ts';
import { reviewLists } from './review-lists.ts';
import type { Counts, Reviewed } from './reviewed.ts';
import { countVerdicts, keptOf, rowsOf } from './reviewed.ts';
import type { Row } from './rows.ts';
import type { TargetVersion } from './target.ts';

/** What happens to definitions on a cluster of a RabbitMQ version. */
export interface DefinitionsReview {
  readonly rows: readonly Row[];
  /** How many objects of each kind there are, by the most severe finding of each. */
  readonly counts: ReadonlyMap<string, Counts>;
  /** What is true of every move. */
  readonly notes: readonly string[];
  /** The definitions without what the new broker would refuse or should not get. They still contain secrets. */
  readonly importable: Definitions;
}

/** What is wanted beyond the move itself. */
export interface Wishes {
  /** Whether queues become quorum queues wherever they can. */
  readonly toQuorum?: boolean;
  /** The new cluster, which decides what there is room for. */
  readonly cluster?: ClusterChoice;
}

/** Reviews whether each object survives the move to an Amazon MQ cluster of a RabbitMQ version. */
export function reviewDefinitions(
  definitions: Definitions,
  target: TargetVersion,
  { toQuorum = false, cluster = {} }: Wishes = {},
): DefinitionsReview {
  const lists: readonly [string, readonly Reviewed<unknown>[] | undefined][] = Object.entries(
    reviewLists(definitions, target, toQuorum),
  );
  const present = lists.flatMap(([name, list]) => (list ? [[name, keptOf(list)]] : []));
  const importable: Definitions = { ...definitions, ...Object.fromEntries(present) };
  const reviewed = lists.flatMap(([, list = []]) => list);
  const judged = judgedOf(target, cluster);
  return {
    rows: [
      ...findOfWhole(definitions, target),
      ...findMissingLists(definitions),
      ...rowsOf(reviewed),
      ...findMisfits(importable, definitions, judged),
    ],
    counts: countVerdicts(reviewed),
    notes: [...findNotes(definitions), ...notesOnLimits(judged)],
    importable,
  };
}
