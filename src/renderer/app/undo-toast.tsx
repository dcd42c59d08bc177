import { IconHourglass } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { OutboxEntry } from '../../shared/contract/accounts.ts';
import { strings } from '../strings.ts';
import { announce, announceSpoken } from '../ui/announcer.tsx';
import { toProblem } from '../ui/problem.ts';
import { useSecondsLeft } from '../ui/seconds-left.tsx';
import { useOutboxEntries, undo } from './outbox.ts';
import { heldAnswers } from './outbox-words.ts';
import { keyed } from './keyed.tsx';
import { useShortcut } from './use-shortcuts.ts';
import classes from './undo-toast.module.css';

const words = strings.queue;

/** The answer that was given last, for as long as it is held back: what it was, until when, and the way to take it back. */
export function UndoToast() {
  const held = heldAnswers(useOutboxEntries());
  const [last] = held;
  const entryId = last?.entryId;
  const said = last === undefined ? '' : words.undoHint(last.label ?? '', last.title);
  useEffect(() => {
    if (entryId !== undefined) announceSpoken(said);
  }, [entryId, said]);
  return last === undefined ? null : <Toast key={last.entryId} entry={last} others={held.length - 1} />;
}

interface ToastProps {
  readonly entry: OutboxEntry;
  readonly others: number;
}

function Toast({ entry, others }: ToastProps) {
  const [undoing, setUndoing] = useState(false);
  const left = useSecondsLeft(entry.heldUntilTs ?? entry.writtenTs);
  const label = entry.label ?? '';
  const takeBack = () => {
    if (undoing) return;
    setUndoing(true);
    undo(entry)
      .catch((error: unknown) => announce(toProblem(error).title, 'info'))
      .finally(() => setUndoing(false));
  };
  useShortcut('undo', takeBack, left > 0);
  if (left === 0) return null;
  const { rightSection, ...keys } = keyed('undo');
  return (
    <div className={classes.toast}>
      <IconHourglass size={16} stroke={1.75} aria-hidden className={classes.icon} />
      <span className={classes.text} title={entry.title}>
        <strong>{label}</strong> · {entry.title}
      </span>
      {others > 0 && (
        <a className={classes.more} href="#/queue">
          {words.moreHeld(others)}
        </a>
      )}
      <span className={classes.left} aria-hidden>
        {words.secondsLeft(left)}
      </span>
      <button
        type="button"
        className={classes.undo}
        aria-label={words.undoNamed(label, entry.title)}
        disabled={undoing}
        onClick={takeBack}
        {...keys}
      >
        {words.undo}
        {rightSection}
      </button>
    </div>
  );
}
