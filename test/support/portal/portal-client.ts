import type { JsonObject } from '../../../src/shared/json.ts';

export interface PortalAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** How a light-portal page calls: GET for queries, POST for commands, plain or as JSON-RPC. */
export interface PortalTestClient {
  query(action: string, data?: JsonObject): Promise<PortalAnswer>;
  command(action: string, data: JsonObject): Promise<PortalAnswer>;
  /** By JSON-RPC 2.0, with id 7. */
  rpc(action: string, data: JsonObject): Promise<PortalAnswer>;
}

export function portalClient(origin: string, headers: Record<string, string>): PortalTestClient {
  const call = async (path: string, init: RequestInit): Promise<PortalAnswer> => {
    const response = await fetch(`${origin}${path}`, {
      ...init,
      headers: { ...headers, 'content-type': 'application/json' },
    });
    return { status: response.status, body: (await response.json()) as JsonObject };
  };
  const envelope = (action: string, data: JsonObject) => ({
    host: 'lightapi.net',
    service: 'workflow',
    action,
    version: '0.1.0',
    data,
  });
  const post = (body: object) => call('/portal/command', { method: 'POST', body: JSON.stringify(body) });
  return {
    query: (action, data = {}) =>
      call(`/portal/query?cmd=${encodeURIComponent(JSON.stringify(envelope(action, data)))}`, {}),
    command: (action, data) => post(envelope(action, data)),
    rpc: (action, params) =>
      post({ jsonrpc: '2.0', method: `lightapi.net/workflow/${action}/0.1.0`, params, id: 7 }),
  };
}
