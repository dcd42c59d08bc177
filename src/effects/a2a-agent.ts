import { z } from 'zod';
import type { A2aEffect, Endpoint } from '../engine/effect.ts';
import type { EffectContext } from './effects.ts';
import type { EffectTools } from './effect-tools.ts';
import { fault } from './faults.ts';

const jsonRpc = 'JSONRPC';

/** Of an agent card only what leads to the agent: version 0.3 has one address and others beside it, 1.0 has a list. */
const AgentCard = z.object({
  url: z.string().optional(),
  preferredTransport: z.string().optional(),
  additionalInterfaces: z.array(z.object({ url: z.string(), transport: z.string() })).default([]),
  supportedInterfaces: z.array(z.object({ url: z.string(), protocolBinding: z.string() })).default([]),
});

/**
 * Where the agent takes JSON-RPC: its card says so, otherwise the server that is given. The authentication of the server counts
 * for the agent; without one, that of the card does if both are on one host.
 * @throws WorkflowError (configuration) for a card that names no such address
 */
export async function agentEndpoint(
  effect: A2aEffect,
  context: EffectContext,
  tools: EffectTools,
): Promise<Endpoint> {
  const { agentCard, server } = effect;
  if (agentCard === undefined) {
    if (server === undefined)
      throw fault('configuration', 'The A2A call has neither an agent card nor a server');
    return server;
  }
  const { text, url: cardUrl } = await tools.resource(agentCard, context);
  const address = addressIn(text);
  if (address === undefined || !URL.canParse(address, cardUrl)) {
    throw fault('configuration', `The agent card at ${cardUrl.origin} names no address for JSON-RPC`);
  }
  const url = new URL(address, cardUrl);
  const ofCard = url.origin === cardUrl.origin ? agentCard.endpoint.authentication : undefined;
  const authentication = server?.authentication ?? ofCard;
  return { uri: url.href, ...(authentication === undefined ? {} : { authentication }) };
}

function addressIn(text: string): string | undefined {
  const card = AgentCard.safeParse(jsonOrNull(text)).data;
  if (card === undefined) return undefined;
  const { url, preferredTransport = jsonRpc, additionalInterfaces, supportedInterfaces } = card;
  if (url !== undefined && preferredTransport === jsonRpc) return url;
  return (
    supportedInterfaces.find(({ protocolBinding }) => protocolBinding === jsonRpc)?.url ??
    additionalInterfaces.find(({ transport }) => transport === jsonRpc)?.url
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
