import type { FastifyInstance } from 'fastify';
import { parseConfig } from '../../../src/server/config.ts';
import type { EngineDriver } from '../../../src/server/engine-driver.ts';
import type { DriverParts } from '../../../src/server/host/host-parts.ts';
import { createApp } from '../../../src/server/http/app.ts';
import { startNode, type ServerNode } from '../../../src/server/node.ts';
import { reachNothing } from '../../../src/server/reach.ts';
import { createEngine } from '../../../src/server/restate/create-engine.ts';
import type { Clock, Timers } from '../../../src/shared/clock.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { jqWorkerUrl, scriptWorkerUrl } from '../account.ts';
import { createDirectDriver } from './direct-driver.ts';
import { testAudience } from './issuer.ts';

export interface TestNodeOptions {
  /** Of `openTestDatabase`. */
  readonly databaseUrl: string;
  readonly issuer: string;
  /** Variables of the environment, besides those that a test needs. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Told of the HTTP server before it has any route. */
  readonly onApp?: (app: FastifyInstance) => void;
  /** By default the driver that walks in this process. */
  readonly createDriver?: (parts: DriverParts) => EngineDriver;
  readonly newFeedEpoch?: boolean;
}

/** A whole server node on a free port of loopback; processes are walked inside of it, without Restate. */
export async function startTestNode({
  databaseUrl,
  issuer,
  env = {},
  clock = systemClock,
  timers = systemTimers,
  onApp = () => {},
  createDriver = createDirectDriver,
  newFeedEpoch = false,
}: TestNodeOptions): Promise<ServerNode> {
  const config = parseConfig(
    {
      PORT: '0',
      LOG_LEVEL: 'silent',
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: testAudience,
      DATABASE_CONNECTIONS: '8',
      REFUSALS_PER_MINUTE: '100000',
      ...env,
    },
    '/nonexistent',
  );
  const app = createApp(config, systemIds);
  onApp(app);
  const node = {
    config,
    databaseUrl,
    issuer,
    clock,
    timers,
    app,
    version: '0.0.0-test',
    ids: systemIds,
    random: () => 0.5,
    newFeedEpoch,
    reach: reachNothing,
    samplesFolder: new URL('../../../resources/samples', import.meta.url).pathname,
  };
  return startNode({
    ...node,
    createEngine: (parts) =>
      createEngine(
        parts,
        { jqWorkerUrl, scriptWorkerUrl, random: node.random, timeZone: () => 'UTC' },
        createDriver,
      ),
  });
}
