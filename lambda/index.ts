import { createConnect } from './aws/connect.ts';
import { createHandler } from './handler.ts';
import { createTelemetry } from './telemetry.ts';

/** What AWS Lambda calls. `EVALUATION_ROLE_NAME` is set where the function serves other accounts than its own. */
export const handler = createHandler({
  connect: createConnect(process.env.EVALUATION_ROLE_NAME),
  telemetry: createTelemetry(),
});
