import { useSyncExternalStore } from 'react';
import type { OptionValue } from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';

/** What someone has entered for a task and not sent: switching to another task must not lose it. */
export interface Draft {
  /** undefined: nothing entered yet, so the ask's default applies. */
  readonly value: Json | undefined;
  /** Of the form beside the options; undefined likewise. */
  readonly fields: Json | undefined;
  readonly comment: string;
  /** The option that was chosen before its comment was written; what Ctrl+Enter then sends. */
  readonly intent: OptionValue | null;
}

export const emptyDraft: Draft = { value: undefined, fields: undefined, comment: '', intent: null };

export interface DraftStore {
  get(taskAsstId: string): Draft;
  change(taskAsstId: string, change: Partial<Draft>): void;
  discard(taskAsstId: string): void;
  subscribe(listener: () => void): () => void;
}

/** What is on the page. It lives in memory only; draft-keeper.ts has the account save it. */
export function createDraftStore(): DraftStore {
  const drafts = new Map<string, Draft>();
  const listeners = new Set<() => void>();
  const tell = () => listeners.forEach((listener) => listener());
  return {
    get: (taskAsstId) => drafts.get(taskAsstId) ?? emptyDraft,
    change(taskAsstId, change) {
      drafts.set(taskAsstId, { ...(drafts.get(taskAsstId) ?? emptyDraft), ...change });
      tell();
    },
    discard(taskAsstId) {
      if (drafts.delete(taskAsstId)) tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whether there is anything in it that someone would miss. */
export function hasContent(draft: Draft): boolean {
  const { value, fields, comment } = draft;
  return comment.trim() !== '' || (value !== undefined && value !== '') || fields !== undefined;
}

export const drafts = createDraftStore();

export function useDraft(taskAsstId: string): Draft {
  return useSyncExternalStore(drafts.subscribe, () => drafts.get(taskAsstId));
}
