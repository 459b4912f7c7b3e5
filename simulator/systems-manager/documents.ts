import type { AwsState } from '../aws/aws-state.ts';
import type { Place } from '../aws/place.ts';
import type { Runbook } from '../aws/runbook.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

type Properties = Readonly<Record<string, unknown>>;

/** The ARN of a document, by its name. */
export function documentArn({ partition }: AwsState, { accountId, region }: Place, name: string): string {
  return `arn:${partition}:ssm:${region}:${accountId}:document/${name}`;
}

/** Makes a runbook. @throws Error if there is one with its name, UnsupportedTemplateError for any other document */
export function createDocument(state: AwsState, place: Place, properties: Properties): void {
  const arn = documentArn(state, place, String(properties.Name));
  if (state.documents.has(arn)) throw new Error(`${arn} already exists.`);
  putDocument(state, place, properties);
}

/** Makes a runbook, or changes the one with its name. @throws UnsupportedTemplateError for any other document */
export function putDocument(state: AwsState, place: Place, { Name, DocumentType, Content }: Properties): void {
  if (DocumentType !== 'Automation')
    throw new UnsupportedTemplateError(`the type ${DocumentType} of the document ${Name}`);
  state.documents.set(documentArn(state, place, String(Name)), Content as Runbook);
}
