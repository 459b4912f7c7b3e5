import { createConnect } from './aws/connect.ts';
import { DEPLOYED_EXEMPTIONS } from './exemptions.ts';
import { createHandler } from './handler.ts';
import { createTelemetry } from './telemetry-inline.ts';

/** What AWS Lambda calls if the code is inline in a template. */
export const handler = createHandler({
  connect: createConnect(process.env.EVALUATION_ROLE_NAME),
  telemetry: createTelemetry(process.env.POWERTOOLS_SERVICE_NAME),
  exemptions: DEPLOYED_EXEMPTIONS,
});
