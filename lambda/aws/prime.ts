import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { MqClient } from '@aws-sdk/client-mq';
import { createAccount } from './account.ts';
import { createClients } from './connect.ts';
import type { RequestHandler } from './whole-answers.ts';
import { wholeAnswers } from './whole-answers.ts';

const ROLE_ASSUMED =
  '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>prime</AccessKeyId>' +
  '<SecretAccessKey>prime</SecretAccessKey></Credentials></AssumeRoleResult></AssumeRoleResponse>';

const ALL_RECEIVED = '{"FailedEvaluations":[]}';

/**
 * Makes the calls of an event with made-up answers, so that their code is loaded and compiled while Lambda initializes
 * the function. By a guide of AWS, it then has a whole processor, unless concurrency is provisioned. At 256 MB, an
 * invocation has a seventh of one. Lambda has to wait for the end of it: some of it comes after reads of files, by
 * which time an event would be there.
 * https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 * https://aws.amazon.com/blogs/compute/using-node-js-es-modules-and-top-level-await-in-aws-lambda/
 * @param roleName the name of the evaluation role, if the function assumes one
 * @throws Error if a call failed: the first invocation is then slower, and nothing else
 */
export async function prime(roleName: string | undefined): Promise<void> {
  // Outside Lambda, the SDK would look for them on the network.
  if (process.env.AWS_ACCESS_KEY_ID === undefined || process.env.AWS_REGION === undefined) return;
  const clients = roleName
    ? await createClients('prime', undefined, requestHandler)
    : { config: new ConfigServiceClient({ requestHandler }), mq: new MqClient({ requestHandler }), ec2: none };
  const evaluation = {
    resourceType: 'prime',
    resourceId: 'prime',
    compliance: 'COMPLIANT',
    annotation: 'prime',
    orderingTimestamp: new Date(0),
  } as const;
  await createAccount(clients, () => {}).putEvaluations('prime', [evaluation], new AbortController().signal);
}

function none(): never {
  throw new TypeError('No call to prime is one to Amazon EC2.');
}

const encoder = new TextEncoder();

const requestHandler: RequestHandler = wholeAnswers({
  async handle(request) {
    const isConfig = 'x-amz-target' in (request as { readonly headers: object }).headers;
    const body = encoder.encode(isConfig ? ALL_RECEIVED : ROLE_ASSUMED);
    return { response: { statusCode: 200, headers: {}, body } };
  },
});
