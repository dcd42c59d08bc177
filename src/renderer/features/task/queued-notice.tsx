import { Button } from '@mantine/core';
import type { OutboxEntry } from '../../../shared/contract/accounts.ts';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { drafts } from '../../app/drafts.ts';
import { editing } from '../../app/editing.ts';
import { keyed } from '../../app/keyed.tsx';
import { useEntryActions } from '../../app/outbox.ts';
import { labelOf, problemInWords, rightsOf } from '../../app/outbox-words.ts';
import { OutcomeCard } from '../../app/outcome-card.tsx';
import { OwnAnswer } from '../../app/own-answer.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useSecondsLeft } from '../../ui/seconds-left.tsx';

const words = strings.queue;

interface QueuedNoticeProps {
  readonly task: HumanTask;
  readonly entry: OutboxEntry;
  readonly isEdited: boolean;
}

/** How far what one has decided about this task has come, or what became of it. */
export function QueuedNotice({ task, entry, isEdited }: QueuedNoticeProps) {
  if (isEdited) return <Edited task={task} />;
  switch (entry.state) {
    case 'held':
    case 'queued':
    case 'sending':
      return <OnItsWay entry={entry} />;
    case 'conflict':
    case 'refused':
      return <OutcomeCard entry={entry} hasKeys={!task.canComplete} />;
    case 'delivered':
    case 'withdrawn':
      return null;
  }
}

function OnItsWay({ entry }: Pick<QueuedNoticeProps, 'entry'>) {
  const { pending, error, run } = useEntryActions(entry);
  const may = rightsOf(entry);
  const edit = () => editing.set(entry.entryId);
  useShortcut('editEntry', edit, may.edit);
  useShortcut('withdrawEntry', () => run('withdraw'), may.withdraw);
  const problem = problemInWords(entry)[0];
  return (
    <>
      <Notice
        tone="plain"
        title={titleOf(entry)}
        actions={
          may.withdraw && (
            <>
              {may.edit && (
                <Button variant="default" {...keyed('editEntry')} onClick={edit}>
                  {words.edit}
                </Button>
              )}
              <Button
                variant="default"
                {...keyed('withdrawEntry')}
                loading={pending === 'withdraw'}
                onClick={() => run('withdraw')}
              >
                {words.withdraw}
              </Button>
            </>
          )
        }
      >
        {entry.state === 'held' && entry.heldUntilTs !== null && <SendsIn until={entry.heldUntilTs} />}
        {entry.state === 'queued' && <p>{words.queuedText}</p>}
        {entry.state === 'queued' && problem !== undefined && <p>{words.retryingText(problem)}</p>}
        {entry.state === 'sending' && <p>{words.sendingText}</p>}
        <OwnAnswer entry={entry} />
      </Notice>
      {error !== null && <ProblemNotice title={words.notDone} error={error} />}
    </>
  );
}

function SendsIn({ until }: { readonly until: string }) {
  return <p>{words.sendsIn(words.secondsLeft(useSecondsLeft(until)))}</p>;
}

function titleOf(entry: OutboxEntry): string {
  const label = labelOf(entry);
  if (entry.state === 'held') return words.heldTitle(label);
  return entry.state === 'queued' ? words.queuedTitle(label) : words.sendingTitle(label);
}

function Edited({ task: { taskAsstId } }: Pick<QueuedNoticeProps, 'task'>) {
  const stop = () => {
    drafts.discard(taskAsstId);
    editing.set(null);
  };
  return (
    <Notice
      tone="plain"
      title={words.editing}
      live
      actions={
        <Button variant="default" onClick={stop}>
          {words.stopEditing}
        </Button>
      }
    >
      <p>{words.editingText}</p>
    </Notice>
  );
}
