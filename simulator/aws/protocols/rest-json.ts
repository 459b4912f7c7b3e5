import { parseJson } from './json.ts';
import type { HttpRequest, Protocol } from './protocol.ts';

/**
 * REST with JSON: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 * @param read finds out what a request is about, which each operation has another method and path for
 */
export function restJson(read: Protocol['read']): Protocol {
  return {
    headers: (requestId) => ({ 'content-type': 'application/json', 'x-amzn-requestid': requestId }),
    read,
    write: (_, result) => (result === undefined ? { status: 204 } : { body: JSON.stringify(result) }),
    writeError: ({ status, code, message }) => ({
      status,
      headers: { 'x-amzn-errortype': code },
      body: JSON.stringify({ message }),
    }),
  };
}

/** One operation, with its input as JSON in the body, or none. @param request its method and path */
export function oneOperation(operation: string, request: string): Protocol {
  return restJson(({ method, url, body }: HttpRequest) => {
    const name = `${method} ${url.pathname}`;
    if (name !== request) return { operation: name, input: {} };
    return { operation, input: body.length === 0 ? {} : parseJson(body.toString()) };
  });
}
