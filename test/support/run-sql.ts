import { writeSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/**
 * A process of its own with one open database: `run-sql.ts <file> <sql> [--kill | --again <sql>]`. With --kill it dies by
 * SIGKILL right after, with the database still open; with --again it says so and repeats that statement until it is killed.
 */
const [file = '', sql = '', then, again = ''] = process.argv.slice(2);

const connection = new Sqlite(file, { timeout: 0 });
connection.exec(sql);
if (then === '--kill') process.kill(process.pid, 'SIGKILL');
if (then === '--again') {
  const statement = connection.prepare(again);
  statement.run();
  writeSync(1, 'writing\n');
  for (;;) statement.run();
}
