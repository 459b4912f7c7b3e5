import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError, Call } from '../call.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** How a service is spoken with. */
export interface Protocol {
  /** Headers of every answer. */
  headers(requestId: string): Readonly<Record<string, string>>;
  /** An operation without a name in the protocol gets that of its request, such as `PUT /v1/brokers`. */
  read(request: HttpRequest): Pick<Call, 'operation' | 'input'>;
  write(call: Call, result: unknown, requestId: string): HttpAnswer;
  writeError(error: AwsError, requestId: string): HttpAnswer;
}
