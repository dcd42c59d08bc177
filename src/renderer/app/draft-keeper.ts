import type { DraftData, DraftState } from '../../shared/contract/drafts.ts';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import type { ErrorDetails } from '../../shared/errors.ts';
import { toProblem, type Problem } from '../ui/problem.ts';
import { hasContent, type DraftStore } from './drafts.ts';

// This module keeps what is entered (drafts.ts) in step with what the account has saved. Invariants:
// I1: what is saved names the revision it was made on; where the account has another one, nothing is replaced on either side
//     until the person has chosen.
// I2: one save of a task at a time; what is entered meanwhile is saved after it.
// I3: entries leave the page only by the person's doing: answering, starting over, or taking the other draft.

type KeptDraft = NonNullable<NonNullable<ErrorDetails['draft']>['kept']>;

export type Keeping =
  /** As the account has it; `savedTs` null: nothing is saved, nothing entered. */
  | { readonly kind: 'kept'; readonly savedTs: string | null }
  | { readonly kind: 'changed' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** `theirs` null: it was discarded elsewhere. */
  | { readonly kind: 'conflict'; readonly theirs: KeptDraft | null }
  /** The task takes no entries any more. */
  | { readonly kind: 'over' };

export interface KeptState {
  readonly keeping: Keeping;
  readonly revision: number;
  /** Set when entries that were saved before have been put back: when, and by whom. */
  readonly restored: { readonly savedTs: string; readonly savedBy: string } | null;
}

interface DraftAccount {
  save(taskAsstId: string, data: DraftData, baseRevision: number): Promise<DraftState>;
  discard(taskAsstId: string, baseRevision: number): Promise<DraftState>;
}

export interface DraftKeeper {
  get(taskAsstId: string): KeptState | null;
  subscribe(listener: () => void): () => void;
  /** What the account has, read just now. */
  seen(taskAsstId: string, state: DraftState): void;
  /** Something was entered: it is saved in a moment. */
  touched(taskAsstId: string): void;
  /** Saves now. @returns whether everything entered is saved */
  flush(taskAsstId: string): Promise<boolean>;
  flushAll(): Promise<void>;
  startOver(taskAsstId: string): Promise<void>;
  choose(taskAsstId: string, which: 'mine' | 'theirs'): Promise<void>;
  /** The notice about restored entries was read. */
  acknowledge(taskAsstId: string): void;
  /** The task was answered: the account has dropped its draft. */
  forget(taskAsstId: string): void;
  forgetAll(): void;
}

const saveAfter = 800;
const ended = new Set<string>([
  'ASSIGNMENT_INACTIVE',
  'ASSIGNMENT_NOT_FOUND',
  'STALE_TASK',
  'FORBIDDEN',
] satisfies ErrorCode[]);

/** @param later runs something after so many milliseconds; answers with how to not do it */
export function createDraftKeeper(
  store: DraftStore,
  account: DraftAccount,
  later: (milliseconds: number, run: () => void) => () => void,
): DraftKeeper {
  const states = new Map<string, KeptState>();
  const listeners = new Set<() => void>();
  const waiting = new Map<string, () => void>();
  const underWay = new Map<string, Promise<void>>();

  const put = (id: string, change: Partial<KeptState>) => {
    states.set(id, { ...(states.get(id) ?? atFirst), ...change });
    for (const listener of listeners) listener();
  };
  const cancelWait = (id: string) => {
    waiting.get(id)?.();
    waiting.delete(id);
  };
  const adopt = (id: string, { revision, draft }: DraftState) => {
    store.discard(id);
    if (draft !== null) store.change(id, entriesOf(draft.data));
    put(id, {
      revision,
      keeping: { kind: 'kept', savedTs: draft?.savedTs ?? null },
      restored: draft === null ? null : { savedTs: draft.savedTs, savedBy: draft.savedBy },
    });
  };

  async function save(id: string): Promise<void> {
    const state = states.get(id);
    if (state?.keeping.kind !== 'changed' && state?.keeping.kind !== 'failed') return;
    const sent = dataOf(store, id);
    put(id, { keeping: { kind: 'saving' } });
    try {
      const { revision, draft } = await account.save(id, sent, state.revision);
      if (!states.has(id)) return;
      const isLatest = JSON.stringify(dataOf(store, id)) === JSON.stringify(sent);
      put(id, {
        revision,
        restored: null,
        keeping: isLatest ? { kind: 'kept', savedTs: draft?.savedTs ?? null } : { kind: 'changed' },
      });
      if (!isLatest) keeper.touched(id);
    } catch (error) {
      if (states.has(id)) failed(id, toProblem(error));
    }
  }

  function failed(id: string, problem: Problem): void {
    const { draft } = problem.details;
    if (problem.code === 'DRAFT_CONFLICT' && draft !== undefined) {
      put(id, { revision: draft.revision, keeping: { kind: 'conflict', theirs: draft.kept } });
    } else {
      put(id, { keeping: ended.has(problem.code) ? { kind: 'over' } : { kind: 'failed', problem } });
    }
  }

  const keeper: DraftKeeper = {
    get: (id) => states.get(id) ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    seen(id, state) {
      const known = states.get(id);
      const entered = hasContent(store.get(id));
      if (known === undefined) {
        if (!entered || isSame(store, id, state)) return adopt(id, state);
        put(id, { revision: state.revision, keeping: { kind: 'changed' } });
        if (state.draft === null) keeper.touched(id);
        else put(id, { keeping: { kind: 'conflict', theirs: state.draft } });
        return;
      }
      if (state.revision <= known.revision || known.keeping.kind === 'saving') return;
      if (known.keeping.kind === 'kept') adopt(id, state);
      else if (known.keeping.kind !== 'over')
        put(id, { revision: state.revision, keeping: { kind: 'conflict', theirs: state.draft } });
    },
    touched(id) {
      const state = states.get(id);
      // Before the account has been read there is no revision to save on; `seen` saves what was entered until then.
      if (state === undefined || state.keeping.kind === 'conflict' || state.keeping.kind === 'over') return;
      if (state.keeping.kind !== 'saving') put(id, { keeping: { kind: 'changed' } });
      cancelWait(id);
      waiting.set(
        id,
        later(saveAfter, () => void keeper.flush(id)),
      );
    },
    async flush(id) {
      cancelWait(id);
      await underWay.get(id);
      const work = save(id).finally(() => underWay.delete(id));
      underWay.set(id, work);
      await work;
      return states.get(id)?.keeping.kind === 'kept';
    },
    async flushAll() {
      await Promise.all([...states.keys()].map((id) => keeper.flush(id)));
    },
    async startOver(id) {
      cancelWait(id);
      await underWay.get(id);
      try {
        adopt(id, await account.discard(id, states.get(id)?.revision ?? 0));
      } catch (error) {
        failed(id, toProblem(error));
      }
    },
    async choose(id, which) {
      const state = states.get(id);
      if (state?.keeping.kind !== 'conflict') return;
      const { theirs } = state.keeping;
      if (which === 'theirs') return adopt(id, { revision: state.revision, draft: theirs });
      put(id, { keeping: { kind: 'changed' } });
      await keeper.flush(id);
    },
    acknowledge: (id) => put(id, { restored: null }),
    forget(id) {
      cancelWait(id);
      states.delete(id);
      store.discard(id);
      for (const listener of listeners) listener();
    },
    forgetAll() {
      for (const id of states.keys()) keeper.forget(id);
    },
  };
  return keeper;
}

const atFirst: KeptState = { keeping: { kind: 'kept', savedTs: null }, revision: 0, restored: null };

function dataOf(store: DraftStore, id: string): DraftData {
  const { value, fields, comment } = store.get(id);
  return {
    ...(value === undefined ? {} : { value }),
    ...(fields === undefined ? {} : { fields }),
    ...(comment === '' ? {} : { comment }),
  };
}

function entriesOf(data: DraftData) {
  return { value: data.value, fields: data.fields, comment: data.comment ?? '' };
}

function isSame(store: DraftStore, id: string, { draft }: DraftState): boolean {
  return draft !== null && JSON.stringify(dataOf(store, id)) === JSON.stringify(draft.data);
}
