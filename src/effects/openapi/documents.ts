import type { ExternalResource } from '../../engine/effect.ts';
import type { Clock, Instant } from '../../shared/clock.ts';
import type { EffectContext } from '../effects.ts';
import type { Resource } from '../effect-tools.ts';
import { readDocument } from './document.ts';
import type { OpenapiDocument } from './document.ts';

/** OpenAPI documents by address and authentication, kept for a while: a loop of calls does not read its document each time. */
export interface Documents {
  /** @throws WorkflowError */
  get(resource: ExternalResource, context: EffectContext): Promise<OpenapiDocument>;
}

const keptMs = 5 * 60_000;
const mostKept = 20;

export function createDocuments(
  clock: Clock,
  fetchResource: (resource: ExternalResource, context: EffectContext) => Promise<Resource>,
): Documents {
  const kept = new Map<string, { readonly document: OpenapiDocument; readonly until: Instant }>();
  return {
    async get(resource, context) {
      const key = JSON.stringify(resource.endpoint);
      const known = kept.get(key);
      if (known !== undefined && clock.now() < known.until) return known.document;
      const { text, url } = await fetchResource(resource, context);
      const document = readDocument(text, url);
      kept.delete(key);
      kept.set(key, { document, until: clock.now() + keptMs });
      for (const [oldest] of kept) if (kept.size > mostKept) kept.delete(oldest);
      return document;
    },
  };
}
