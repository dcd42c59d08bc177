import Sqlite from 'better-sqlite3';

/** A process of its own: `run-sql.ts <file> <sql> [--kill]`. With --kill it dies by SIGKILL with the database still open. */
const [file = '', sql = '', then] = process.argv.slice(2);

const connection = new Sqlite(file, { timeout: 0 });
connection.exec(sql);
if (then === '--kill') process.kill(process.pid, 'SIGKILL');
