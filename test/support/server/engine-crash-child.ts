import { parseArgs } from 'node:util';
import { createEngine } from '../../../src/server/restate/create-engine.ts';
import { createRestateDriver, type RestateOptions } from '../../../src/server/restate/restate-driver.ts';
import { openDatabase } from '../../../src/server/store/database.ts';
import { appRole } from '../../../src/server/store/migrate.ts';
import { silentLog } from '../../../src/service/log.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { systemRandom } from '../../../src/shared/system-random.ts';

/**
 * The engine of a server node that a fault test kills: it drives whatever processes are in the database, and kills itself with
 * SIGKILL when a crash point comes by for the given time. Says `ready` when Restate knows it.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    /** RestateOptions as JSON. */
    restate: { type: 'string', default: '' },
    point: { type: 'string', default: '' },
    nth: { type: 'string', default: '1' },
  },
});

let left = Number(values.nth);
const db = openDatabase({ url: values.url, connections: 10, role: appRole, onError: () => {} });
const engine = createEngine(
  {
    db,
    clock: systemClock,
    timers: systemTimers,
    ids: systemIds,
    log: silentLog,
    schemas: createSchemas(),
    feed: {
      channel: 'none',
      listen: () => () => {},
      listenDevice: () => () => {},
      listenUser: () => () => {},
      streams: 0,
      hears: true,
      start: async () => {},
      close: async () => {},
    },
    reach: (point) => {
      if (values.point !== point) return;
      left -= 1;
      if (left === 0) process.kill(process.pid, 'SIGKILL');
    },
    samplesFolder: '',
    handshake: {
      contractVersion: 1,
      oldestContractVersion: 1,
      serverVersion: 'test',
      issuer: 'http://127.0.0.1',
      clientId: 'test',
      audience: 'test',
      scopes: [],
      serverName: 'Test',
    },
  },
  {
    jqWorkerUrl: new URL('../../../src/engine/expression/jq-worker.ts', import.meta.url),
    scriptWorkerUrl: new URL('../../../src/effects/script-worker.ts', import.meta.url),
    random: systemRandom,
    timeZone: () => 'UTC',
  },
  (parts) => createRestateDriver({ ...parts, restate: JSON.parse(values.restate) as RestateOptions }),
);
await engine.start();
process.stdout.write('ready\n');
process.on('SIGTERM', () => {
  void engine
    .close()
    .then(() => db.close())
    .then(() => process.exit(0));
});
