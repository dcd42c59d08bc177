/** Frozen history: never edited once released. Where in the server's feed each task was told. */
export const statements: readonly string[] = [
  // 0: nobody knows, or by no feed. Whatever is told of it is newer then.
  `ALTER TABLE task ADD COLUMN cursor INTEGER NOT NULL DEFAULT 0`,
];
