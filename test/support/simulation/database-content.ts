import type { openStore } from '../../../src/local/store/open.ts';
import type { InstanceWait } from '../../../src/engine/process-state.ts';

export type Connection = ReturnType<typeof openStore>['db']['connection'];

/** Everything that is recorded of processes, their tasks and events, with `process 1`… in place of ids. */
export interface Content {
  readonly processes: readonly unknown[];
  readonly tasks: readonly unknown[];
  readonly assignments: readonly unknown[];
  readonly events: readonly unknown[];
}

export function contentOf(connection: Connection): Content {
  const names = new Map([...named(connection, 'process'), ...named(connection, 'workflow')]);
  const read = (sql: string): unknown[] => {
    const text = JSON.stringify(connection.prepare(sql).all());
    return JSON.parse([...names].reduce((now, [id, name]) => now.replaceAll(id, name), text)) as unknown[];
  };
  return {
    processes: read(
      `SELECT id, status, input_json, output_json, error_json, started_at, ended_at, wake_at, begun_json, lists_json,
        parent_id, parent_path, task_count, events_from FROM process ORDER BY seq`,
    ),
    tasks: read(
      `SELECT process_id, path, name, kind, task.status, attempt, task.started_at, task.ended_at, task.input_json,
        task.output_json, context_json, next, wait_json, task.error_json, ask_json, seen_json, answer_json, reason,
        deadline_at, plan_json, progress_json, result_json
        FROM task JOIN process ON process.id = process_id ORDER BY process.seq, path`,
    ),
    assignments: read(
      `SELECT assignment.process_id, path, assignment.status, active, assigned_at, assignment.ended_at
        FROM assignment JOIN task ON task.id = task_id ORDER BY assignment.seq`,
    ),
    events: read('SELECT position, event_json, received_at FROM event ORDER BY position'),
  };
}

function named(connection: Connection, table: 'process' | 'workflow'): [string, string][] {
  const ids = connection.prepare(`SELECT id FROM ${table} ORDER BY rowid`).pluck().all() as string[];
  return ids.map((id, index) => [id, `${table} ${index + 1}`]);
}

/** What live tasks wait for, in an order that does not depend on how they came to be. */
export function waitsOf(connection: Connection): InstanceWait[] {
  const rows = connection
    .prepare(
      `SELECT wait_json FROM task JOIN process ON process.id = process_id
        WHERE task.status = 'W' AND wait_json IS NOT NULL ORDER BY process.seq, path`,
    )
    .pluck()
    .all() as string[];
  return rows.map((json) => JSON.parse(json) as InstanceWait);
}
