import { errorFields } from '../../service/error-fields.ts';
import type { DraftData } from '../../shared/contract/drafts.ts';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import { CountersignError } from '../../shared/errors.ts';
import { unsentDrafts, type ReplicaDraft } from '../store/replica/drafts.ts';
import { settleRead, unsentReads } from '../store/replica/tasks.ts';
import type { Online } from './account-connection.ts';
import { accountProblems } from './outbox/classify.ts';
import { settleDraft } from './replica/drafts.ts';
import type { ReplicaParts } from './replica-parts.ts';

/**
 * Sends what is no decision: what was read, and what was entered so far. It may be sent twice, and what is not sent today is sent
 * when the account has caught up the next time.
 */
export interface SideSync {
  nudge(): void;
  idle(): Promise<void>;
}

const atOnce = 50;

export function createSideSync(parts: ReplicaParts, online: Online): SideSync {
  const { db, writer, log } = parts;
  let again = false;
  let running: Promise<void> | null = null;

  const sendReads = async (): Promise<void> => {
    for (let ids = unsentReads(db, atOnce); ids.length > 0; ids = unsentReads(db, atOnce)) {
      for (const taskAsstId of ids) {
        await online.ask((client) => client.humanTasks.markRead({ taskAsstId })).catch(unlessFinal);
        await writer.write(() => settleRead(db, taskAsstId));
      }
    }
  };

  const sendDrafts = async (): Promise<void> => {
    for (let drafts = unsentDrafts(db, atOnce); drafts.length > 0; drafts = unsentDrafts(db, atOnce)) {
      for (const draft of drafts) {
        const result = await sendDraft(online, draft);
        await writer.write(() => settleDraft(parts, draft, result));
        if (result?.theirs !== undefined)
          parts.changes.publish({ topics: ['drafts'], taskIds: [draft.taskId] });
      }
    }
  };

  const run = async (): Promise<void> => {
    try {
      while (again && canSend()) {
        again = false;
        await sendReads();
        await sendDrafts();
      }
    } catch (error) {
      if (!isPassing(error)) log.warn('What was read or entered could not be sent', errorFields(error));
    }
  };

  const canSend = () => online.isConnected() && parts.transport.client !== null;
  const nudge = (): void => {
    again = true;
    if (!canSend()) return;
    running ??= run().finally(() => {
      running = null;
      if (again) nudge();
    });
  };

  return {
    nudge,
    async idle() {
      while (running !== null) await running;
    },
  };
}

/** @returns null where the server has no use for it any more */
async function sendDraft(
  online: Online,
  { assignmentId: taskAsstId, dataJson, serverRevision: baseRevision }: ReplicaDraft,
): Promise<{ serverRevision: number; theirs: unknown } | null> {
  try {
    const state = await online.ask(({ drafts }) =>
      dataJson === null
        ? drafts.discard({ taskAsstId, baseRevision })
        : drafts.save({ taskAsstId, baseRevision, data: JSON.parse(dataJson) as DraftData }),
    );
    return { serverRevision: state.revision, theirs: undefined };
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'DRAFT_CONFLICT') {
      const { draft } = error.details;
      if (draft !== undefined) return { serverRevision: draft.revision, theirs: draft.kept };
    }
    unlessFinal(error);
    return null;
  }
}

function unlessFinal(error: unknown): void {
  if (isPassing(error) || !(error instanceof CountersignError)) throw error;
}

const passing: readonly ErrorCode[] = [
  ...accountProblems,
  'SCOPE_MISSING',
  'OFFLINE',
  'RATE_LIMITED',
  'STORE_UNAVAILABLE',
  'INTERNAL',
];

/** It says nothing against what was sent: that is still wanted. */
function isPassing(error: unknown): boolean {
  return error instanceof CountersignError && passing.includes(error.code);
}
