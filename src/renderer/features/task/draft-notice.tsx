import { Button } from '@mantine/core';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { Ask } from '../../../shared/human-task/ask.ts';
import type { DraftEntries } from '../../../shared/human-task/draft-entries.ts';
import type { KeptState } from '../../app/draft-keeper.ts';
import { useDraft } from '../../app/drafts.ts';
import { draftKeeper } from '../../app/kept-drafts.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { clockTime, daysBetween, longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { entriesInFull } from './answer-label.ts';
import classes from './draft-notice.module.css';
import { useOwnUserId, useUserNames } from './own-user.ts';

const words = strings.drafts;

interface DraftNoticeProps {
  readonly task: HumanTask;
  readonly kept: KeptState | null;
}

/** Entries that were put back, and entries that stand against each other: never without a word. */
export function DraftNotice({ task, kept }: DraftNoticeProps) {
  if (kept === null) return null;
  if (kept.keeping.kind === 'conflict') return <Conflict task={task} theirs={kept.keeping.theirs} />;
  return kept.restored === null ? null : <Restored task={task} restored={kept.restored} />;
}

interface RestoredProps {
  readonly task: HumanTask;
  readonly restored: NonNullable<KeptState['restored']>;
}

function Restored({ task, restored }: RestoredProps) {
  const userId = useOwnUserId();
  const nameOf = useUserNames();
  const now = useNow();
  const { savedTs, savedBy } = restored;
  const isToday = daysBetween(Date.parse(savedTs), now) === 0;
  const when = isToday ? clockTime(savedTs) : longTime(savedTs, now);
  const { taskAsstId } = task;
  return (
    <section className={classes.restored} aria-label={words.region} aria-live="polite">
      <span>{savedBy === userId ? words.restored(when) : words.restoredOf(nameOf(savedBy), when)}</span>
      <Button variant="subtle" size="compact-sm" onClick={() => void draftKeeper.startOver(taskAsstId)}>
        {words.startOver}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={() => draftKeeper.acknowledge(taskAsstId)}>
        {words.keepIt}
      </Button>
    </section>
  );
}

interface ConflictProps {
  readonly task: HumanTask;
  readonly theirs: Extract<KeptState['keeping'], { kind: 'conflict' }>['theirs'];
}

function Conflict({ task, theirs }: ConflictProps) {
  const { ask, taskAsstId } = task;
  const mine = useDraft(taskAsstId);
  const nameOf = useUserNames();
  const now = useNow();
  const heading =
    theirs === null ? words.discarded : words.theirs(nameOf(theirs.savedBy), longTime(theirs.savedTs, now));
  return (
    <Notice
      tone="warning"
      title={words.conflict}
      live
      actions={
        <>
          <Button onClick={() => void draftKeeper.choose(taskAsstId, 'mine')}>{words.keepMine}</Button>
          <Button variant="default" onClick={() => void draftKeeper.choose(taskAsstId, 'theirs')}>
            {words.takeTheirs}
          </Button>
        </>
      }
    >
      <p>{words.conflictText}</p>
      <div className={classes.both}>
        <Entries heading={words.mine} text={inWords(ask, mine)} />
        <Entries heading={heading} text={inWords(ask, theirs?.data ?? {})} />
      </div>
    </Notice>
  );
}

function Entries({ heading, text }: { readonly heading: string; readonly text: string }) {
  return (
    <section className={classes.entries} aria-label={heading}>
      <h4 className={classes.heading}>{heading}</h4>
      <p className={classes.text}>{text}</p>
    </section>
  );
}

function inWords(ask: Ask, { comment = '', ...entered }: DraftEntries): string {
  const lines = [...entriesInFull(ask, entered), ...(comment === '' ? [] : [words.comment + comment])];
  return lines.length === 0 ? words.nothing : lines.join('\n');
}
