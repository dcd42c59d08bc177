import type { TaskAction } from '../../shared/contract/account.ts';
import { strings } from '../strings.ts';
import { announce } from '../ui/announcer.tsx';
import { api, queryClient } from './api.ts';

/** Says what others have done to tasks that one sees; what one did oneself, in whatever way, is not news. */
export function tellOthersActions(actions: readonly TaskAction[]): void {
  void queryClient.ensureQueryData(api.account.info.queryOptions()).then(({ userId }) => {
    const said = othersActions(actions, userId);
    if (said !== null) announce(said, 'info');
  });
}

/** One line about what others did; null: it was all one's own doing. */
export function othersActions(actions: readonly TaskAction[], userId: string): string | null {
  const others = actions.filter(({ by }) => by !== userId);
  const last = others.at(-1);
  if (last === undefined) return null;
  const text = strings.actions[last.kind](last.byName, last.title);
  return others.length === 1 ? text : strings.moreActions(text, others.length - 1);
}
