import type { Call } from '../call.ts';
import type { Protocol } from './protocol.ts';
import { toXml } from './xml.ts';

/**
 * The query protocol: a form as the request, XML as the answer.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function query(namespace: string): Protocol {
  return {
    headers: (requestId) => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId }),
    read({ body }) {
      const fields = new URLSearchParams(body.toString());
      return { operation: fields.get('Action') ?? '', input: nested(fields) };
    },
    write({ operation }, result, requestId) {
      const parts = toXml(`${operation}Result`, result, 'member') + metadata(requestId);
      return { body: `<${operation}Response xmlns="${namespace}">${parts}</${operation}Response>` };
    },
    writeError({ status, code, message }, requestId) {
      const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
      const parts = toXml('Error', error) + toXml('RequestId', requestId);
      return { status, body: `<ErrorResponse xmlns="${namespace}">${parts}</ErrorResponse>` };
    },
  };
}

/**
 * The query protocol of Amazon EC2: lists have no name of their own in requests, nor answers an element of their own.
 * https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export function ec2Query(namespace: string): Protocol {
  return {
    ...query(namespace),
    read({ body }) {
      const { Action = '', Version, ...fields } = Object.fromEntries(new URLSearchParams(body.toString()));
      const lists = Object.groupBy(Object.entries(fields), ([name]) => name.split('.')[0] ?? name);
      const input = Object.entries(lists).map(([name, entries = []]) => {
        const values = entries.map(([, value]) => value);
        return [name, name in fields ? values[0] : values];
      });
      return { operation: Action, input: Object.fromEntries(input) };
    },
    write({ operation }, result, requestId) {
      const members = Object.entries(result as object).map(([name, value]) => toXml(name, value, 'item'));
      const parts = toXml('requestId', requestId) + members.join('');
      return { body: `<${operation}Response xmlns="${namespace}">${parts}</${operation}Response>` };
    },
    writeError({ status, code, message }, requestId) {
      const errors = toXml('Errors', { Error: { Code: code, Message: message } });
      return { status, body: `<Response>${errors}${toXml('RequestID', requestId)}</Response>` };
    },
  };
}

function metadata(requestId: string): string {
  return toXml('ResponseMetadata', { RequestId: requestId });
}

interface Tree {
  [name: string]: string | Tree;
}

/** `Tags.member.1.Key=a` is `{ Tags: [{ Key: 'a' }] }`. */
function nested(fields: URLSearchParams): Call['input'] {
  // Fields may have names such as `__proto__`.
  const root: Tree = Object.create(null);
  for (const [name, value] of fields) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let tree = root;
    for (const part of path) {
      const inner = tree[part];
      const next = typeof inner === 'object' ? inner : Object.create(null);
      tree[part] = next;
      tree = next;
    }
    tree[last] = value;
  }
  return withLists(root) as Call['input'];
}

function withLists(tree: string | Tree): unknown {
  if (typeof tree === 'string') return tree;
  const { member, ...others } = tree;
  if (typeof member === 'object' && Object.keys(others).length === 0) {
    const numbers = Object.keys(member).toSorted((a, b) => Number(a) - Number(b));
    return numbers.map((number) => withLists(member[number] ?? ''));
  }
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, withLists(value)]));
}
