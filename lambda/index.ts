import { RULE_CHECKS } from '../checks/registry.ts';
import { createConnect } from './aws/connect.ts';
import { prime } from './aws/prime.ts';
import { unlessAborted } from './deadline.ts';
import { DEPLOYED_EXEMPTIONS } from './exemptions.ts';
import { createHandler } from './handler.ts';
import { createTelemetry } from './telemetry.ts';

const { EVALUATION_ROLE_NAME, POWERTOOLS_SERVICE_NAME } = process.env;

/** What AWS Lambda calls. `EVALUATION_ROLE_NAME` is set where the function serves other accounts than its own. */
export const handler = createHandler({
  checks: RULE_CHECKS,
  connect: createConnect(EVALUATION_ROLE_NAME, () => import('./aws/ec2.ts')),
  telemetry: createTelemetry(POWERTOOLS_SERVICE_NAME),
  exemptions: DEPLOYED_EXEMPTIONS,
});

// Lambda waits for it before it asks for the first event. Without, that is slower, and nothing else. It takes far less
// than a second. If it ever hung, every start would fail at Lambda's limit of 10 seconds.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
// Not `AbortSignal.timeout`, which does not keep Node.js from ending while nothing else is left to wait for.
const limit = new AbortController();
const timer = setTimeout(() => limit.abort(), 1_000);
await unlessAborted(limit.signal, () => prime(EVALUATION_ROLE_NAME)).catch(() => {});
clearTimeout(timer);
