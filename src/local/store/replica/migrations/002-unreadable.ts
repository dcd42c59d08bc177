/** Frozen history: never edited once released. Tasks of the server that this version cannot read. */
export const statements: readonly string[] = [
  // cursor: its place in the feed, from which it is read again when the app has been started anew.
  `CREATE TABLE unreadable (
    assignment_id TEXT PRIMARY KEY,
    cursor INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];
