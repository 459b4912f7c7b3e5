import type { Follow } from '../../organization/clients.ts';
import type { RecordAnswer } from '../raw-answer.ts';

type Client = Parameters<Follow>[0];

/** The part of a middleware stack of the AWS SDK that is used here. */
interface Stack {
  add(
    middleware: (
      next: (args: { readonly input: unknown }) => Promise<{ readonly output: object }>,
      context: { readonly commandName?: string },
    ) => (args: { readonly input: unknown }) => Promise<{ readonly output: object }>,
    options: { readonly step: 'initialize'; readonly name: string },
  ): void;
}

/**
 * Records each answer that a client gets, after its retries. Failed calls are not answers.
 * https://aws.amazon.com/blogs/developer/middleware-stack-modular-aws-sdk-js/
 * @param place whose role the client has assumed
 */
export function recordAnswers(client: Client, record: RecordAnswer, place?: Parameters<Follow>[1]): void {
  const accountId = place?.roleArn?.split(':')[4];
  const { config } = client;
  (client.middlewareStack as unknown as Stack).add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        const { $metadata, ...output } = result.output as { readonly $metadata?: unknown };
        record({
          at: new Date().toISOString(),
          service: config.serviceId,
          operation: commandName.replace(/Command$/, ''),
          region: await config.region(),
          ...(accountId === undefined ? {} : { accountId }),
          input: args.input,
          output,
        });
        return result;
      },
    { step: 'initialize', name: 'recordAnswers' },
  );
}
