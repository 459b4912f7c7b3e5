/** A runbook of Systems Manager Automation. */
export interface Runbook {
  readonly schemaVersion: string;
  readonly assumeRole: string;
  readonly parameters: Readonly<Record<string, { readonly allowedPattern?: string }>>;
  /** The outputs of steps that are those of the runbook: `<step>.<output>`. */
  readonly outputs: readonly string[];
  readonly mainSteps: readonly RunbookStep[];
}

export interface RunbookStep {
  readonly name: string;
  readonly action: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs?: readonly { readonly Name: string; readonly Selector: string }[];
  readonly onFailure?: string;
  readonly nextStep?: string;
  readonly isEnd?: boolean;
  readonly isCritical?: boolean;
}
