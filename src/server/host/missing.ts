import type { Database, Reader } from '../store/database.ts';

/**
 * The interpreter asks its host for records, events and workflows and gets them at once; PostgreSQL answers later. So what is not
 * loaded yet ends the walk with this, is loaded, and the walk is made again: it has written nothing, so nothing is done twice.
 */
export class Missing extends Error {
  override readonly name = 'Missing';
  readonly load: (reader: Reader) => Promise<void>;

  constructor(load: (reader: Reader) => Promise<void>) {
    super('Not loaded yet');
    this.load = load;
  }
}

/** Each level of nesting of a large process, each batch of events and each workflow that is run costs one. */
const mostLoads = 1_000;

/** Runs `attempt` until it misses nothing. What it has loaded, it must keep. */
export async function withWhatIsMissing<T>(
  db: Database,
  hostId: string,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let loads = 0; ; loads += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Missing) || loads >= mostLoads) throw error;
      await db.read(hostId, (reader) => error.load(reader));
    }
  }
}
