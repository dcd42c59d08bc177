import type { Instant } from '../../shared/clock.ts';
import { flag, integer, integerOrNull, text } from '../../service/columns.ts';
import { first, type Reader, type Tx } from './database.ts';

/** A place in somebody's feed, as it is stored. */
export interface FeedRow {
  readonly seq: number;
  readonly assignmentId: string;
  readonly taskId: string;
  readonly gone: boolean;
  readonly changedAt: Instant;
}

export interface FeedQuestion {
  readonly userId: string;
  readonly after: number;
}

export interface FeedRows {
  /** The number of the newest change; 0: there never was one. */
  readonly head: number;
  /** Who stands before it and has something starts over. */
  readonly floor: number;
  /** In which life of the database all of these numbers are. */
  readonly epoch: string;
  readonly rows: readonly FeedRow[];
}

/** The next `limit` rows of each, in one round trip; in the order of the questions. */
export async function readFeedRows(
  reader: Reader,
  questions: readonly FeedQuestion[],
  limit: number,
): Promise<FeedRows[]> {
  const found = await reader.query(
    `SELECT ask.number, coalesce(head.seq, 0) AS head, coalesce(head.floor, 0) AS floor,
       (SELECT feed_epoch FROM host WHERE id = $1) AS epoch,
       entry.seq, entry.assignment_id, entry.task_id, entry.gone, entry.changed_at
     FROM unnest($2::int[], $3::text[], $4::bigint[]) AS ask (number, user_id, after)
     LEFT JOIN feed_head AS head ON head.host_id = $1 AND head.user_id = ask.user_id
     LEFT JOIN LATERAL (
       SELECT seq, assignment_id, task_id, gone, changed_at FROM feed_entry
       WHERE host_id = $1 AND user_id = ask.user_id AND seq > ask.after
       ORDER BY seq LIMIT $5
     ) AS entry ON true
     ORDER BY ask.number, entry.seq`,
    reader.hostId,
    questions.map((_, number) => number),
    questions.map(({ userId }) => userId),
    questions.map(({ after }) => after),
    limit,
  );
  const answers = questions.map(() => ({ head: 0, floor: 0, epoch: '', rows: [] as FeedRow[] }));
  for (const row of found) {
    const answer = answers[integer(row, 'number')];
    if (answer === undefined) continue;
    answer.head = integer(row, 'head');
    answer.floor = integer(row, 'floor');
    answer.epoch = text(row, 'epoch');
    if (integerOrNull(row, 'seq') === null) continue;
    answer.rows.push({
      seq: integer(row, 'seq'),
      assignmentId: text(row, 'assignment_id'),
      taskId: text(row, 'task_id'),
      gone: flag(row, 'gone'),
      changedAt: integer(row, 'changed_at'),
    });
  }
  return answers;
}

export async function countFeedRows(reader: Reader, userId: string, after: number): Promise<number> {
  const row = await first(
    reader,
    `SELECT count(*) AS rows FROM feed_entry WHERE host_id = $1 AND user_id = $2 AND seq > $3`,
    reader.hostId,
    userId,
    after,
  );
  return row === undefined ? 0 : integer(row, 'rows');
}

export async function feedHead(reader: Reader, userId: string): Promise<number> {
  const row = await first(
    reader,
    `SELECT seq FROM feed_head WHERE host_id = $1 AND user_id = $2`,
    reader.hostId,
    userId,
  );
  return row === undefined ? 0 : integer(row, 'seq');
}

/** Whose feeds say "gone" of something since before that. */
export async function usersWithGone(reader: Reader, before: Instant): Promise<string[]> {
  const found = await reader.query(
    `SELECT DISTINCT user_id FROM feed_entry WHERE host_id = $1 AND gone AND changed_at < $2 ORDER BY user_id`,
    reader.hostId,
    before,
  );
  return found.map((row) => text(row, 'user_id'));
}

/** Forgets what is gone since before that, and sends whoever has not read it to the start. @returns how many rows it was */
export async function forgetGone(tx: Tx, userId: string, before: Instant): Promise<number> {
  await tx.query(`SELECT 1 FROM feed_head WHERE host_id = $1 AND user_id = $2 FOR UPDATE`, tx.hostId, userId);
  const row = await first(
    tx,
    `WITH forgotten AS (
       DELETE FROM feed_entry WHERE host_id = $1 AND user_id = $2 AND gone AND changed_at < $3 RETURNING seq
     ), raised AS (
       UPDATE feed_head SET floor = greatest(floor, (SELECT max(seq) FROM forgotten))
       WHERE host_id = $1 AND user_id = $2 AND EXISTS (SELECT 1 FROM forgotten)
     )
     SELECT count(*) AS rows FROM forgotten`,
    tx.hostId,
    userId,
    before,
  );
  return row === undefined ? 0 : integer(row, 'rows');
}

/** From now on the feeds of this host are others than those that anybody has read before. */
export async function drawFeedEpoch(tx: Tx): Promise<void> {
  await tx.run(`UPDATE host SET feed_epoch = gen_random_uuid() WHERE id = $1`, tx.hostId);
}
