import type { Exemption } from '../checks/exemption.ts';

// The CDK app puts a line before the bundle that defines it, if there are exemptions: cdk/constructs/function-code.ts.
declare const EXEMPTIONS: readonly Exemption[] | undefined;

/** The exemptions of the deployment. */
export const DEPLOYED_EXEMPTIONS: readonly Exemption[] = typeof EXEMPTIONS === 'undefined' ? [] : EXEMPTIONS;
