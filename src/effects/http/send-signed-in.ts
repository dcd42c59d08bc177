import type { Authentication } from '../../engine/effect.ts';
import { credentialsFor } from '../auth/credentials.ts';
import type { Issuers } from '../auth/credentials.ts';
import type { EffectContext } from '../effects.ts';
import type { HttpClient, HttpRequest, HttpResponse, SendOptions } from './http-client.ts';

/** The first header may be refused for want of a nonce, the second because the nonce is old. */
const mostRefusals = 2;

/**
 * Sends a request with its authentication. A 401 is answered where the scheme has something new to say, otherwise it is the
 * response; so is the 401 of another host that a redirect led to: nothing is shown to it.
 */
export async function sendSignedIn(
  request: HttpRequest,
  authentication: Authentication | undefined,
  context: EffectContext,
  tools: { readonly http: HttpClient; readonly issuers: Issuers },
  options: Omit<SendOptions, 'signal' | 'confidential'>,
): Promise<HttpResponse> {
  const { signal, confidential } = context;
  const send = { ...options, signal, confidential };
  if (authentication === undefined) return tools.http.send(request, send);
  const credentials = credentialsFor(authentication, context, tools.issuers);
  let response = await tools.http.send(withHeader(request, await credentials.header()), send);
  for (let refusals = 0; refusals < mostRefusals && response.status === 401; refusals++) {
    if (response.request.url.origin !== request.url.origin) break;
    const header = await credentials.afterRefusal(response.request.method, response);
    if (header === undefined) break;
    response = await tools.http.send(withHeader(response.request, header), send);
  }
  return response;
}

function withHeader(request: HttpRequest, authorization: string | undefined): HttpRequest {
  if (authorization === undefined) return request;
  return { ...request, headers: { ...request.headers, authorization } };
}
