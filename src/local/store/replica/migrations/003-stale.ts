/** Frozen history: never edited once released. What was there when the server's feed had to be read anew from its beginning. */
export const statements: readonly string[] = [
  // Of which nothing was told since: what is left when everything has been told is no longer there.
  `CREATE TABLE stale (assignment_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID`,
];
