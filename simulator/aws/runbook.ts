/** A runbook of Systems Manager Automation. */
export interface Runbook {
  readonly schemaVersion: string;
  readonly assumeRole: string;
  readonly parameters: Readonly<Record<string, { readonly allowedPattern?: string }>>;
  readonly mainSteps: readonly RunbookStep[];
}

export interface RunbookStep {
  readonly name: string;
  readonly action: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly onFailure?: string;
  readonly nextStep?: string;
  readonly isEnd?: boolean;
  readonly isCritical?: boolean;
}
