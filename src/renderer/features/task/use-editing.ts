import { useEffect } from 'react';
import type { OutboxEntry } from '../../../shared/contract/accounts.ts';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { drafts } from '../../app/drafts.ts';
import { editing } from '../../app/editing.ts';
import { entriesOf } from '../../app/outbox.ts';
import { rightsOf } from '../../app/outbox-words.ts';
import type { OptionValue } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { useStore } from '../../ui/store.ts';

interface Editing {
  /** As it is to be shown: open for an answer while one that is queued is being changed. */
  readonly task: HumanTask;
  /** The entry whose answer is being changed; null: none is. */
  readonly queued: OutboxEntry | null;
}

/** Whether the queued answer of the task is being changed; its form then begins with what is queued. */
export function useEditing(task: HumanTask, entry: OutboxEntry | undefined): Editing {
  const isEdited = useStore(editing) === entry?.entryId && entry !== undefined && rightsOf(entry).edit;
  const { taskAsstId } = task;
  const entryId = isEdited ? entry.entryId : null;
  const response = entry?.response ?? null;
  useEffect(() => {
    if (entryId === null || response === null) return;
    const { value } = response;
    drafts.change(taskAsstId, {
      ...entriesOf(task, response),
      intent: isDecidedByButton(task) && isOptionValue(value) ? value : null,
    });
    // Only when it begins: afterwards the form has what the person enters.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [entryId, taskAsstId]);
  if (!isEdited) return { task, queued: null };
  return { task: { ...task, canComplete: true, readOnly: false, answer: null }, queued: entry };
}

function isDecidedByButton({ ask }: HumanTask): boolean {
  return ask.mode === 'approval' || ask.mode === 'confirm';
}

function isOptionValue(value: Json | undefined): value is OptionValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
