import type { Actor } from '../../shared/human-task/actor.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import { getDraft, saveDraft } from '../working-together/drafts.ts';
import type { Base } from './base.ts';

export function draftHandlers(base: Base, parts: LocalAccountParts) {
  const save = async (request: Parameters<typeof saveDraft>[2], { actor }: { actor: Actor }) => {
    const { taskId, changesLists, state } = await saveDraft(parts, actor, request, parts.clock.now());
    parts.changes.publish({ topics: ['drafts'], taskIds: [taskId] });
    // Without the task's id: what it leads to and its history are as they were.
    if (changesLists) parts.changes.publish({ topics: ['human-tasks'] });
    return state;
  };
  return {
    get: base.drafts.get.handler(({ input, context }) => getDraft(parts, context.actor, input.taskAsstId)),
    save: base.drafts.save.handler(({ input, context }) => save(input, context)),
    discard: base.drafts.discard.handler(({ input, context }) => save({ ...input, data: null }, context)),
  };
}
