import { RULE_CHECKS } from '../checks/registry.ts';
import { createConnect } from './aws/connect.ts';
import { DEPLOYED_EXEMPTIONS } from './exemptions.ts';
import { createHandler } from './handler.ts';
import { createTelemetry } from './telemetry-inline.ts';

/** What AWS Lambda calls if the code is inline in a template and the deployment has opt-in checks. */
export const handler = createHandler({
  checks: RULE_CHECKS,
  connect: createConnect(process.env.EVALUATION_ROLE_NAME, () => import('./aws/ec2.ts')),
  telemetry: createTelemetry(process.env.POWERTOOLS_SERVICE_NAME),
  exemptions: DEPLOYED_EXEMPTIONS,
});
