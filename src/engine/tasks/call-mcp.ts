import { z } from 'zod';
import type { McpEffect } from '../effect.ts';
import { runtime } from '../runtime.ts';
import type { McpArguments } from './call-arguments.ts';
import { endpointOf, shownUri } from './effect-endpoint.ts';
import {
  EffectObject,
  EffectText,
  EffectTexts,
  evaluated,
  evaluatedIfGiven,
  type Prepared,
} from './effect-values.ts';
import type { TaskScope } from './task-type.ts';

/** `call: mcp`. @throws WorkflowError (expression, validation) */
export async function prepareMcp(args: McpArguments, scope: TaskScope): Promise<Prepared> {
  const { method, protocolVersion, client = { name: runtime.name, version: runtime.version } } = args;
  const parameters =
    (await evaluatedIfGiven(EffectObject, args.parameters, ['with', 'parameters'], scope)) ?? {};
  const now = scope.now();
  const timeoutMs = args.timeout === undefined ? null : (await scope.after(now, args.timeout)) - now;
  const { transport, server } = await transportOf(args, scope);
  return {
    effect: {
      kind: 'mcp',
      ...(protocolVersion === undefined ? {} : { protocolVersion }),
      method,
      parameters,
      timeoutMs,
      transport,
      client: { name: client.name, version: client.version },
    },
    what: `${subjectOf(method, parameters['name'])} at ${server}`,
  };
}

async function transportOf(
  { transport: { http, stdio } }: McpArguments,
  scope: TaskScope,
): Promise<{ transport: McpEffect['transport']; server: string }> {
  if (http !== undefined) {
    const path = ['with', 'transport', 'http'];
    const endpoint = await endpointOf(http.endpoint, [...path, 'endpoint'], scope);
    const headers = await evaluatedIfGiven(EffectTexts, http.headers, [...path, 'headers'], scope);
    return { transport: { http: { endpoint, headers: headers ?? {} } }, server: shownUri(endpoint.uri) };
  }
  if (stdio === undefined)
    throw new Error(`An MCP call without a transport was loaded in ${scope.instance.path}`);
  const path = ['with', 'transport', 'stdio'];
  const command = await evaluated(EffectText, stdio.command, [...path, 'command'], scope);
  const words = await evaluated(z.array(EffectText), stdio.arguments ?? [], [...path, 'arguments'], scope);
  const environment = await evaluated(EffectTexts, stdio.environment ?? {}, [...path, 'environment'], scope);
  return { transport: { stdio: { command, arguments: words, environment } }, server: command };
}

/** `tools/call` says little; the name of the tool says what happens. */
function subjectOf(method: string, name: unknown): string {
  return typeof name === 'string' ? `${method} ${name}` : method;
}
