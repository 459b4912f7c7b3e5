import { createConnect } from './aws/connect.ts';
import { prime } from './aws/prime.ts';
import { createHandler } from './handler.ts';
import { createTelemetry } from './telemetry.ts';

const { EVALUATION_ROLE_NAME } = process.env;

/** What AWS Lambda calls. `EVALUATION_ROLE_NAME` is set where the function serves other accounts than its own. */
export const handler = createHandler({
  connect: createConnect(EVALUATION_ROLE_NAME),
  telemetry: createTelemetry(),
});

// Lambda waits for it before it asks for the first event. Without, that is slower, and nothing else.
await prime(EVALUATION_ROLE_NAME).catch(() => {});
