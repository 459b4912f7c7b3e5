import { DEFAULT_CHECKS } from '../checks/default-checks.ts';
import { createConnect } from './aws/connect.ts';
import { DEPLOYED_EXEMPTIONS } from './exemptions.ts';
import { createHandler } from './handler.ts';
import { createTelemetry } from './telemetry-inline.ts';

/** What AWS Lambda calls if the code is inline in a template and the deployment has no opt-in check. */
export const handler = createHandler({
  checks: DEFAULT_CHECKS,
  connect: createConnect(process.env.EVALUATION_ROLE_NAME),
  telemetry: createTelemetry(process.env.POWERTOOLS_SERVICE_NAME),
  exemptions: DEPLOYED_EXEMPTIONS,
});
