import { parseConfig } from '../../../src/server/config.ts';
import { createApp } from '../../../src/server/http/app.ts';
import { startNode } from '../../../src/server/node.ts';
import type { ServerCrashPoint } from '../../../src/server/reach.ts';
import { createEngine } from '../../../src/server/restate/create-engine.ts';
import { createRestateDriver, type RestateOptions } from '../../../src/server/restate/restate-driver.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { systemRandom } from '../../../src/shared/system-random.ts';
import { doAsTold, killPoint } from './told.ts';

/** A whole server node for fault tests: it kills itself at a crash point that it was told. */
export interface NodeChildOptions {
  readonly port: number;
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly restate: RestateOptions;
}

const { port, databaseUrl, issuer, audience, restate } = JSON.parse(
  process.argv[2] ?? '{}',
) as NodeChildOptions;
const { reach, arm, disarm } = killPoint<ServerCrashPoint>();
const config = parseConfig(
  {
    PORT: String(port),
    LOG_LEVEL: 'silent',
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    // What a dead connection costs is waited for in every run.
    DATABASE_CONNECT_SECONDS: '1',
    DATABASE_STATEMENT_SECONDS: '1',
  },
  '/nonexistent',
);
await startNode({
  config,
  databaseUrl,
  issuer,
  reach,
  app: createApp(config, systemIds),
  version: '0.0.0-test',
  clock: systemClock,
  timers: systemTimers,
  ids: systemIds,
  random: systemRandom,
  samplesFolder: '',
  createEngine: (parts) =>
    createEngine(
      parts,
      {
        jqWorkerUrl: new URL('../../../src/engine/expression/jq-worker.ts', import.meta.url),
        scriptWorkerUrl: new URL('../../../src/effects/script-worker.ts', import.meta.url),
        random: systemRandom,
        timeZone: () => 'UTC',
      },
      (engine) => createRestateDriver({ ...engine, restate }),
    ),
});
doAsTold({ arm, disarm });
