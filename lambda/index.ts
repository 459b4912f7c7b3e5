import { Logger } from '@aws-lambda-powertools/logger';
import { createConnect } from './aws.ts';
import { createHandler } from './handler.ts';
import { createTelemetry, SERVICE_NAME } from './telemetry.ts';

const logger = new Logger({ serviceName: SERVICE_NAME });

/** What AWS Lambda calls. `EVALUATION_ROLE_NAME` is set where the function serves other accounts than its own. */
export const handler = createHandler({
  connect: createConnect(process.env.EVALUATION_ROLE_NAME),
  telemetry: createTelemetry((level, message, fields) => logger[level](message, { ...fields })),
});
