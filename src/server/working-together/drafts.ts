import { describeDraft, describeLeftDraft, nextDraft } from '../../service/working-together/draft-state.ts';
import type { DraftData, DraftState } from '../../shared/contract/drafts.ts';
import type { ServerCaller } from '../caller.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import type { ServerParts } from '../server-parts.ts';
import { draftsOf, leftDrafts, putDraft } from '../store/drafts.ts';
import { loadOpenTask } from './load-open-task.ts';

// A draft is one user's for one task. D1: what is kept is replaced only by who knows it: `baseRevision` is its revision, and the
// task is locked meanwhile. D2: a revision is never given twice, also after discarding. D3: what is left of somebody who is asked
// no longer is shown to who is asked now until they save or discard entries of their own; it stays where it is.

/** What the caller has entered so far. @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN */
export async function getDraft(
  { db }: Pick<ServerParts, 'db'>,
  { hostId, actor }: ServerCaller,
  { taskAsstId }: { readonly taskAsstId: string },
): Promise<DraftState> {
  return db.read(hostId, async (reader) => {
    const { task, assignment } = await loadAssignment(reader, actor, { taskAsstId });
    const own = (await draftsOf(reader, [task.id], actor.userId)).get(task.id) ?? null;
    if (own !== null || !assignment.active) return describeDraft(own);
    const left = (await leftDrafts(reader, [task.id])).get(task.id);
    return left === undefined ? describeDraft(null) : describeLeftDraft(left);
  });
}

/**
 * Keeps entries; `data` null discards them.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASSIGNMENT_INACTIVE, DRAFT_CONFLICT, STORE_UNAVAILABLE
 */
export async function saveDraft(
  { db, clock }: Pick<ServerParts, 'db' | 'clock'>,
  { hostId, actor }: ServerCaller,
  request: { readonly taskAsstId: string; readonly data: DraftData | null; readonly baseRevision: number },
): Promise<DraftState> {
  return db.write(hostId, async (tx) => {
    const now = clock.now();
    const { task } = await loadOpenTask(tx, actor, request.taskAsstId, now);
    const kept = (await draftsOf(tx, [task.id], actor.userId)).get(task.id) ?? null;
    const draft = nextDraft(kept, request, actor.userId, now);
    await putDraft(tx, task.id, actor.userId, draft);
    return describeDraft(draft);
  });
}
