import type { CheckInfo } from './check.ts';

// In a fork, change this together with `repository`, `homepage` and `bugs` in package.json.
const DOCS = 'https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs';

/** The URL of a page of the documentation. @param section the anchor of one of its headings */
export function docsUrl(page: string, section?: string): string {
  return `${DOCS}/${page}.md${section === undefined ? '' : `#${section}`}`;
}

/** The URL of the remediation guide: of the section of a check, or of the whole page without a check. */
export function guideUrl(check?: Pick<CheckInfo, 'id'>): string {
  return docsUrl('remediation', check?.id);
}
