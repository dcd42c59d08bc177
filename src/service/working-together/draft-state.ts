import { timestamp, type Instant } from '../../shared/clock.ts';
import type { Draft, DraftData, DraftState } from '../../shared/contract/drafts.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';

export interface DraftRow {
  /** Counts every saving and discarding. */
  readonly revision: number;
  /** null: it was discarded. */
  readonly data: Json | null;
  readonly savedAt: Instant;
  readonly savedBy: string;
}

/** Whether there is anything in it that someone would miss. */
export function hasEntries(draft: DraftRow | null): boolean {
  return Object.values((draft?.data ?? {}) as DraftData).some((entry) =>
    typeof entry === 'string' ? entry.trim() !== '' : entry !== undefined,
  );
}

export function describeDraft(row: DraftRow | null): DraftState {
  return { revision: row?.revision ?? 0, draft: row === null ? null : draftOf(row) };
}

/** What somebody else left, for who has entered nothing yet. */
export function describeLeftDraft(row: DraftRow): DraftState {
  return { revision: 0, draft: draftOf(row) };
}

/** The draft that follows what is kept. @throws CountersignError DRAFT_CONFLICT when it was made on another one */
export function nextDraft(
  kept: DraftRow | null,
  { data, baseRevision }: { data: DraftData | null; baseRevision: number },
  savedBy: string,
  savedAt: Instant,
): DraftRow {
  if ((kept?.revision ?? 0) === baseRevision) {
    return { revision: baseRevision + 1, data: data as Json, savedAt, savedBy };
  }
  const { revision, draft } = describeDraft(kept);
  throw new CountersignError('DRAFT_CONFLICT', {
    details: { draft: { revision, kept: draft, sent: data } },
  });
}

function draftOf({ data, savedAt, savedBy }: DraftRow): Draft | null {
  return data === null ? null : { data: data as DraftData, savedTs: timestamp(savedAt), savedBy };
}
