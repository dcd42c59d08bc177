import type { Authentication, Endpoint, ExternalResource } from '../engine/effect.ts';
import { credentialsFor } from './auth/credentials.ts';
import type { Issuers } from './auth/credentials.ts';
import { createTokens } from './auth/tokens.ts';
import type { EffectContext, EffectsOptions } from './effects.ts';
import { fault } from './faults.ts';
import { parseAddress } from './http/address.ts';
import { createHttpClient } from './http/http-client.ts';
import type { HttpClient } from './http/http-client.ts';
import { sendSignedIn } from './http/send-signed-in.ts';
import { checkStatus } from './http/status-fault.ts';
import { createDocuments } from './openapi/documents.ts';
import type { Documents } from './openapi/documents.ts';
import { defaultLimits } from './limits.ts';
import type { EffectLimits } from './limits.ts';
import { ScriptThreads } from './script-threads.ts';

/** What handlers share: one way out to the network, with its rewrites and limits, and the tokens fetched so far. */
export interface EffectTools {
  readonly options: EffectsOptions;
  readonly limits: EffectLimits;
  readonly http: HttpClient;
  readonly issuers: Issuers;
  readonly documents: Documents;
  readonly scripts: ScriptThreads;
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
  const { clock, timers, ids, rewrites, dispatcher } = options;
  const closing = new AbortController();
  const http = createHttpClient({ timers, limits, rewrites, dispatcher });
  const issuers = { ids, tokens: createTokens({ clock, http, limits, closing: closing.signal }) };
  const scripts = new ScriptThreads({
    workerUrl: options.scriptWorkerUrl,
    timers,
    bounds: { memoryBytes: limits.scriptMemoryBytes, outputBytes: limits.programOutputBytes },
    timeoutMs: limits.scriptMs,
  });
  const resource = ({ endpoint }: ExternalResource, context: EffectContext) =>
    fetchResource(endpoint, context, { http, issuers, limits });
  return {
    options,
    limits,
    http,
    issuers,
    scripts,
    documents: createDocuments(clock, resource),
    fetch: http.fetch,
    resource,
    async authorization(authentication, context) {
      if (authentication === undefined) return undefined;
      const header = await credentialsFor(authentication, context, issuers).header();
      if (header !== undefined) return header;
      throw fault('configuration', 'Digest authentication is for HTTP calls and documents only');
    },
    async close() {
      closing.abort();
      await Promise.all([http.close(), scripts.close()]);
    },
  };
}

async function fetchResource(
  endpoint: Endpoint,
  context: EffectContext,
  tools: Pick<EffectTools, 'http' | 'issuers' | 'limits'>,
): Promise<Resource> {
  const { url, userinfo } = parseAddress(endpoint.uri);
  const response = await sendSignedIn(
    { method: 'GET', url, headers: { accept: '*/*', 'user-agent': 'countersign' } },
    endpoint.authentication ?? (userinfo && { basic: userinfo }),
    context,
    tools,
    { follow: true, maxBytes: tools.limits.documentBytes },
  );
  checkStatus(response, false);
  return {
    text: response.body.toString(),
    contentType: response.headers['content-type'] ?? '',
    url: response.request.url,
  };
}
