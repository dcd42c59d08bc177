import type { Authentication, Endpoint, ExternalResource } from '../engine/effect.ts';
import { credentialsFor } from './auth/credentials.ts';
import type { EffectContext, EffectsOptions } from './effects.ts';
import { createHttpClient } from './http/http-client.ts';
import type { HttpClient } from './http/http-client.ts';
import { defaultLimits } from './limits.ts';
import type { EffectLimits } from './limits.ts';

/** What handlers share: one way out to the network, with its rewrites and limits, and the tokens fetched so far. */
export interface EffectTools {
  readonly options: EffectsOptions;
  readonly limits: EffectLimits;
  readonly http: HttpClient;
  /** `fetch` over the same connections and rewrites, for libraries that take one. Limits of size and time are the caller's. */
  readonly fetch: typeof globalThis.fetch;
  /**
   * A document from outside as text, at most `limits.documentBytes`, redirects followed. Not cached.
   * @throws WorkflowError (communication, authentication, configuration…)
   */
  resource(resource: ExternalResource, context: EffectContext): Promise<Resource>;
  /**
   * The `Authorization` header for requests elsewhere than through `http`: basic, bearer or a token. Undefined without
   * authentication. @throws WorkflowError; digest has none before a challenge, which is a configuration error here
   */
  authorization(
    authentication: Authentication | undefined,
    context: EffectContext,
  ): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface Resource {
  readonly text: string;
  readonly contentType: string;
  /** Where it came from in the end, which relative addresses inside it refer to. */
  readonly url: URL;
}

export function createEffectTools(options: EffectsOptions): EffectTools {
  const limits = { ...defaultLimits, ...options.limits };
  const { timers, rewrites, dispatcher } = options;
  const http = createHttpClient({ timers, limits, rewrites, dispatcher });
  return {
    options,
    limits,
    http,
    fetch: http.fetch,
    resource: (resource, context) => fetchResource(resource.endpoint, context, http, limits),
    authorization: async (authentication, context) => {
      if (authentication === undefined) return undefined;
      return credentialsFor(authentication, context).header();
    },
    close: () => http.close(),
  };
}

async function fetchResource(
  endpoint: Endpoint,
  context: EffectContext,
  http: HttpClient,
  limits: EffectLimits,
): Promise<Resource> {
  const request = { method: 'GET', url: new URL(endpoint.uri), headers: {} };
  const options = { signal: context.signal, follow: true, maxBytes: limits.documentBytes };
  const response = await http.send(request, options);
  return {
    text: response.body.toString(),
    contentType: response.headers['content-type'] ?? '',
    url: response.request.url,
  };
}
