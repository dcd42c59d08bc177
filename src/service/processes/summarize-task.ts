import { timestamp, timestampOrNull } from '../../shared/clock.ts';
import type { TaskSummary } from '../../shared/contract/processes.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import type { AssignmentRow } from '../human-tasks/assignment-row.ts';
import type { TaskRow } from './task-row.ts';
import { resultLine, taskTitle } from './task-title.ts';

/** What a store knows besides of a task in the timeline. */
export interface TaskFacts {
  /** Of an ask: everyone who was asked. */
  readonly assignments: readonly AssignmentRow[];
  /** Of a task that waits. */
  readonly wait: Wait | null;
  /** Of the process that the task started. */
  readonly childProcessId: string | null;
}

/** One line of the timeline of a process. */
export function summarizeTask(task: TaskRow, facts: TaskFacts, viewer: string): TaskSummary {
  const { instance } = task;
  return {
    taskId: task.id,
    path: instance.path,
    name: instance.name,
    title: taskTitle(instance),
    kind: instance.kind,
    statusCode: task.statusCode,
    attempt: instance.attempt,
    startedTs: timestamp(instance.startedAt),
    completedTs: timestampOrNull(task.completedAt ?? instance.endedAt),
    completedUser: task.completedUser,
    taskAsstId: shownAssignment(facts.assignments, viewer)?.id ?? null,
    result: resultLine(task),
    comment: instance.answer?.comment ?? null,
    wait: task.statusCode === 'W' ? facts.wait : null,
    error: instance.error,
    reason: instance.reason,
    childProcessId: facts.childProcessId,
  };
}

/** Their own, else one that is open, else the latest. */
function shownAssignment(all: readonly AssignmentRow[], viewer: string): AssignmentRow | undefined {
  const own = all.filter(({ assigneeId }) => assigneeId === viewer);
  const shown = own.length > 0 ? own : all;
  return shown.find(({ active }) => active) ?? shown.at(-1);
}
