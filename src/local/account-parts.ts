import type { Host } from '../engine/host.ts';
import type { Clock } from '../shared/clock.ts';
import type { Actor } from '../shared/human-task/actor.ts';
import type { Ids } from '../shared/ids.ts';
import type { ChangeFeed } from '../service/changes.ts';
import type { AccountFiles } from './files/account-files.ts';
import type { Definitions } from './host/definitions.ts';
import type { LocalHost } from './host/local-host.ts';
import type { Log } from '../service/log.ts';
import type { Reach } from './reach.ts';
import type { WritableDatabase } from './store/database.ts';
import type { Writer } from './store/writer.ts';

/** What the router of a local account serves from. */
export interface LocalAccountParts {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly hostId: string;
  readonly actor: Actor;
  readonly userName: string;
  readonly engine: Host;
  readonly definitions: Definitions;
  readonly host: LocalHost;
  readonly changes: ChangeFeed;
  readonly files: AccountFiles;
  readonly clock: Clock;
  /** The IANA name of the time zone of this machine. */
  readonly timeZone: () => string;
  readonly ids: Ids;
  readonly samplesFolder: string;
  readonly log: Log;
  readonly reach: Reach;
}
