/** Result codes of SQLite, SQLSTATE classes of PostgreSQL and errors of its connection. */
const codes = [
  /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY)/,
  /^(08|53|57P|58)/,
  /^(25006|25P03|3D000|40001|40P01|55P03|57014)$/,
  /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN)$/,
];

/**
 * Whether the store could not be reached or written: a disk that is full, gone or read-only, a database that is away or busy.
 * Nothing was recorded, and trying again later may work.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const { code } = error;
  return typeof code === 'string' && codes.some((known) => known.test(code));
}
