import { integer, text, textOrNull } from '../../service/columns.ts';
import type { Transition, TransitionRow } from '../../service/human-tasks/transition.ts';
import type { AssignmentStatus, Source } from '../../shared/human-task/status.ts';
import type { Reader, Tx } from './database.ts';

export interface Moved {
  readonly assignment: { readonly id: string; readonly taskId: string };
  readonly status: AssignmentStatus;
  readonly transition: Transition;
}

/**
 * In their order.
 * @param change what moves the assignments in the same statement: it finds them in `moved`, with the columns of the history
 */
export async function recordTransitions(tx: Tx, moved: readonly Moved[], change?: string): Promise<void> {
  if (moved.length === 0) return;
  const transitions = moved.map(({ transition }) => transition);
  await tx.run(
    `WITH moved AS (SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
       $9::text[], $10::uuid[], $11::text[], $12::text[]) WITH ORDINALITY
       AS moved (assignment_id, task_id, at, status, actor, acting_as, effective_user, source, device_id, reason, note, place)
     )${change === undefined ? '' : `, change AS (${change})`}
     INSERT INTO assignment_history (host_id, assignment_id, task_id, at, status, actor, acting_as, effective_user, source,
       device_id, reason, note)
     SELECT $1, assignment_id, task_id, at, status, actor, acting_as, effective_user, source, device_id, reason, note
     FROM moved ORDER BY place`,
    tx.hostId,
    moved.map(({ assignment }) => assignment.id),
    moved.map(({ assignment }) => assignment.taskId),
    transitions.map(({ at }) => at),
    moved.map(({ status }) => status),
    transitions.map(({ actor }) => actor),
    transitions.map(({ actingAs }) => actingAs),
    transitions.map(({ effectiveUser }) => effectiveUser),
    transitions.map(({ source }) => source),
    transitions.map(({ deviceId = null }) => deviceId),
    transitions.map(({ reason }) => reason),
    transitions.map(({ note }) => note),
  );
}

export async function transitionsOfTask(reader: Reader, taskId: string): Promise<TransitionRow[]> {
  const rows = await reader.query(
    `SELECT assignment_id, at, status, actor, acting_as, effective_user, source, reason, note FROM assignment_history
     WHERE task_id = $1 ORDER BY seq`,
    taskId,
  );
  return rows.map((row) => ({
    assignmentId: text(row, 'assignment_id'),
    at: integer(row, 'at'),
    status: text(row, 'status') as AssignmentStatus,
    actor: text(row, 'actor'),
    actingAs: textOrNull(row, 'acting_as'),
    effectiveUser: textOrNull(row, 'effective_user'),
    source: text(row, 'source') as Source,
    reason: textOrNull(row, 'reason'),
    note: textOrNull(row, 'note'),
  }));
}
