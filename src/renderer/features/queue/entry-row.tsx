import { labelOf } from '../../app/outbox-words.ts';
import { stateIcons } from '../../app/outbox-icons.ts';
import type { OutboxEntry } from '../../../shared/contract/accounts.ts';
import { strings } from '../../strings.ts';
import { ListRow } from '../../ui/list-row.tsx';
import { SecondsLeft } from '../../ui/seconds-left.tsx';
import { TimeText } from '../../ui/time-text.tsx';

const words = strings.queue;

interface EntryRowProps {
  readonly entry: OutboxEntry;
  /** Where there are several. */
  readonly accountName: string | null;
}

/** One entry of the queue: what was answered to which task, when, and how far it has come. */
export function EntryRow({ entry, accountName }: EntryRowProps) {
  const { state, title, writtenTs, heldUntilTs, dismissed } = entry;
  const needsLook = (state === 'conflict' || state === 'refused') && !dismissed;
  return (
    <ListRow
      icon={stateIcons[state]}
      tone={needsLook ? (state === 'conflict' ? 'warning' : 'danger') : 'plain'}
      marked={needsLook}
      title={title}
      subtitle={[labelOf(entry), ...(accountName === null ? [] : [accountName])].join(' · ')}
      aside={<TimeText at={writtenTs} form="short" />}
      state={
        <>
          {words.states[state]}
          {state === 'held' && heldUntilTs !== null && <SecondsLeft until={heldUntilTs} />}
        </>
      }
    />
  );
}
