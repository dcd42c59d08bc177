import { errorFields } from '../service/error-fields.ts';
import type { Instant } from '../shared/clock.ts';
import { expireClaims } from './assignments/expire-claims.ts';
import { tidyFiles } from './files/tidy-files.ts';
import type { ServerParts } from './server-parts.ts';

const betweenClaimsMs = 1_000;
const betweenTidyingMs = 3_600_000;

/**
 * What ends by itself is written down: claims whose time is up, every second; files and uploads that nobody needs, every hour.
 * Every node looks; the locks of the database see to it that each thing is done once.
 * @returns stops, when what is under way has ended
 */
export function startHousekeeping({
  db,
  clock,
  timers,
  log,
}: Pick<ServerParts, 'db' | 'clock' | 'timers' | 'log'>): () => Promise<void> {
  const jobs = [
    repeat('The end of a claim could not be recorded', betweenClaimsMs, (now) => expireClaims(db, now)),
    repeat('Files that nobody needs could not be removed', betweenTidyingMs, (now) => tidyFiles(db, now)),
  ];
  return async () => {
    await Promise.all(jobs.map((stop) => stop()));
  };

  function repeat(
    what: string,
    everyMs: number,
    job: (now: Instant) => Promise<unknown>,
  ): () => Promise<void> {
    let stopped = false;
    let timer: { cancel(): void } | null = null;
    let running: Promise<void> = Promise.resolve();
    const look = async () => {
      try {
        await job(clock.now());
      } catch (error) {
        if (!stopped) log.warn(what, errorFields(error));
      }
      if (!stopped) timer = timers.after(everyMs, begin);
    };
    const begin = () => {
      running = look();
    };
    begin();
    return async () => {
      stopped = true;
      timer?.cancel();
      await running;
    };
  }
}
