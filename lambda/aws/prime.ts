import { ConfigServiceClient, PutEvaluationsCommand } from '@aws-sdk/client-config-service';

const encoder = new TextEncoder();

/**
 * Makes one call whose answer is made up, so that the code of a call is loaded and compiled while Lambda initializes the
 * function. It then has a whole processor; at 256 MB an invocation has a seventh of one.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export async function prime(): Promise<void> {
  const requestHandler = {
    handle: async () => ({
      response: { statusCode: 200, headers: {}, body: encoder.encode('{"FailedEvaluations":[]}') },
    }),
  };
  // With those of the function, the code that finds them is loaded too. Without, it would look for them on the network.
  const isLambda = process.env.AWS_ACCESS_KEY_ID !== undefined && process.env.AWS_REGION !== undefined;
  const madeUp = { region: 'prime', credentials: { accessKeyId: 'prime', secretAccessKey: 'prime' } };
  const evaluation = {
    ComplianceResourceType: 'prime',
    ComplianceResourceId: 'prime',
    ComplianceType: 'COMPLIANT',
    OrderingTimestamp: new Date(0),
  } as const;
  try {
    const client = new ConfigServiceClient({ ...(isLambda ? {} : madeUp), requestHandler });
    await client.send(new PutEvaluationsCommand({ ResultToken: 'prime', Evaluations: [evaluation] }));
  } catch {
    // The first invocation is slower, and nothing else.
  }
}
