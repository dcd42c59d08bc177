import type { Instant } from '../../shared/clock.ts';
import { integer, text } from '../../service/columns.ts';
import type { Tx } from '../store/database.ts';

/** The NOTIFY channel of every node; the payload is `{"h": hostId, "u": [userId…]}`, as many as fit. */
export const feedChannel = 'countersign_feed';
/** A payload of NOTIFY is at most 8,000 bytes. */
const mostBytesTold = 7_000;

/** One place in somebody's feed: an assignment that is, or was, theirs. */
export interface FeedPlace {
  readonly userId: string;
  readonly assignmentId: string;
  /** It is no longer theirs to see. */
  readonly gone: boolean;
}

/** The same, of whichever task. */
export interface FeedPlaceOfTask extends FeedPlace {
  readonly taskId: string;
}

/**
 * Moves assignments to the end of their users' feeds, inside the transaction that changed them. Each user's head is locked, in
 * the order of their ids, so a feed has no gaps and nothing of it becomes visible out of order.
 */
export async function recordFeed(
  tx: Tx,
  taskId: string,
  places: readonly FeedPlace[],
  now: Instant,
): Promise<void> {
  await recordFeeds(
    tx,
    places.map((place) => ({ ...place, taskId })),
    now,
  );
}

/** The same for several tasks at once: all that one change of users or roles has moved. */
export async function recordFeeds(tx: Tx, places: readonly FeedPlaceOfTask[], now: Instant): Promise<void> {
  if (places.length === 0) return;
  const amountOf = new Map<string, number>();
  for (const { userId } of places) amountOf.set(userId, (amountOf.get(userId) ?? 0) + 1);
  const users = [...amountOf.keys()].sort();
  const amounts = users.map((userId) => amountOf.get(userId) ?? 0);
  const heads = await tx.query(
    `INSERT INTO feed_head (host_id, user_id, seq)
     SELECT $1, user_id, amount FROM unnest($2::text[], $3::bigint[]) AS more (user_id, amount) ORDER BY user_id
     ON CONFLICT (host_id, user_id) DO UPDATE SET seq = feed_head.seq + excluded.seq
     RETURNING user_id, seq`,
    tx.hostId,
    users,
    amounts,
  );
  const next = new Map(
    heads.map((row) => [
      text(row, 'user_id'),
      integer(row, 'seq') - (amountOf.get(text(row, 'user_id')) ?? 0),
    ]),
  );
  const numbered = places.map((place) => {
    const seq = (next.get(place.userId) ?? 0) + 1;
    next.set(place.userId, seq);
    return { ...place, seq };
  });
  await tx.run(
    `INSERT INTO feed_entry (host_id, user_id, assignment_id, task_id, seq, gone, changed_at)
     SELECT $1, user_id, assignment_id, task_id, seq, gone, $7
     FROM unnest($2::text[], $3::uuid[], $4::bigint[], $5::uuid[], $6::boolean[])
       AS place (user_id, assignment_id, seq, task_id, gone)
     ON CONFLICT (host_id, user_id, assignment_id)
     DO UPDATE SET seq = excluded.seq, gone = excluded.gone, changed_at = excluded.changed_at`,
    tx.hostId,
    numbered.map(({ userId }) => userId),
    numbered.map(({ assignmentId }) => assignmentId),
    numbered.map(({ seq }) => seq),
    numbered.map(({ taskId }) => taskId),
    numbered.map(({ gone }) => String(gone)),
    now,
  );
  for (const payload of payloads(tx.hostId, users))
    await tx.query('SELECT pg_notify($1, $2)', feedChannel, payload);
}

function payloads(hostId: string, users: readonly string[]): string[] {
  const texts: string[] = [];
  let part: string[] = [];
  let bytes = 0;
  for (const user of users) {
    const more = Buffer.byteLength(JSON.stringify(user)) + 1;
    if (bytes + more > mostBytesTold && part.length > 0) {
      texts.push(JSON.stringify({ h: hostId, u: part }));
      part = [];
      bytes = 0;
    }
    part.push(user);
    bytes += more;
  }
  return [...texts, JSON.stringify({ h: hostId, u: part })];
}
