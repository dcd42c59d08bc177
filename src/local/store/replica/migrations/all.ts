import { statements as replica } from './001-replica.ts';
import { statements as unreadable } from './002-unreadable.ts';
import { statements as stale } from './003-stale.ts';
import { statements as places } from './004-places.ts';

/** In order: the database's user_version is how many of these it has. */
export const replicaMigrations: ReadonlyArray<readonly string[]> = [replica, unreadable, stale, places];
