import type { Instant } from '../../shared/clock.ts';
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

/** The same for several tasks at once, in one statement. */
export async function recordFeeds(tx: Tx, places: readonly FeedPlaceOfTask[], now: Instant): Promise<void> {
  if (places.length === 0) return;
  const amountOf = new Map<string, number>();
  const numbered = places.map((place) => {
    const number = (amountOf.get(place.userId) ?? 0) + 1;
    amountOf.set(place.userId, number);
    return { ...place, number };
  });
  const users = [...amountOf.keys()].sort();
  await tx.run(
    `WITH more AS (SELECT * FROM unnest($2::text[], $3::bigint[]) AS more (user_id, amount)),
     head AS (
       INSERT INTO feed_head (host_id, user_id, seq) SELECT $1, user_id, amount FROM more ORDER BY user_id
       ON CONFLICT (host_id, user_id) DO UPDATE SET seq = feed_head.seq + excluded.seq
       RETURNING user_id, seq),
     entry AS (
       INSERT INTO feed_entry (host_id, user_id, assignment_id, task_id, seq, gone, changed_at)
       SELECT $1, user_id, assignment_id, task_id, head.seq - more.amount + place.number, gone, $9
       FROM unnest($4::text[], $5::uuid[], $6::uuid[], $7::bigint[], $8::boolean[])
         AS place (user_id, assignment_id, task_id, number, gone) JOIN head USING (user_id) JOIN more USING (user_id)
       ON CONFLICT (host_id, user_id, assignment_id)
       DO UPDATE SET seq = excluded.seq, gone = excluded.gone, changed_at = excluded.changed_at)
     SELECT pg_notify($10, payload) FROM unnest($11::text[]) AS payload`,
    tx.hostId,
    users,
    users.map((userId) => amountOf.get(userId) ?? 0),
    numbered.map(({ userId }) => userId),
    numbered.map(({ assignmentId }) => assignmentId),
    numbered.map(({ taskId }) => taskId),
    numbered.map(({ number }) => number),
    numbered.map(({ gone }) => String(gone)),
    now,
    feedChannel,
    payloads(tx.hostId, users),
  );
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
