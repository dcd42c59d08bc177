import type { Schemas } from '../engine/host.ts';
import type { Log } from '../service/log.ts';
import type { Clock, Timers } from '../shared/clock.ts';
import type { Handshake } from '../shared/contract/sync.ts';
import type { Ids } from '../shared/ids.ts';
import type { EngineDriver } from './engine-driver.ts';
import type { FeedHub } from './feed/feed-hub.ts';
import type { Reach } from './reach.ts';
import type { Database } from './store/database.ts';

/** What the router of a server node serves from. */
export interface ServerParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly schemas: Schemas;
  readonly engine: EngineDriver;
  /** Who is connected to this node and has to hear of changes. */
  readonly feed: FeedHub;
  readonly reach: Reach;
  /** Of the workflows that come with the server. */
  readonly samplesFolder: string;
  /** What anybody is told before they sign in; also who the server is. */
  readonly handshake: Handshake;
}
