import { statements as firstStore } from './001-first-store.ts';

/** In order: the table `migration` says how many of these a database has. */
export const migrations: ReadonlyArray<readonly string[]> = [firstStore];
