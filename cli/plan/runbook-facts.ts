import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import type { Replacement } from './replacement.ts';
import type { PlannedBroker } from './source.ts';

export type PlanFormat = 'terraform' | 'cloudformation' | 'cli';

/** What a runbook is made of. */
export interface RunbookInput {
  readonly planned: PlannedBroker;
  readonly replacement: Replacement;
  /** Why the broker is replaced, as sentences. */
  readonly reasons: readonly string[];
  /** All that is not as it was, as sentences. */
  readonly notices: readonly string[];
  readonly format: PlanFormat;
  /** The file that the plan was written to, if it was. */
  readonly file: string | undefined;
}

/** What the steps depend on. */
export interface RunbookFacts extends RunbookInput {
  readonly from: EngineVersion | undefined;
  readonly to: EngineVersion;
  readonly wasPublic: boolean;
}
