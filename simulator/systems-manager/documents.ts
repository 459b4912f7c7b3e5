import type { AwsState } from '../aws/aws-state.ts';
import type { Runbook } from '../aws/runbook.ts';
import type { Place } from '../aws/simulation.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

/** The ARN of a document, by its name. */
export function documentArn({ partition }: AwsState, { accountId, region }: Place, name: string): string {
  return `arn:${partition}:ssm:${region}:${accountId}:document/${name}`;
}

/** Makes a runbook. @throws Error if there is one with its name, UnsupportedTemplateError for any other document */
export function createDocument(
  state: AwsState,
  place: Place,
  { Name, DocumentType, Content }: Readonly<Record<string, unknown>>,
): void {
  if (DocumentType !== 'Automation')
    throw new UnsupportedTemplateError(`the type ${DocumentType} of the document ${Name}`);
  const arn = documentArn(state, place, String(Name));
  if (state.documents.has(arn)) throw new Error(`${arn} already exists.`);
  state.documents.set(arn, Content as Runbook);
}
