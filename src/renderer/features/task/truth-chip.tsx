import { IconCloudCheck, IconCloudOff } from '@tabler/icons-react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { useAccount } from '../../app/accounts.ts';
import { strings } from '../../strings.ts';
import { Chip } from '../../ui/chip.tsx';
import { distance, exactTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { confirmedAt } from './confirmed-at.ts';

const words = strings.truth;

/** Of a task of a server: since when what is shown is known to be true, and whether it may have changed since. */
export function TruthChip({ task: { sync } }: { readonly task: HumanTask }) {
  const account = useAccount(sync?.accountId);
  const now = useNow();
  if (sync === undefined || sync === null) return null;
  const at = confirmedAt(sync, account);
  const isOnline = account?.state === 'online';
  const when = at === null ? null : distance(at, Math.max(now, Date.parse(at)));
  const exact = at === null ? undefined : exactTime(at);
  if (isOnline) {
    return (
      <Chip icon={IconCloudCheck} title={exact}>
        {when === null ? sync.accountName : words.confirmed(sync.accountName, when)}
      </Chip>
    );
  }
  return (
    <Chip
      icon={IconCloudOff}
      tone="warning"
      title={[...(exact === undefined ? [] : [`${exact}.`]), words.offlineText].join(' ')}
    >
      {when === null ? words.unconfirmed(sync.accountName) : words.offline(sync.accountName, when)}
    </Chip>
  );
}
