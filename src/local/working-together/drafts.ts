import {
  describeDraft,
  describeLeftDraft,
  hasEntries,
  nextDraft,
} from '../../service/working-together/draft-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { DraftData, DraftState } from '../../shared/contract/drafts.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts';
import { findDraft, findLeftDraft, putDraft } from '../store/drafts.ts';
import type { Writer } from '../store/writer.ts';
import { loadOpenTask, type Where } from './load-open-task.ts';

// A draft is one user's for one task. D1: what is kept is replaced only by who knows it: `baseRevision` is its revision.
// D2: a revision is never given twice, also after discarding. D3: what is left of somebody who is asked no longer is shown to
// who is asked now until they save or discard entries of their own; it stays where it is, for it may be given back.

/** What the caller has entered so far. @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN */
export function getDraft({ db, hostId }: Where, actor: Actor, taskAsstId: string): DraftState {
  const { task, assignment } = loadAssignment(db, hostId, actor, { taskAsstId });
  const own = findDraft(db, task.id, actor.userId);
  const left = own === null && assignment.active ? findLeftDraft(db, task.id) : null;
  return left === null ? describeDraft(own) : describeLeftDraft(left);
}

/** Whether somebody who is asked finds something entered when they open the task. */
export function hasDraft(db: ReadableDatabase, taskId: string, userId: string): boolean {
  return hasEntries(findDraft(db, taskId, userId) ?? findLeftDraft(db, taskId));
}

/**
 * Keeps entries; `data` null discards them. `changesLists`: whether lists show something else of the task now.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASSIGNMENT_INACTIVE, DRAFT_CONFLICT, STORE_UNAVAILABLE
 */
export async function saveDraft(
  { db, hostId, writer }: { db: WritableDatabase; hostId: string; writer: Writer },
  actor: Actor,
  request: { taskAsstId: string; data: DraftData | null; baseRevision: number },
  now: Instant,
): Promise<{ taskId: string; changesLists: boolean; state: DraftState }> {
  return writer.write(() => {
    const { task } = loadOpenTask({ db, hostId }, actor, request.taskAsstId);
    const kept = findDraft(db, task.id, actor.userId);
    const draft = nextDraft(kept, request, actor.userId, now);
    const changesLists = hasEntries(kept ?? findLeftDraft(db, task.id)) !== hasEntries(draft);
    putDraft(db, task.id, actor.userId, draft);
    return { taskId: task.id, changesLists, state: describeDraft(draft) };
  });
}
