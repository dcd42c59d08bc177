import { useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { api, client } from './api.ts';
import { createDraftKeeper, type KeptState } from './draft-keeper.ts';
import { drafts } from './drafts.ts';

export const draftKeeper = createDraftKeeper(
  drafts,
  {
    save: (taskAsstId, data, baseRevision) => client.drafts.save({ taskAsstId, data, baseRevision }),
    discard: (taskAsstId, baseRevision) => client.drafts.discard({ taskAsstId, baseRevision }),
  },
  (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
);

/** How the entries of a task stand to what is saved; reads what is saved while `enabled`. Null: not read yet. */
export function useKept(taskAsstId: string, enabled: boolean): KeptState | null {
  const saved = useQuery(api.drafts.get.queryOptions({ input: { taskAsstId }, enabled })).data;
  useEffect(() => {
    if (saved !== undefined) draftKeeper.seen(taskAsstId, saved);
  }, [saved, taskAsstId]);
  return useSyncExternalStore(draftKeeper.subscribe, () => draftKeeper.get(taskAsstId));
}
