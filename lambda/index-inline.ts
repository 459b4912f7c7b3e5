import { createConnect } from './aws.ts';
import { createHandler } from './handler.ts';
import { createTelemetry, SERVICE_NAME } from './telemetry.ts';

/**
 * What AWS Lambda calls where the code stands in a template as text. Such a template holds 51,200 characters,
 * a third of which the logger of the other bundle would take, so its lines are written here, with the same members.
 */
export const handler = createHandler({
  connect: createConnect(process.env.EVALUATION_ROLE_NAME),
  telemetry: createTelemetry((level, message, fields) => {
    const timestamp = new Date().toISOString();
    console[level](
      JSON.stringify({ level: level.toUpperCase(), message, timestamp, service: SERVICE_NAME, ...fields }),
    );
  }),
});
