import type { FileRow } from '../../service/files/file-row.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { AssignmentQuestion } from '../../service/human-tasks/visible-assignment.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { Instant } from '../../shared/clock.ts';
import { withoutExpiredClaims, type CurrentAssignments } from '../assignments/expire-claims.ts';
import { assignmentsOfTasks } from '../store/assignments.ts';
import type { Tx } from '../store/database.ts';
import { filesOfTasks } from '../store/files.ts';
import { lockTasksOf } from '../store/tasks.ts';
import { isHere } from './load-assignment.ts';

/** What several assignments are about, with their tasks locked. */
export interface Asked {
  /** Null: there is no such assignment in this host. */
  taskIdOf(question: AssignmentQuestion): string | null;
  of(question: AssignmentQuestion): AskedOf | null;
}

export interface AskedOf extends CurrentAssignments {
  readonly assignment: AssignmentRow;
  readonly task: TaskRow;
  /** Of an ask that takes files. */
  readonly files: readonly FileRow[];
}

/** The tasks are locked in the order of their ids until the transaction ends; then everything else of them is read. */
export async function loadAsked(
  tx: Tx,
  questions: readonly AssignmentQuestion[],
  now: Instant,
): Promise<Asked> {
  const ids = questions.filter((question) => isHere(tx, question)).map(({ taskAsstId }) => taskAsstId);
  const tasks = await lockTasksOf(tx, ids);
  const rows = await assignmentsOfTasks(tx, [...tasks.keys()]);
  const taking = [...tasks.values()].filter(takesFiles);
  const files = await filesOfTasks(
    tx,
    taking.map(({ id }) => id),
  );
  const assignments = new Map([...rows.values()].flat().map((row) => [row.id, row]));
  const find = (question: AssignmentQuestion) =>
    isHere(tx, question) ? (assignments.get(question.taskAsstId) ?? null) : null;
  return {
    taskIdOf: (question) => find(question)?.taskId ?? null,
    of(question) {
      const found = find(question);
      const task = found === null ? undefined : tasks.get(found.taskId);
      if (found === null || task === undefined) return null;
      const current = withoutExpiredClaims(rows.get(task.id) ?? [], now);
      const assignment = current.all.find(({ id }) => id === found.id) ?? found;
      return { ...current, assignment, task, files: files.get(task.id) ?? [] };
    },
  };
}

export function takesFiles({ instance }: TaskRow): boolean {
  return instance.ask?.files !== undefined;
}
