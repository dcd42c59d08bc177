import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Clock } from '../../shared/clock.ts';
import type { FeedHub } from '../feed/feed-hub.ts';
import type { Database } from '../store/database.ts';
import { markSeen } from '../store/devices.ts';
import { findCaller, type CallerRow } from '../store/sign-ins.ts';

export interface KnownCallersOptions {
  readonly db: Pick<Database, 'read' | 'write'>;
  readonly clock: Clock;
  readonly feed: Pick<FeedHub, 'listenDevice' | 'listenUser'>;
  readonly log: Log;
}

/** As long as somebody whose access has ended can go on where no notification comes. */
const rememberMs = 1_000;
/** `lastSeenTs` of a device is at most this old while it calls. */
const seenEveryMs = 60_000;

/** What the database says of callers, asked at most once a second for each. */
export function createKnownCallers({ db, clock, feed, log }: KnownCallersOptions) {
  const entries = new Map<
    string,
    { readonly row: Promise<CallerRow | null>; readonly until: number; readonly stop: () => void }
  >();

  const forget = (key: string) => {
    entries.get(key)?.stop();
    entries.delete(key);
  };

  /** Entries expire in the order in which they were made. */
  const forgetOld = () => {
    for (const [key, { until }] of entries) {
      if (until > clock.now()) return;
      forget(key);
    }
  };

  const load = async (hostId: string, userId: string, deviceId: string | null): Promise<CallerRow | null> => {
    const row = await db.read(hostId, (reader) => findCaller(reader, userId, deviceId));
    const device = row?.device ?? null;
    const isSeen =
      device !== null && deviceId !== null && device.userId === userId && device.revokedAt === null;
    if (isSeen && device.lastSeenAt + seenEveryMs <= clock.now()) {
      db.write(hostId, (tx) => markSeen(tx, deviceId, clock.now())).catch((error: unknown) =>
        log.warn('A device could not be marked as seen', errorFields(error)),
      );
    }
    return row;
  };

  return {
    find(hostId: string, userId: string, deviceId: string | null): Promise<CallerRow | null> {
      forgetOld();
      const key = `${hostId} ${deviceId ?? ''} ${userId}`;
      const known = entries.get(key);
      if (known !== undefined) return known.row;
      const row = load(hostId, userId, deviceId);
      const stops = [
        feed.listenUser(hostId, userId, () => forget(key)),
        deviceId === null ? () => {} : feed.listenDevice(hostId, deviceId, () => forget(key)),
      ];
      entries.set(key, { row, until: clock.now() + rememberMs, stop: () => stops.forEach((stop) => stop()) });
      row.then(
        // What is not there yet, or not any more, may come by another way than a notification.
        (found) => {
          if (deviceId !== null && found?.device?.revokedAt !== null) forget(key);
        },
        () => forget(key),
      );
      return row;
    },
    forget: (hostId: string, userId: string, deviceId: string | null) =>
      forget(`${hostId} ${deviceId ?? ''} ${userId}`),
  };
}

export type KnownCallers = ReturnType<typeof createKnownCallers>;
