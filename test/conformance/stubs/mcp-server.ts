import { isJsonObject } from '../../../src/shared/json-object.ts';
import type { Json } from '../../../src/shared/json.ts';
import type { StubAnswer, StubHandler } from './stub-service.ts';

/** An MCP server over streamable HTTP, without sessions: one tool, which adds. */
export function adder(path: string): StubHandler {
  return ({ method, url, body }) => {
    if (url !== path) return undefined;
    if (method !== 'POST') return { status: 405, body: '' };
    if (!isJsonObject(body) || body['id'] === undefined) return { status: 202, body: '' };
    return answer(body['id'], body['method'] ?? null, body['params'] ?? null);
  };
}

function answer(id: Json, method: Json, params: Json): StubAnswer {
  const result = resultOf(method, params);
  if (result === undefined) {
    return { body: { jsonrpc: '2.0', id, error: { code: -32601, message: 'There is no such method' } } };
  }
  return { body: { jsonrpc: '2.0', id, result } };
}

function resultOf(method: Json, params: Json): Json | undefined {
  if (method === 'initialize') {
    const wanted = isJsonObject(params) ? params['protocolVersion'] : undefined;
    return {
      protocolVersion: wanted ?? '2025-06-18',
      capabilities: { tools: {} },
      serverInfo: { name: 'adder', version: '1.0.0' },
    };
  }
  if (method === 'tools/list') return { tools: [addTool] };
  if (method !== 'tools/call' || !isJsonObject(params) || params['name'] !== 'add') return undefined;
  const given = params['arguments'];
  const { a, b } = isJsonObject(given) ? given : {};
  return { content: [{ type: 'text', text: String(Number(a) + Number(b)) }] };
}

const addTool = {
  name: 'add',
  description: 'Adds two numbers.',
  inputSchema: {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' } },
    required: ['a', 'b'],
  },
};
