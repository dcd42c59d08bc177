import { z } from 'zod';
import { JsonObject } from '../../shared/json.ts';

/** What light-portal calls its workflow service. */
const service = 'workflow';
const version = '0.1.0';

/** Seed 004's envelope, for queries and commands. */
const Plain = z.object({
  host: z.string().min(1),
  service: z.string().min(1),
  action: z.string().min(1),
  version: z.string().min(1),
  data: JsonObject.default({}),
});

/** The same as JSON-RPC 2.0: `lightapi.net/workflow/completeTask/0.1.0`. */
const JsonRpc = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.string().regex(/^[^/]+\/[^/]+\/[^/]+\/[^/]+$/, 'Must be host/service/action/version'),
  params: JsonObject.default({}),
  id: z.union([z.string(), z.number(), z.null()]).default(null),
});

/** What the envelope of a call of this action has to look like: plain, and as JSON-RPC. */
export function envelopeFor(action: string, data: z.ZodType): readonly [z.ZodType, z.ZodType] {
  return [
    Plain.extend({
      service: z.literal(service),
      action: z.literal(action),
      version: z.literal(version),
      data,
    }),
    JsonRpc.extend({ method: z.literal(`lightapi.net/${service}/${action}/${version}`), params: data }),
  ];
}

export interface Envelope {
  /** Null: the service, or its version, is not one that is served here. */
  readonly action: string | null;
  readonly data: JsonObject;
  /** Of a JSON-RPC call: its id goes back with the answer. */
  readonly rpc: { readonly id: string | number | null } | null;
}

/** @throws z.ZodError where it is neither of the two */
export function envelopeOf(given: unknown): Envelope {
  if (typeof given === 'object' && given !== null && 'jsonrpc' in given) {
    const { method, params, id } = JsonRpc.parse(given);
    const [, named = '', action = '', ofVersion = ''] = method.split('/');
    return { action: served(named, action, ofVersion), data: params, rpc: { id } };
  }
  const plain = Plain.parse(given);
  return { action: served(plain.service, plain.action, plain.version), data: plain.data, rpc: null };
}

function served(named: string, action: string, ofVersion: string): string | null {
  return named === service && ofVersion === version ? action : null;
}
