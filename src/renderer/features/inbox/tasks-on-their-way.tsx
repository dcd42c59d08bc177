import { IconCloudDown } from '@tabler/icons-react';
import type { Account } from '../../../shared/contract/accounts.ts';
import type { TaskView } from '../../../shared/contract/human-tasks.ts';
import { isArriving, stateInWords } from '../../app/account-words.ts';
import { useServers } from '../../app/accounts.ts';
import { strings } from '../../strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useNow } from '../../ui/use-now.ts';
import classes from './inbox.module.css';

/** What is copied to this computer; the others are asked of the server each time. */
const copied: readonly TaskView[] = ['inbox', 'due', 'done'];

/** The account of which what belongs in a list is not all here yet; `accountId`: of this one alone. */
export function useArriving(view: TaskView, accountId: string | null): Account | undefined {
  const servers = useServers();
  if (!copied.includes(view)) return undefined;
  return servers.find(
    (account) => isArriving(account) && (accountId === null || account.accountId === accountId),
  );
}

/** In the place of a list that is empty only because what belongs there has not come yet. */
export function TasksOnTheirWay({ account }: { readonly account: Account }) {
  const now = useNow();
  const { empty, accounts: words } = strings;
  const { name, progress } = account;
  return (
    <div className={classes.empty}>
      <EmptyState icon={IconCloudDown} title={empty.arrivingTitle} text={empty.arrivingText(name)}>
        <div className={classes.arriving}>
          <progress aria-label={words.progressOf(name)} value={progress?.done} max={progress?.total} />
          <span>{stateInWords(account, now)}</span>
        </div>
      </EmptyState>
    </div>
  );
}
