import type { Check } from './check.ts';

// In a fork, change this together with `repository`, `homepage` and `bugs` in package.json.
const GUIDE = 'https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs/remediation.md';

/** The URL of the remediation guide: of the section of a check, or of the whole page without a check. */
export function guideUrl(check?: Pick<Check, 'id'>): string {
  return check ? `${GUIDE}#${check.id}` : GUIDE;
}
