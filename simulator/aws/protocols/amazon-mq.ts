import { restJson } from './rest-json.ts';

/** Amazon MQ, as far as it is read. */
export const amazonMq = restJson(({ method, url: { pathname, searchParams } }) => {
  const input = Object.fromEntries(searchParams);
  const [path, brokerId] = /^\/v1\/brokers(?:\/([^/]+))?$/.exec(pathname) ?? [];
  if (method !== 'GET' || path === undefined) return { operation: `${method} ${pathname}`, input };
  if (brokerId === undefined) return { operation: 'ListBrokers', input };
  return { operation: 'DescribeBroker', input: { ...input, brokerId: decodeURIComponent(brokerId) } };
});
