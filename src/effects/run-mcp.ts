import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { z } from 'zod';
import type { McpEffect } from '../engine/effect.ts';
import { WorkflowError } from '../engine/errors.ts';
import { JsonObject } from '../shared/json.ts';
import type { EffectContext, EffectHandler } from './effects.ts';
import type { EffectTools } from './effect-tools.ts';
import { fault } from './faults.ts';
import { networkFault } from './http/network-fault.ts';
import { connectOverHttp } from './mcp-http.ts';
import { McpStdioTransport } from './mcp-stdio.ts';
import { inOwnFolder, requireShell, startProgram } from './shell-process.ts';

/** Of the language, where a call names none. */
const defaultProtocol = '2025-06-18';
const longestReason = 500;

const FailedTool = z.object({
  isError: z.literal(true),
  content: z.array(z.object({ text: z.string().optional() })).default([]),
});

/**
 * Calls a method of an MCP server, over streamable HTTP or over the standard streams of a program, which counts as a shell
 * command and needs the same leave. Each call connects, initializes with the protocol version that it names and closes again;
 * the program and all that it started are ended. The output is the result as the server gave it, a list one page at a time. A
 * `tools/call` carries its idempotency key in `_meta`, as `countersign/idempotency-key`.
 * @throws WorkflowError: timeout after the call's own or `limits.mcpMs`; communication without a connection; runtime for an error
 * of the server and for a tool that says `isError`, with its text; authorization, configuration
 */
export const runMcp: EffectHandler<'mcp'> = async (effect, context, tools) => {
  const time = timeLimit(effect.timeoutMs ?? tools.limits.mcpMs, context, tools);
  try {
    return await ('http' in effect.transport
      ? overHttp(effect, effect.transport.http, context, tools, time)
      : overStdio(effect, effect.transport.stdio, context, tools, time));
  } catch (error) {
    if (time.isOver()) {
      throw fault('timeout', `The MCP call took longer than ${time.milliseconds} ms`, { cause: error });
    }
    throw error;
  } finally {
    time.cancel();
  }
};

type TimeLimit = ReturnType<typeof timeLimit>;

async function overHttp(
  effect: McpEffect,
  target: Extract<McpEffect['transport'], { http: object }>['http'],
  context: EffectContext,
  tools: EffectTools,
  time: TimeLimit,
): Promise<JsonObject> {
  const { transport, url, broken } = await connectOverHttp(target, context, tools);
  try {
    return await Promise.race([call(effect, context, transport as Transport, time), broken]);
  } catch (error) {
    throw await mcpFault(error, (unknown) => httpFault(unknown, url));
  } finally {
    // A server that does not let go of the session is left with it.
    if (transport.sessionId !== undefined) {
      await Promise.race([transport.terminateSession().catch(() => undefined), time.over]);
    }
    await transport.close();
  }
}

async function overStdio(
  effect: McpEffect,
  target: Extract<McpEffect['transport'], { stdio: object }>['stdio'],
  context: EffectContext,
  tools: EffectTools,
  time: TimeLimit,
): Promise<JsonObject> {
  requireShell(tools, 'An MCP server over stdio');
  const { ReadBuffer, serializeMessage } = await import('@modelcontextprotocol/sdk/shared/stdio.js');
  const framing = {
    buffer: new ReadBuffer({ maxBufferSize: tools.limits.responseBytes }),
    serialize: serializeMessage,
  };
  const program = { file: target.command, arguments: target.arguments, environment: target.environment };
  const timing = { timers: tools.options.timers, killMs: tools.limits.killMs };
  return inOwnFolder(async (folder) => {
    const transport = new McpStdioTransport(await startProgram(program, folder, timing), framing);
    try {
      return await call(effect, context, transport, time);
    } catch (error) {
      throw await mcpFault(error, (unknown) => stdioFault(unknown, target.command, transport.complaint));
    } finally {
      await transport.close();
    }
  });
}

async function call(
  effect: McpEffect,
  context: EffectContext,
  transport: Transport,
  time: TimeLimit,
): Promise<JsonObject> {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const client: Client = new Client(effect.client, { capabilities: {} });
  // The SDK's own timer must not be the first: what it throws cannot be told from an error of the server.
  const options = { signal: time.signal, timeout: 2 * time.milliseconds };
  await client.connect(speaking(transport, effect.protocolVersion ?? defaultProtocol), options);
  const { method } = effect;
  const params = method === 'tools/call' ? withKey(effect.parameters, context) : effect.parameters;
  const result = await client.request({ method, params }, JsonObject, options);
  const failed = FailedTool.safeParse(result);
  if (method !== 'tools/call' || !failed.success) return result;
  const said = failed.data.content.map(({ text }) => text ?? '').join('\n');
  const detail = said.trim().slice(0, longestReason) || 'The tool failed without saying why';
  throw fault('runtime', detail, { title: 'Tool failed' });
}

function withKey(parameters: McpEffect['parameters'], { idempotencyKey }: EffectContext): JsonObject {
  const given = JsonObject.safeParse(parameters['_meta']).data;
  return { ...parameters, _meta: { 'countersign/idempotency-key': idempotencyKey, ...given } };
}

/** The SDK always offers its newest protocol version; the definition has the say. */
function speaking(transport: Transport, protocolVersion: string): Transport {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    const offered =
      'method' in message && message.method === 'initialize'
        ? { ...message, params: { ...message.params, protocolVersion } }
        : message;
    return send(offered, options);
  };
  return transport;
}

async function mcpFault(error: unknown, elsewise: (error: unknown) => unknown): Promise<unknown> {
  if (error instanceof WorkflowError) return error;
  const { ErrorCode, McpError } = await import('@modelcontextprotocol/sdk/types.js');
  const closed: number = ErrorCode.ConnectionClosed;
  if (!(error instanceof McpError) || error.code === closed) return elsewise(error);
  const detail = error.message.slice(0, longestReason);
  return fault('runtime', detail, { title: `MCP error ${error.code}`, cause: error });
}

function httpFault(error: unknown, url: URL): unknown {
  const known = networkFault(error, url, undefined);
  if (known instanceof WorkflowError) return known;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const status = typeof code === 'number' && code >= 300 && code <= 599 ? code : 502;
  const reason = String(message).slice(0, longestReason);
  return fault('communication', `The MCP server at ${url.origin} gave no answer: ${reason}`, {
    status,
    cause: error,
  });
}

function stdioFault(error: unknown, command: string, complaint: string): unknown {
  const said = complaint.trim();
  const detail = `The MCP server ${command} ended or gave no answer${said === '' ? '' : `: ${said}`}`;
  return fault('communication', detail, { cause: error });
}

/** The signal of the task and a time limit in one. */
function timeLimit(milliseconds: number, { signal }: EffectContext, { options }: EffectTools) {
  const late = new AbortController();
  const timer = options.timers.after(milliseconds, () => late.abort());
  const either = AbortSignal.any([signal, late.signal]);
  const over = new Promise<void>((resolve) => {
    if (either.aborted) resolve();
    either.addEventListener('abort', () => resolve(), { once: true });
  });
  return {
    milliseconds,
    signal: either,
    over,
    isOver: () => late.signal.aborted && !signal.aborted,
    cancel: () => timer.cancel(),
  };
}
