import type { TaskAction } from '../../shared/contract/account.ts';
import { strings } from '../strings.ts';
import { announce } from '../ui/announcer.tsx';
import { api, queryClient } from './api.ts';

/** Says what others have done to tasks that one sees; what one did oneself, in whatever way, is not news. */
export function tellOthersActions(actions: readonly TaskAction[]): void {
  void ownUserIds().then((own) => {
    const said = othersActions(actions, own);
    if (said !== null) announce(said, 'info');
  });
}

/** Here, and at every server that one is signed in to. */
async function ownUserIds(): Promise<ReadonlySet<string>> {
  const [{ userId }, { accounts }] = await Promise.all([
    queryClient.ensureQueryData(api.account.info.queryOptions()),
    queryClient.ensureQueryData(api.accounts.list.queryOptions()),
  ]);
  const servers = accounts.filter(({ kind }) => kind !== 'local');
  return new Set([userId, ...servers.map((account) => account.userId)]);
}

/** One line about what others did; null: it was all one's own doing. */
export function othersActions(actions: readonly TaskAction[], own: ReadonlySet<string>): string | null {
  const others = actions.filter(({ by }) => !own.has(by));
  const last = others.at(-1);
  if (last === undefined) return null;
  const text = strings.actions[last.kind](last.byName, last.title);
  return others.length === 1 ? text : strings.moreActions(text, others.length - 1);
}
