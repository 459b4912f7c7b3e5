/**
 * The limit of a template that is part of a request, and of those of StackSets and packs.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutConformancePack.html
 */
const MAX_TEMPLATE_BODY_BYTES = 51_200;

/** @throws Error for a template that is too long */
export function requireTemplateBody({ TemplateBody }: Readonly<Record<string, unknown>>): string {
  const body = String(TemplateBody);
  if (Buffer.byteLength(body) <= MAX_TEMPLATE_BODY_BYTES) return body;
  throw new Error(`ValidationError: the template has more than ${MAX_TEMPLATE_BODY_BYTES} bytes.`);
}
