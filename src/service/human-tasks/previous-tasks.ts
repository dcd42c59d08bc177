import { timestamp } from '../../shared/clock.ts';
import type { PreviousTask } from '../../shared/contract/human-tasks.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import type { TaskRow } from '../processes/task-row.ts';
import { resultLine, taskTitle } from '../processes/task-title.ts';

export const mostPreviousTasks = 20;
/** Of one task, in characters of JSON; and no more than four such together. */
const largestOutput = 64_000;
const largestTogether = 4 * largestOutput;

/** What only arranges other tasks has no result of its own worth showing. */
export const arrangingKinds: readonly TaskKind[] = ['do', 'for', 'fork', 'try', 'switch', 'wait', 'emit'];

/**
 * What led to an ask, the oldest first. `raw` whether their outputs are for the caller.
 * @param rows the tasks that ended before it began, the latest first
 */
export function previousTasks(rows: readonly TaskRow[], raw: boolean): PreviousTask[] {
  let left = largestTogether;
  return rows
    .map((task) => {
      const { output = null } = task.instance;
      const size = output === null || !raw ? 0 : JSON.stringify(output).length;
      const fits = size <= largestOutput && size <= left;
      if (fits) left -= size;
      return describe(task, raw ? (fits ? null : 'size') : 'private');
    })
    .toReversed();
}

function describe(task: TaskRow, leftOut: 'private' | 'size' | null): PreviousTask {
  const { instance } = task;
  const { output = null } = instance;
  return {
    taskId: task.id,
    path: instance.path,
    title: taskTitle(instance),
    kind: instance.kind,
    completedTs: timestamp(task.completedAt ?? instance.endedAt ?? instance.startedAt),
    completedUser: task.completedUser,
    result: resultLine(task),
    comment: instance.answer?.comment ?? null,
    output: leftOut === null ? output : null,
    outputLeftOut: output === null ? null : leftOut,
  };
}
