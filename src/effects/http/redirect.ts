import { isConfidential, isCredentialName } from '../secrets.ts';
import type { HttpRequest, HttpResponse } from './http-client.ts';

const redirects = new Set([301, 302, 303, 307, 308]);
const bodyHeaders = new Set(['content-type', 'content-language', 'content-encoding', 'idempotency-key']);

/**
 * The request that a redirect asks for, or undefined: the response is none, or does not say where to. As browsers have it, a
 * POST becomes a GET by 301 and 302, everything by 303; credentials, and headers with a secret in
 * them, stay behind when scheme, host or port change.
 */
export function redirected(
  response: HttpResponse,
  confidential: readonly string[] = [],
): HttpRequest | undefined {
  const { status, headers, request } = response;
  const { location } = headers;
  if (!redirects.has(status) || location === undefined || !URL.canParse(location, request.url))
    return undefined;
  const url = new URL(location, request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  url.username = '';
  url.password = '';
  const becomesGet = status === 303 ? request.method !== 'HEAD' : status <= 302 && request.method === 'POST';
  const isElsewhere = url.origin !== request.url.origin;
  const staysBehind = (name: string, value: string) =>
    name === 'host' || isCredentialName(name) || isConfidential(value, confidential);
  const keeps = (name: string, value: string) =>
    !(becomesGet && bodyHeaders.has(name)) && !(isElsewhere && staysBehind(name, value));
  return {
    method: becomesGet ? 'GET' : request.method,
    url,
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(([name, value]) => keeps(name, value)),
    ),
    body: becomesGet ? undefined : request.body,
  };
}
