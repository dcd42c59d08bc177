import {
  IconAlertTriangle,
  IconCloudCheck,
  IconCloudDown,
  IconCloudOff,
  IconCloudUp,
} from '@tabler/icons-react';
import type { Account } from '../../shared/contract/accounts.ts';
import { strings } from '../strings.ts';
import { exactTime } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import { connectionSummary, needsPerson, worstOf } from './account-words.ts';
import { placeHash } from './navigation.ts';
import classes from './status-bar.module.css';

const words = strings.accounts;

/** In the last line of the window: how all accounts of servers stand, and what is on this computer only. */
export function AccountState({ servers }: { readonly servers: readonly Account[] }) {
  const now = useNow();
  const worst = worstOf(servers);
  if (worst === undefined) return null;
  const { state, confirmedTs } = worst;
  const Icon = state === 'online' ? IconCloudCheck : state === 'catching-up' ? IconCloudDown : IconCloudOff;
  const queued = servers.reduce((sum, account) => sum + account.queued, 0);
  const attention = servers.reduce((sum, account) => sum + account.attention, 0);
  const queue = placeHash({ kind: 'queue', entryId: null });
  return (
    <>
      <a
        className={classes.state}
        data-tone={needsPerson(state) ? 'warning' : 'plain'}
        href={placeHash({ kind: 'settings' })}
        title={confirmedTs === null ? undefined : `${words.confirmed}: ${exactTime(confirmedTs)}`}
      >
        <Icon size={14} stroke={1.75} aria-hidden />
        <span className={classes.words}>{connectionSummary(servers, now)}</span>
      </a>
      {queued > 0 && (
        <a className={classes.part} href={queue}>
          <IconCloudUp size={14} stroke={1.75} aria-hidden />
          {words.queued(queued)}
        </a>
      )}
      {attention > 0 && (
        <a className={classes.part} data-tone="warning" href={queue}>
          <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
          {words.attention(attention)}
        </a>
      )}
    </>
  );
}
