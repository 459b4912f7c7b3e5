import type { Protocol } from './protocol.ts';

/** The protocol JSON 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export const json: Protocol = {
  headers: (requestId) => ({ 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId }),
  read({ headers, body }) {
    const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
    return { operation, input: parseJson(body.toString()) };
  },
  write: (_, result) => ({ body: JSON.stringify(result ?? {}) }),
  writeError: ({ status, code, message }) => ({ status, body: JSON.stringify({ __type: code, message }) }),
};

/** The protocol JSON 1.0: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export const json10: Protocol = {
  ...json,
  headers: (requestId) => ({ 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId }),
};

/** What is no JSON is no object either, which is refused. */
export function parseJson(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
