import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { DraftEntries } from '../human-task/draft-entries.ts';
import { procedure } from './base.ts';

/** In characters of its JSON. Files are not in it: they are uploaded as soon as they are chosen. */
export const longestDraft = 1_000_000;

export const DraftData = DraftEntries.refine((data) => JSON.stringify(data).length <= longestDraft, {
  message: `A draft has at most ${longestDraft} characters.`,
});
export type DraftData = z.infer<typeof DraftData>;

export const Draft = z.object({
  data: DraftData,
  savedTs: Timestamp,
  /** Who entered it: the caller, or who was asked before, where the task was reassigned and the caller has saved nothing yet. */
  savedBy: z.string(),
});
export type Draft = z.infer<typeof Draft>;

/** `revision` counts every saving and discarding, from 0: what to send as `baseRevision` next. `draft` null: there is none. */
export const DraftState = z.object({ revision: z.number().int(), draft: Draft.nullable() });
export type DraftState = z.infer<typeof DraftState>;

/** Of the state that the entries were made on. Another one by now: DRAFT_CONFLICT, with both drafts; nothing is changed. */
const baseRevision = z.number().int().min(0);

const getDraft = procedure
  .route({
    method: 'GET',
    path: '/human-tasks/{taskAsstId}/draft',
    summary: 'What the caller has entered so far',
  })
  .input(z.object({ taskAsstId: z.uuid() }))
  .output(DraftState);

const saveDraft = procedure
  .route({
    method: 'PUT',
    path: '/human-tasks/{taskAsstId}/draft',
    summary: 'saveDraft: keep entries without submitting them; they go when the task ends',
  })
  .input(z.object({ taskAsstId: z.uuid(), data: DraftData, baseRevision }))
  .output(DraftState);

const discardDraft = procedure
  .route({
    method: 'POST',
    path: '/human-tasks/{taskAsstId}/draft/discard',
    summary: 'Begin again from what the task fills in by itself',
  })
  .input(z.object({ taskAsstId: z.uuid(), baseRevision }))
  .output(DraftState);

export const drafts = { get: getDraft, save: saveDraft, discard: discardDraft };
