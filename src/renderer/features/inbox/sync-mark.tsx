import type { TaskSync } from '../../../shared/contract/accounts.ts';
import { stateIcons } from '../../app/outbox-icons.ts';
import { useOutboxEntry } from '../../app/outbox.ts';
import { strings } from '../../strings.ts';
import { SecondsLeft } from '../../ui/seconds-left.tsx';
import classes from './inbox.module.css';

const words = strings.queue;

/** How far what one has decided has come on its way to the server; nothing for what is settled. */
export function SyncMark({ sync: { outbox } }: { readonly sync: TaskSync }) {
  if (outbox === null || outbox.state === 'delivered' || outbox.state === 'withdrawn') return null;
  return <Mark outbox={outbox} />;
}

function Mark({ outbox }: { readonly outbox: NonNullable<TaskSync['outbox']> }) {
  const entry = useOutboxEntry(outbox.entryId);
  // The row was read before the time to undo it was over; the entry is read again then.
  const state = entry?.state ?? outbox.state;
  const until = entry?.heldUntilTs ?? null;
  const Icon = stateIcons[state];
  const isAmiss = state === 'conflict' || state === 'refused';
  return (
    <span className={classes.mark} data-tone={isAmiss ? 'warning' : 'plain'} title={words.marks[state]}>
      <Icon size={14} stroke={1.6} aria-hidden />
      {isAmiss && <span aria-hidden>{words.states[state]}</span>}
      {state === 'held' && until !== null && <SecondsLeft until={until} />}
      <span className="cs-visually-hidden">{words.marks[state]}</span>
    </span>
  );
}
