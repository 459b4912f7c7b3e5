import type { SourceFindings } from '../reading.ts';
import type { ChangeSetFindings } from './change-set.ts';

/** Finds out whether the change sets of all nested stacks were given too. */
export function createChangeSetTree() {
  const given = new Set<string>();
  const needed: { readonly source: string; readonly address: string; readonly changeSetId: string }[] = [];

  function add(source: string, { changeSetId, nested }: ChangeSetFindings): void {
    given.add(changeSetId);
    for (const stack of nested) needed.push({ source, ...stack });
  }

  /** A problem for each change set that was not given, after all sources. */
  function* missing(): Generator<SourceFindings> {
    for (const { source, address, changeSetId } of needed) {
      if (given.has(changeSetId)) continue;
      const problem =
        `changes the nested stack ${address}, whose change set was not given, so its brokers are not evaluated. ` +
        `Evaluate it together with this one: aws cloudformation describe-change-set --include-property-values --change-set-name ${changeSetId}`;
      yield { source, readings: [], problems: [problem], notices: [] };
    }
  }

  return { add, missing };
}
