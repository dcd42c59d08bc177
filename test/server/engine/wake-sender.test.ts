import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reachNothing, type Reach } from '../../../src/server/reach.ts';
import type { Sending } from '../../../src/server/restate/restate-client.ts';
import { createWakeSender } from '../../../src/server/restate/wake-sender.ts';
import { countWakes, enqueueWake } from '../../../src/server/store/wake-outbox.ts';
import { silentLog } from '../../../src/service/log.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { plantHost, plantTask, type PlantedHost } from '../../support/server/planted.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';

/** As Restate: what comes under a key that it knows is taken, and not carried out again. */
class Engine {
  readonly carriedOut: Sending[] = [];
  readonly #known = new Set<string>();

  async send(sending: Sending): Promise<void> {
    const name = `${sending.key} ${sending.handler} ${sending.idempotencyKey ?? ''}`;
    if (sending.idempotencyKey !== undefined && this.#known.has(name)) return;
    this.#known.add(name);
    this.carriedOut.push(sending);
  }
}

describe('sending wakes', () => {
  let database: TestDatabase;
  let host: PlantedHost;
  beforeAll(async () => {
    database = await openTestDatabase();
    const admin = new Client({ connectionString: database.url });
    await admin.connect();
    host = await plantHost(admin, ['alice']);
    await admin.end();
  });
  afterAll(() => database.close());

  async function sendOnce(engine: Engine, reach: Reach = reachNothing): Promise<void> {
    const sender = createWakeSender({
      db: database.db,
      client: engine,
      clock: systemClock,
      timers: systemTimers,
      random: () => 0.5,
      log: silentLog,
      reach,
      onUnknown: () => {},
    });
    await sender.idle();
    await sender.close();
  }

  it('[K41] has a process walked for what comes after a wake that was sent by a node that died of it', async () => {
    const { processId } = await database.db.write(host.hostId, (tx) => plantTask(tx, host, ['alice']));
    const wake = () =>
      database.db.write(host.hostId, (tx) => enqueueWake(tx, processId, 'answer', systemClock.now()));
    const engine = new Engine();
    await wake();
    await sendOnce(engine, (point) => {
      if (point === 'wake.sent') throw new Error('killed');
    });
    expect(engine.carriedOut).toHaveLength(1);
    // The walk is over; only then is there another answer.
    await wake();
    await sendOnce(engine);
    expect(engine.carriedOut).toHaveLength(2);
    expect(await database.db.readAllHosts(countWakes)).toBe(0);
  });

  it('[K41] sends the same wakes twice as the same', async () => {
    const { processId } = await database.db.write(host.hostId, (tx) => plantTask(tx, host, ['alice']));
    const engine = new Engine();
    for (const reason of ['answer', 'event'] as const) {
      await database.db.write(host.hostId, (tx) => enqueueWake(tx, processId, reason, systemClock.now()));
    }
    await sendOnce(engine, (point) => {
      if (point === 'wake.sent') throw new Error('killed');
    });
    await sendOnce(engine);
    expect(engine.carriedOut).toHaveLength(1);
    expect(await database.db.readAllHosts(countWakes)).toBe(0);
  });
});
