import type { CheckInfo } from './check.ts';

// In a fork, change these together with `repository`, `homepage` and `bugs` in package.json.
const DOCS = 'https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs';
const SCHEMAS = 'https://raw.githubusercontent.com/rabbitmq-conformance/rabbitmq-conformance/main/schemas';

/** The URL of a page of the documentation. @param section the anchor of one of its headings */
export function docsUrl(page: string, section?: string): string {
  return `${DOCS}/${page}.md${section === undefined ? '' : `#${section}`}`;
}

/** The URL of the remediation guide: of the section of a check, or of the whole page without a check. */
export function guideUrl(check?: Pick<CheckInfo, 'id'>): string {
  return docsUrl('remediation', check?.id);
}

/** The URL of a JSON Schema, for editors. */
export function schemaUrl(name: string): string {
  return `${SCHEMAS}/${name}.schema.json`;
}
