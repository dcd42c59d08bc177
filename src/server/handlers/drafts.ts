import type { ServerParts } from '../server-parts.ts';
import { getDraft, saveDraft } from '../working-together/drafts.ts';
import type { Base } from './base.ts';

export function draftHandlers({ drafts }: Base, parts: ServerParts) {
  return drafts.router({
    get: drafts.get.handler(({ input, context }) => getDraft(parts, context, input)),
    save: drafts.save.handler(({ input, context }) => saveDraft(parts, context, input)),
    discard: drafts.discard.handler(({ input, context }) =>
      saveDraft(parts, context, { ...input, data: null }),
    ),
  });
}
