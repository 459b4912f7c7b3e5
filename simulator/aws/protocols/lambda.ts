import { restJson } from './rest-json.ts';

const RESOURCE_POLICY = '/2026-07-09/resource-policy/';

/** Lambda, as far as it is used. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export const lambda = restJson(({ method, url: { pathname, searchParams } }) => {
  const request = `${method} ${pathname}`;
  if (request === 'GET /2016-08-19/account-settings') return { operation: 'GetAccountSettings', input: {} };
  if (!request.startsWith(`DELETE ${RESOURCE_POLICY}`)) return { operation: request, input: {} };
  const ResourceArn = decodeURIComponent(pathname.slice(RESOURCE_POLICY.length));
  return { operation: 'DeleteResourcePolicy', input: { ...Object.fromEntries(searchParams), ResourceArn } };
});
