import { isJsonObject } from '../../../src/shared/json-object.ts';
import type { StubHandler } from './stub-service.ts';

/** An agent that answers every message with the same text, over JSON-RPC. */
export function agent(path: string, text: string): StubHandler {
  return ({ method, url, body }) => {
    if (method !== 'POST' || url !== path || !isJsonObject(body)) return undefined;
    const message = {
      kind: 'message',
      role: 'agent',
      messageId: 'answer-1',
      parts: [{ kind: 'text', text }],
    };
    return { body: { jsonrpc: '2.0', id: body['id'] ?? null, result: message } };
  };
}
