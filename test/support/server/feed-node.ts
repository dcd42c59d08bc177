import fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Authenticate } from '../../../src/server/authenticate.ts';
import { registerFeedRoutes } from '../../../src/server/feed/feed-routes.ts';
import { answerErrors } from '../../../src/server/http/errors.ts';
import { createFeedHub, type FeedHub } from '../../../src/server/feed/feed-hub.ts';
import type { RenderHumanTasks } from '../../../src/server/feed/read-page.ts';
import { reachNothing } from '../../../src/server/reach.ts';
import type { Database } from '../../../src/server/store/database.ts';
import { silentLog } from '../../../src/service/log.ts';
import type { Clock, Timers } from '../../../src/shared/clock.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import { UserId } from '../../../src/shared/ids.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';

export interface FeedNode {
  readonly origin: string;
  readonly hub: FeedHub;
  close(): Promise<void>;
}

export interface FeedNodeOptions {
  readonly db: Database;
  readonly render: RenderHumanTasks;
  readonly clock?: Clock;
  readonly timers?: Timers;
}

/** Who calls, as `feedHeaders` writes it. */
export interface TestCaller {
  readonly hostId: string;
  readonly userId: string;
  readonly deviceId?: string;
  readonly scopes?: readonly string[];
  readonly expiresAt?: number;
  readonly begunAt?: number;
}

/** Takes the place of a token: the node that `openFeedNode` opens believes it. */
export function feedHeaders(caller: TestCaller): Record<string, string> {
  return { authorization: `Test ${JSON.stringify(caller)}` };
}

/** A node that serves the feed alone, on loopback. */
export async function openFeedNode({
  db,
  render,
  clock = systemClock,
  timers = systemTimers,
}: FeedNodeOptions): Promise<FeedNode> {
  const hub = createFeedHub({ db, timers, random: () => 0.5, log: silentLog });
  await hub.start();
  const app = fastify();
  answerErrors(app);
  const authenticate: Authenticate = async ({ headers, id }) => {
    const [kind, text] = headers.authorization?.split(/ (.*)/) ?? [];
    if (kind !== 'Test' || text === undefined) throw new CountersignError('UNAUTHORIZED');
    const {
      hostId,
      userId,
      deviceId = null,
      scopes,
      expiresAt,
      begunAt = 0,
    } = JSON.parse(text) as TestCaller;
    const actor = { userId: UserId.parse(userId), permissions: new Set<string>() };
    return {
      caller: {
        hostId,
        actor,
        userName: userId,
        source: 'api',
        scopes: new Set(scopes ?? ['workflow.read']),
        tokenPermissions: new Set(),
        signedInAt: 0,
        holdsKey: () => true,
        deviceId,
        requestId: id,
      },
      expiresAt: expiresAt ?? clock.now() + 3_600_000,
      begunAt,
    };
  };
  const parts = { db, clock, timers, log: silentLog, feed: hub, reach: reachNothing };
  registerFeedRoutes(app, parts, authenticate, render);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    hub,
    async close() {
      await app.close();
      await hub.close();
    },
  };
}
