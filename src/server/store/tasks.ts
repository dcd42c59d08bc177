import type { InstanceWait, TaskInstance, TaskPath } from '../../engine/process-state.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import type { Instant } from '../../shared/clock.ts';
import { integer, text } from '../../service/columns.ts';
import type { TaskLine, TaskRow } from '../../service/processes/task-row.ts';
import {
  changingColumns,
  changingValues,
  isSettled,
  lineColumns,
  settledColumns,
  settledValues,
  taskColumns,
  toTaskLine,
  toTaskRow,
} from '../../service/processes/task-values.ts';
import { first, type Parameter, type Reader, type Tx } from './database.ts';

const firstColumns = ['id', 'path', 'name', 'kind', 'started_at'] as const;
const insertedColumns = [...firstColumns, ...changingColumns, ...settledColumns];
const typeOf: Readonly<Record<string, string>> = {
  id: 'uuid',
  started_at: 'bigint',
  attempt: 'integer',
  ended_at: 'bigint',
  deadline_at: 'bigint',
};

const insertSql = `INSERT INTO task (host_id, process_id, ${insertedColumns.join(', ')})
  SELECT $1, $2, ${insertedColumns.map((column) => `new.${column}`).join(', ')}
  FROM unnest(${insertedColumns.map((column, index) => `$${index + 3}::${typeOf[column] ?? 'text'}[]`).join(', ')})
    WITH ORDINALITY AS new (${insertedColumns.join(', ')}, place)
  ORDER BY new.place`;

/** What a walk made of instances that are new, in the order in which they began. */
export async function insertInstances(
  tx: Tx,
  processId: string,
  tasks: readonly { readonly id: string; readonly instance: TaskInstance }[],
): Promise<void> {
  if (tasks.length === 0) return;
  const rows = tasks.map(({ id, instance }) => [
    id,
    instance.path,
    instance.name,
    instance.kind,
    instance.startedAt,
    ...changingValues(instance),
    ...settledValues(instance),
  ]);
  const columns = insertedColumns.map((_, index) => rows.map((row) => row[index] ?? null));
  await tx.run(insertSql, tx.hostId, processId, ...columns);
}

/**
 * What a walk made of an instance that is there. What came from outside (answer, result, completed_*) is never touched here.
 * @param before the record that the walk was given
 * @returns the id of the task. @throws Error when nothing is recorded there
 */
export async function updateInstance(
  tx: Tx,
  processId: string,
  instance: TaskInstance,
  before?: TaskInstance,
): Promise<string> {
  const settled = isSettled(instance, before);
  const values: Parameter[] = [
    processId,
    instance.path,
    ...changingValues(instance),
    ...(settled ? [] : settledValues(instance)),
  ];
  const row = await first(tx, settled ? updateSql.settled : updateSql.whole, ...values);
  if (row === undefined) throw new Error(`Task ${instance.path} was not written`);
  return text(row, 'id');
}

function updating(columns: readonly string[]): string {
  const changes = columns.map((column, index) => `${column} = $${index + 3}`);
  return `UPDATE task SET ${changes.join(', ')} WHERE process_id = $1 AND path = $2 RETURNING id`;
}

const updateSql = {
  settled: updating(changingColumns),
  whole: updating([...changingColumns, ...settledColumns]),
};

export interface Answered {
  readonly taskId: string;
  readonly answer: Answer;
  /** On whose behalf. */
  readonly completedUser: string;
  readonly completedBy: string;
}

/** The answers of people, each to another task; what was entered for one goes. The processes go on from here in their own time. */
export async function recordAnswers(tx: Tx, answered: readonly Answered[], at: Instant): Promise<void> {
  await tx.run(
    `WITH entered AS (DELETE FROM draft WHERE task_id = ANY ($1))
     UPDATE task SET status = 'C', answer_json = given.answer, completed_at = $5, completed_user = given.completed_user,
       completed_by = given.completed_by
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS given (task_id, answer, completed_user, completed_by)
     WHERE task.id = given.task_id AND status = 'W'`,
    answered.map(({ taskId }) => taskId),
    answered.map(({ answer }) => JSON.stringify(answer)),
    answered.map(({ completedUser }) => completedUser),
    answered.map(({ completedBy }) => completedBy),
    at,
  );
}

export async function findTask(reader: Reader, id: string): Promise<TaskRow | null> {
  return oneTask(reader, `SELECT ${taskColumns} FROM task WHERE id = $1`, id);
}

/** The same, and no other transaction changes it until this one ends. */
export async function findTaskForUpdate(tx: Tx, id: string): Promise<TaskRow | null> {
  return oneTask(tx, `SELECT ${taskColumns} FROM task WHERE id = $1 FOR UPDATE`, id);
}

/** The tasks of these assignments, by their ids; no other transaction changes them until this one ends. */
export async function lockTasksOf(tx: Tx, assignmentIds: readonly string[]): Promise<Map<string, TaskRow>> {
  if (assignmentIds.length === 0) return new Map();
  const rows = await tx.query(
    `SELECT ${taskColumns} FROM task WHERE id IN (SELECT task_id FROM assignment WHERE id = ANY ($1))
     ORDER BY id FOR UPDATE`,
    assignmentIds,
  );
  return new Map(rows.map((row) => [text(row, 'id'), toTaskRow(row)]));
}

export async function findTaskAt(reader: Reader, processId: string, path: TaskPath): Promise<TaskRow | null> {
  const sql = `SELECT ${taskColumns} FROM task WHERE process_id = $1 AND path = $2`;
  return oneTask(reader, sql, processId, path);
}

/** The tasks at some paths, by path; where nothing is recorded, there is none. */
export async function findTasksAt(
  reader: Reader,
  processId: string,
  paths: readonly TaskPath[],
): Promise<ReadonlyMap<TaskPath, TaskRow>> {
  if (paths.length === 0) return new Map();
  const sql = `SELECT ${taskColumns} FROM task WHERE process_id = $1 AND path = ANY ($2)`;
  const rows = (await reader.query(sql, processId, paths)).map(toTaskRow);
  return new Map(rows.map((row) => [row.instance.path, row]));
}

/** No other transaction changes the task there until this one ends. */
export async function lockTaskAt(tx: Tx, processId: string, path: TaskPath): Promise<void> {
  await tx.query(`SELECT 1 FROM task WHERE process_id = $1 AND path = $2 FOR NO KEY UPDATE`, processId, path);
}

/** The same for several of a process, in the order of their ids. */
export async function lockTasksAt(tx: Tx, processId: string, paths: readonly TaskPath[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM task WHERE process_id = $1 AND path = ANY ($2) ORDER BY id FOR NO KEY UPDATE`,
    processId,
    paths,
  );
}

/** In the order in which they began; `after` is the seq of the last one of the page before. */
export async function pageOfTasks(
  reader: Reader,
  processId: string,
  after: number,
  limit: number,
): Promise<TaskRow[]> {
  const sql = `SELECT ${taskColumns} FROM task WHERE process_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`;
  return (await reader.query(sql, processId, after, limit)).map(toTaskRow);
}

/** Those that completed before another one began, the latest first; without the kinds that are named. */
export async function endedTasksBefore(
  reader: Reader,
  processId: string,
  seq: number,
  without: readonly TaskKind[],
  limit: number,
): Promise<TaskRow[]> {
  const rows = await reader.query(
    `SELECT ${taskColumns} FROM task
     WHERE process_id = $1 AND seq < $2 AND status = 'C' AND NOT (kind = ANY ($3))
     ORDER BY seq DESC LIMIT $4`,
    processId,
    seq,
    [...without],
    limit,
  );
  return rows.map(toTaskRow);
}

/** Those that failed or were cancelled, in the order in which they began; without those that were tried again by hand. */
export async function failedTasksOfProcess(reader: Reader, processId: string): Promise<TaskRow[]> {
  const rows = await reader.query(
    `SELECT ${taskColumns} FROM task WHERE process_id = $1 AND status IN ('F', 'X')
       AND id NOT IN (SELECT task_id FROM task_retry WHERE process_id = $1)
     ORDER BY seq`,
    processId,
  );
  return rows.map(toTaskRow);
}

/** Those that have not ended, in the order in which they began. */
export async function liveTasksOfProcess(reader: Reader, processId: string): Promise<TaskRow[]> {
  const sql = `SELECT ${taskColumns} FROM task WHERE process_id = $1 AND ended_at IS NULL ORDER BY seq`;
  return (await reader.query(sql, processId)).map(toTaskRow);
}

/** Of a process all at once, in the order in which they began. */
export async function tasksOfProcess(reader: Reader, processId: string): Promise<TaskRow[]> {
  const sql = `SELECT ${taskColumns} FROM task WHERE process_id = $1 ORDER BY seq`;
  return (await reader.query(sql, processId)).map(toTaskRow);
}

/** Where tasks of a process are recorded. */
export async function pathsOfProcess(reader: Reader, processId: string): Promise<ReadonlySet<TaskPath>> {
  const rows = await reader.query(`SELECT path FROM task WHERE process_id = $1`, processId);
  return new Set(rows.map((row) => text(row, 'path')));
}

/** The tasks of one list, e.g. `/do` or `/do/0/each/do#3`: those right in it, not those inside of them. */
export async function tasksOfList(reader: Reader, processId: string, list: string): Promise<TaskRow[]> {
  const rows = await reader.query(
    `SELECT ${taskColumns} FROM task
     WHERE process_id = $1 AND starts_with(path, $2) AND array_length(string_to_array(path, '/'), 1) = $3`,
    processId,
    `${list}/`,
    list.split('/').length + 2,
  );
  return rows.map(toTaskRow);
}

/** What processes wait for, by process; of each what began first first, at most so many. */
export async function waitingLinesOf(
  reader: Reader,
  processIds: readonly string[],
  mostOfEach: number,
): Promise<ReadonlyMap<string, readonly TaskLine[]>> {
  const rows = await reader.query(
    `SELECT waiting.* FROM unnest($1::uuid[]) WITH ORDINALITY AS process (id, place),
       LATERAL (SELECT ${lineColumns} FROM task
         WHERE process_id = process.id AND ended_at IS NULL AND status = 'W' ORDER BY seq LIMIT $2) AS waiting
     ORDER BY process.place`,
    processIds,
    mostOfEach,
  );
  const lines = new Map<string, TaskLine[]>(processIds.map((id) => [id, []]));
  for (const line of rows.map(toTaskLine)) lines.get(line.processId)?.push(line);
  return lines;
}

export async function countWaiting(reader: Reader, kind: InstanceWait['kind']): Promise<number> {
  const row = await first(
    reader,
    `SELECT count(*) AS count FROM task WHERE host_id = $1 AND wait_kind = $2 AND status = 'W'`,
    reader.hostId,
    kind,
  );
  return row === undefined ? 0 : integer(row, 'count');
}

async function oneTask(reader: Reader, sql: string, ...parameters: Parameter[]): Promise<TaskRow | null> {
  const row = await first(reader, sql, ...parameters);
  return row === undefined ? null : toTaskRow(row);
}
