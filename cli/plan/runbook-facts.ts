import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import type { PlanFormat } from './format.ts';
import type { Replacement } from './replacement.ts';
import type { PlannedBroker } from './source.ts';

/** The input of a runbook. */
export interface RunbookInput {
  readonly planned: PlannedBroker;
  readonly replacement: Replacement;
  /** Why the broker is replaced, as sentences. */
  readonly reasons: readonly string[];
  /** Differences from the old broker, and what needs attention, as sentences. */
  readonly notices: readonly string[];
  readonly format: PlanFormat;
  /** The file that the plan was written to; `undefined` for standard output. */
  readonly file: string | undefined;
  /** Where the plan is among others, if it is beside the runbook. */
  readonly path: string | undefined;
}

/** What the steps depend on. */
export interface RunbookFacts extends RunbookInput {
  readonly from: EngineVersion | undefined;
  readonly to: EngineVersion;
  readonly wasPublic: boolean;
}
