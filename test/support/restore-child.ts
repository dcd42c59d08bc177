import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import { dataPaths } from '../../src/local/data-folder.ts';
import { restoreStore } from '../../src/local/store/backup.ts';

/**
 * The process that a fault test kills in the middle of a restore: right before its nth call that can change a file, whether
 * of the file system or of SQLite. It ends by itself when there are fewer.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    backup: { type: 'string', default: '' },
    nth: { type: 'string', default: '0' },
    /** A file system that has no links. */
    'no-links': { type: 'boolean', default: false },
  },
});

let left = Number(values.nth);

function killBefore<Name extends string>(owner: Record<Name, unknown>, name: Name): void {
  const original = owner[name] as (...args: unknown[]) => unknown;
  owner[name] = function stepped(this: unknown, ...args: unknown[]) {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    return original.apply(this, args);
  };
}

if (values['no-links']) {
  fs.linkSync = () => {
    throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
  };
}
const changing = ['openSync', 'closeSync', 'chmodSync', 'copyFileSync', 'fsyncSync', 'linkSync'] as const;
for (const name of [...changing, 'renameSync', 'rmSync'] as const) killBefore(fs, name);
// What was imported by name is replaced too.
syncBuiltinESMExports();
for (const name of ['exec', 'pragma', 'prepare', 'close'] as const) killBefore(Sqlite.prototype, name);

restoreStore(dataPaths(values.folder), values.backup, 'killed');
