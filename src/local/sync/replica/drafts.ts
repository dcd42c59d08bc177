import { timestamp, type Instant } from '../../../shared/clock.ts';
import type { DraftData, DraftState } from '../../../shared/contract/drafts.ts';
import { CountersignError } from '../../../shared/errors.ts';
import type { ReadableDatabase } from '../../store/database.ts';
import { findReplicaDraft, putReplicaDraft, type ReplicaDraft } from '../../store/replica/drafts.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import { mustFind } from './decide.ts';
import { isWaiting } from './document.ts';

// D1: what is entered is on this disk at once, and on the server when it can be reached.
// D2: the window's revisions are this machine's own; each is given once. `serverRevision` is what the server is told.
// D3: entries of elsewhere never replace these: the person chooses, by the same DRAFT_CONFLICT as everywhere.

/** What the person has entered so far. */
export function draftState(db: ReadableDatabase, taskId: string): DraftState {
  const draft = findReplicaDraft(db, taskId);
  return draft === null ? { revision: 0, draft: null } : stateOf(draft);
}

/** @throws CountersignError ASSIGNMENT_NOT_FOUND, ASSIGNMENT_INACTIVE, DRAFT_CONFLICT */
export async function saveDraft(
  parts: ReplicaParts,
  { taskAsstId, data, baseRevision }: { taskAsstId: string; data: DraftData | null; baseRevision: number },
): Promise<{ taskId: string; state: DraftState }> {
  const { db, writer, clock, identity } = parts;
  return writer.write(() => {
    const { task, document } = mustFind(parts, taskAsstId);
    if (!isWaiting(document)) throw new CountersignError('ASSIGNMENT_INACTIVE');
    const kept = findReplicaDraft(db, task.taskId);
    const theirs = kept?.theirsJson ?? null;
    if ((kept?.revision ?? 0) + (theirs === null ? 0 : 1) !== baseRevision) {
      throw conflict(kept, theirs, data);
    }
    const draft: ReplicaDraft = {
      taskId: task.taskId,
      assignmentId: taskAsstId,
      revision: baseRevision + 1,
      serverRevision: kept?.serverRevision ?? 0,
      dataJson: data === null ? null : JSON.stringify(data),
      savedAt: clock.now(),
      savedBy: identity.userId,
      unsent: true,
      theirsJson: null,
    };
    putReplicaDraft(db, draft);
    return { taskId: task.taskId, state: stateOf(draft) };
  });
}

/** What the server has, where nothing was entered here that it does not know. */
export function adoptDraft(
  parts: Pick<ReplicaParts, 'db'>,
  where: { taskId: string; assignmentId: string },
  server: DraftState,
  now: Instant,
): void {
  const kept = findReplicaDraft(parts.db, where.taskId);
  if (kept?.unsent === true || (kept?.serverRevision ?? 0) === server.revision) return;
  putReplicaDraft(parts.db, {
    ...where,
    revision: (kept?.revision ?? 0) + 1,
    serverRevision: server.revision,
    dataJson: server.draft === null ? null : JSON.stringify(server.draft.data),
    savedAt: server.draft === null ? now : Date.parse(server.draft.savedTs),
    savedBy: server.draft?.savedBy ?? '',
    unsent: false,
    theirsJson: null,
  });
}

/** What came of sending it; another one may have been saved meanwhile, and is sent next. */
export function settleDraft(
  { db }: Pick<ReplicaParts, 'db'>,
  sent: ReplicaDraft,
  result: { serverRevision: number; theirs: unknown } | null,
): void {
  const kept = findReplicaDraft(db, sent.taskId);
  if (kept === null) return;
  const isSame = kept.revision === sent.revision;
  // The task has ended, or is somebody else's: nobody will ask for it any more.
  if (result === null) {
    if (isSame) putReplicaDraft(db, { ...kept, unsent: false });
    return;
  }
  const { serverRevision, theirs } = result;
  putReplicaDraft(db, {
    ...kept,
    serverRevision,
    unsent: theirs !== undefined || !isSame,
    theirsJson: theirs === undefined ? null : JSON.stringify(theirs),
  });
}

function conflict(
  kept: ReplicaDraft | null,
  theirsJson: string | null,
  sent: DraftData | null,
): CountersignError {
  const revision = (kept?.revision ?? 0) + (theirsJson === null ? 0 : 1);
  const theirs = theirsJson === null ? null : (JSON.parse(theirsJson) as DraftState['draft']);
  const own = kept === null ? null : stateOf(kept).draft;
  return new CountersignError('DRAFT_CONFLICT', {
    details: { draft: { revision, kept: theirsJson === null ? own : theirs, sent } },
  });
}

function stateOf({ revision, dataJson, savedAt, savedBy }: ReplicaDraft): DraftState {
  return {
    revision,
    draft:
      dataJson === null
        ? null
        : { data: JSON.parse(dataJson) as DraftData, savedTs: timestamp(savedAt), savedBy },
  };
}
