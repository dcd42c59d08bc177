import type { InstanceWait } from '../../engine/process-state.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import { all, first, text, textOrNull, type ReadableDatabase, type Row } from './database.ts';
import type { TaskLine } from '../../service/processes/task-row.ts';

const columns = 'id, process_id, path, status, name, title, kind, wait_json, ask_json, answer_json';

export function findTaskLine(db: ReadableDatabase, id: string): TaskLine | null {
  const row = first(db, `SELECT ${columns} FROM task WHERE id = ?`, id);
  return row === undefined ? null : toLine(row);
}

/** What a process waits for, what began first first. */
export function waitingLinesOfProcess(db: ReadableDatabase, processId: string, limit: number): TaskLine[] {
  return all(
    db,
    `SELECT ${columns} FROM task WHERE process_id = ? AND ended_at IS NULL AND status = 'W' ORDER BY seq LIMIT ?`,
    processId,
    limit,
  ).map(toLine);
}

function toLine(row: Row): TaskLine {
  return {
    id: text(row, 'id'),
    processId: text(row, 'process_id'),
    path: text(row, 'path'),
    statusCode: text(row, 'status') as TaskStatus,
    name: text(row, 'name'),
    title: textOrNull(row, 'title'),
    kind: text(row, 'kind') as TaskKind,
    wait: parsed(row, 'wait_json') as InstanceWait | null,
    ask: parsed(row, 'ask_json') as Ask | null,
    answer: parsed(row, 'answer_json') as Answer | null,
  };
}

function parsed(row: Row, column: string): unknown {
  const json = textOrNull(row, column);
  return json === null ? null : JSON.parse(json);
}
