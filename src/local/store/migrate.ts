import type Sqlite from 'better-sqlite3';
import type { Reach } from '../reach.ts';
import { StoreError } from './errors.ts';
import { migrations } from './migrations/all.ts';

/**
 * Brings a database to the newest schema. Each migration and its new version number are one transaction: a process that is
 * killed in the middle leaves the old schema, never something between. `known` are those of the kind of store that it is.
 * @throws StoreError `future` when the database has migrations that this version does not know
 */
export function migrate(connection: Sqlite.Database, reach: Reach, known = migrations): void {
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version > known.length) throw new StoreError('future', connection.name);
  known.slice(version).forEach((statements, index) => {
    const number = version + index + 1;
    connection
      .transaction(() => {
        for (const statement of statements) {
          connection.exec(statement);
          reach('migration.statement');
        }
        connection.pragma(`user_version = ${number}`);
      })
      .immediate();
  });
}
