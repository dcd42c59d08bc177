import type { ChangeFeed } from '../../service/changes.ts';
import type { Log } from '../../service/log.ts';
import type { Clock, Instant, Timers } from '../../shared/clock.ts';
import type { AnswerSchemas } from '../../shared/human-task/answer.ts';
import type { Ids } from '../../shared/ids.ts';
import type { BlobStore } from '../files/blob-store.ts';
import type { Reach } from '../reach.ts';
import type { WritableDatabase } from '../store/database.ts';
import type { Writer } from '../store/writer.ts';
import type { Truth } from './replica/describe.ts';
import type { Transport } from './transports/transport.ts';

/** As whom an account is signed in. */
export interface Identity {
  readonly accountId: string;
  readonly accountName: string;
  readonly hostId: string;
  readonly userId: string;
  readonly userName: string;
}

/** What everything of one server account works on. */
export interface ReplicaParts {
  readonly identity: Identity;
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly transport: Transport;
  readonly blobs: BlobStore;
  readonly changes: ChangeFeed;
  readonly schemas: AnswerSchemas;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** At least 0 and below 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
  readonly reach: Reach;
}

/** How true what is read now is. */
export function truthOf(
  { identity, clock, transport }: Pick<ReplicaParts, 'identity' | 'clock' | 'transport'>,
  confirmedAt: Instant | null,
): Truth {
  const { accountId, accountName, userId, userName } = identity;
  const { longestAnswer } = transport;
  return { accountId, accountName, userId, userName, longestAnswer, confirmedAt, now: clock.now() };
}
