import type { Change, TaskAction } from '../../shared/contract/account.ts';
import { integer, text } from '../../service/columns.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import type { Reader, Row } from '../store/database.ts';
import { feedHead } from '../store/feed.ts';

/** Told of at once; who is further behind is told in several changes. */
const mostTasks = 200;
/** What may differ when something of a task has changed. */
const topics: Change['topics'] = ['human-tasks', 'processes', 'discussions', 'files'];

/**
 * What of the caller's tasks has changed, on whichever node, from now on; ends when `signal` aborts. A reader that is slower
 * than the changes finds them merged.
 * @throws CountersignError STORE_UNAVAILABLE
 */
export async function* changesOf(
  { db, feed }: Pick<ServerParts, 'db' | 'feed'>,
  { hostId, actor }: Pick<ServerCaller, 'hostId' | 'actor'>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Change, void, void> {
  let isTold = false;
  let wake: () => void = () => {};
  const stop = feed.listen(hostId, actor.userId, () => {
    isTold = true;
    wake();
  });
  const onAbort = () => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    let seq = await db.read(hostId, (reader) => feedHead(reader, actor.userId));
    while (signal?.aborted !== true) {
      if (!isTold) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      isTold = false;
      const change = await db.read(hostId, (reader) => changeAfter(reader, actor.userId, seq));
      if (change === null) continue;
      isTold ||= change.taskIds.length === mostTasks;
      seq = change.revision;
      yield change;
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', onAbort);
  }
}

async function changeAfter(reader: Reader, userId: string, seq: number): Promise<Change | null> {
  const rows = await reader.query(
    `SELECT entry.seq, entry.task_id, task.process_id
     FROM feed_entry AS entry JOIN task ON task.id = entry.task_id
     WHERE entry.host_id = $1 AND entry.user_id = $2 AND entry.seq > $3
     ORDER BY entry.seq LIMIT ${mostTasks}`,
    reader.hostId,
    userId,
    seq,
  );
  const last = rows.at(-1);
  if (last === undefined) return null;
  return {
    revision: integer(last, 'seq'),
    topics,
    taskIds: [...new Set(rows.map((row) => text(row, 'task_id')))],
    processIds: [...new Set(rows.map((row) => text(row, 'process_id')))],
    actions: await actionsBetween(reader, userId, seq, integer(last, 'seq')),
  };
}

/** Who did what: the transition, or the message, that was written with the place in the feed. */
async function actionsBetween(
  reader: Reader,
  userId: string,
  after: number,
  upTo: number,
): Promise<TaskAction[]> {
  const rows = await reader.query(
    `WITH changed AS (
       SELECT task_id, changed_at, seq FROM feed_entry
       WHERE host_id = $1 AND user_id = $2 AND seq > $3 AND seq <= $4
     ), done AS (
       SELECT changed.seq, changed.task_id, coalesce(history.acting_as, history.actor) AS by,
         CASE history.status WHEN 'CLAIMED' THEN 'claimed' WHEN 'RELEASED' THEN 'released'
           WHEN 'COMPLETED' THEN 'completed' ELSE 'reassigned' END AS kind
       FROM changed JOIN assignment_history AS history
         ON history.task_id = changed.task_id AND history.at = changed.changed_at
       WHERE history.source <> 'engine' AND (history.status IN ('CLAIMED', 'RELEASED', 'COMPLETED')
         OR history.reason IN ('reassigned', 'assigned_to_me'))
       UNION
       SELECT changed.seq, changed.task_id, message.author, 'commented'
       FROM changed JOIN message
         ON message.task_id = changed.task_id AND message.posted_at = changed.changed_at
     )
     SELECT DISTINCT done.seq, done.kind, done.task_id, coalesce(task.title, task.name) AS title, done.by,
       coalesce(app_user.name, done.by) AS by_name
     FROM done JOIN task ON task.id = done.task_id
       LEFT JOIN app_user ON app_user.host_id = $1 AND app_user.id = done.by
     ORDER BY done.seq`,
    reader.hostId,
    userId,
    after,
    upTo,
  );
  return rows.map(actionOf).slice(-mostActions);
}

/** Nobody reads fifty toasts. */
const mostActions = 20;

function actionOf(row: Row): TaskAction {
  return {
    kind: text(row, 'kind') as TaskAction['kind'],
    taskId: text(row, 'task_id'),
    title: text(row, 'title'),
    by: text(row, 'by'),
    byName: text(row, 'by_name'),
  };
}
