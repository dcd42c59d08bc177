import type { HumanTaskRow } from '../../../shared/contract/human-tasks.ts';
import { client, queryClient, api } from '../../app/api.ts';
import { intents } from '../../app/intents.ts';
import { sayOnItsWay } from '../../app/outbox.ts';
import { removeFromOpenViews } from '../../app/task-list.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { toProblem } from '../../ui/problem.ts';
import { createOncePerTask } from './once-per-task.ts';

const once = createOncePerTask();

/**
 * A and R on the marked row of a list without its task in sight (a narrow window): gives the answer where the rules allow one
 * unseen (`row.quickAnswers`), and opens the task where they do not, saying why nothing was sent.
 */
export function useQuickAnswer(
  markedRow: () => HumanTaskRow | undefined,
  open: (taskAsstId: string) => void,
): void {
  const press = (index: 0 | 1) => {
    const row = markedRow();
    if (row === undefined) return false;
    void once(row.taskAsstId, () => answer(row, index, open));
    return true;
  };
  useShortcut('option1', () => press(0));
  useShortcut('option2', () => press(1));
}

/** @returns whether the task is answered now */
async function answer(row: HumanTaskRow, index: 0 | 1, open: (taskAsstId: string) => void): Promise<boolean> {
  try {
    const input = { taskAsstId: row.taskAsstId };
    const { ask } = await queryClient.fetchQuery(api.humanTasks.get.queryOptions({ input }));
    const option = ask.options[index];
    const quick = row.quickAnswers.find((candidate) => candidate.value === option?.value);
    if (quick === undefined) {
      announce(strings.row.mustOpen, 'info');
      open(row.taskAsstId);
      return false;
    }
    const response = { value: quick.value };
    const idempotencyKey = intents.keyFor(row.taskAsstId, response);
    await client.humanTasks.complete({ ...input, response, idempotencyKey });
    intents.done(row.taskAsstId);
    if (row.sync !== undefined && row.sync !== null) {
      void sayOnItsWay(row.taskAsstId, quick.label, row.title);
      return true;
    }
    removeFromOpenViews(row.taskAsstId);
    announce(strings.answer.sent(quick.label, row.title));
    return true;
  } catch (error) {
    announce(toProblem(error).title, 'info');
    open(row.taskAsstId);
    return false;
  }
}
