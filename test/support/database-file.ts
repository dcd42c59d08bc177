import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The program that runs SQL on a database in a process of its own. */
export const runSql = join(import.meta.dirname, 'run-sql.ts');

/** Leaves the files as a killed process leaves them: the log, or half a transaction, lies beside the database. */
export function killWhileOpen(database: string, sql: string): void {
  const result = spawnSync(process.execPath, [runSql, database, sql, '--kill'], { encoding: 'utf8' });
  if (result.signal !== 'SIGKILL') throw new Error(`It was not killed: ${result.stderr}`);
}

/** Overwrites a part of every page but the first two, as a failing disk would. @returns the damaged file's bytes */
export function tear(database: string): Buffer {
  const bytes = readFileSync(database);
  for (let page = 2; page * 4096 < bytes.length; page += 1)
    bytes.fill(0xa5, page * 4096 + 8, page * 4096 + 400);
  writeFileSync(database, bytes);
  return bytes;
}
