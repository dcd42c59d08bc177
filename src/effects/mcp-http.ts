import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Endpoint } from '../engine/effect.ts';
import type { EffectContext } from './effects.ts';
import type { EffectTools } from './effect-tools.ts';
import { fault } from './faults.ts';
import { parseAddress } from './http/address.ts';

export interface McpConnection {
  readonly transport: StreamableHTTPClientTransport;
  readonly url: URL;
  /** Rejects when a response breaks off or is too large: the SDK keeps waiting for the rest. */
  readonly broken: Promise<never>;
}

/** Streamable HTTP, over our own way out with its rewrites. @throws WorkflowError (configuration, authentication) */
export async function connectOverHttp(
  target: { readonly endpoint: Endpoint; readonly headers: Readonly<Record<string, string>> },
  context: EffectContext,
  tools: EffectTools,
): Promise<McpConnection> {
  const { url, userinfo } = parseAddress(target.endpoint.uri);
  const authentication = target.endpoint.authentication ?? (userinfo && { basic: userinfo });
  const authorization = await tools.authorization(authentication, context);
  const { StreamableHTTPClientTransport } =
    await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
  let fail: (error: unknown) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => undefined);
  const transport = new StreamableHTTPClientTransport(url, {
    requestInit: {
      headers: { ...target.headers, ...(authorization === undefined ? {} : { authorization }) },
    },
    fetch: async (address, init) => {
      const response = await tools.fetch(address, init);
      return init?.method === 'POST' ? watched(response, tools.limits.responseBytes, fail) : response;
    },
    // The task retries as its author says.
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1_000,
      maxReconnectionDelay: 1_000,
      reconnectionDelayGrowFactor: 1,
    },
  });
  return { transport, url, broken };
}

function watched(response: Response, most: number, fail: (error: unknown) => void): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  let size = 0;
  let isWanted = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!isWanted) return;
        if (done) return controller.close();
        size += value.length;
        if (size > most) throw tooLarge(most);
        controller.enqueue(value);
      } catch (error) {
        if (!isWanted) return;
        fail(error);
        controller.error(error);
        await reader.cancel(error).catch(() => undefined);
      }
    },
    cancel(reason) {
      isWanted = false;
      return reader.cancel(reason);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

function tooLarge(most: number): Error {
  const more = { status: 502, title: 'Response too large' };
  return fault('communication', `The response is larger than ${most} bytes`, more);
}
