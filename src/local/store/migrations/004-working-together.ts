/** Frozen history: never edited once released. Drafts, discussions and files of human tasks. */
export const statements: readonly string[] = [
  // data_json NULL: discarded; the row stays, so that no revision is ever given twice.
  `CREATE TABLE draft (
    task_id TEXT NOT NULL REFERENCES task (id),
    user_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    data_json TEXT,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (task_id, user_id)
  ) STRICT, WITHOUT ROWID`,

  // AUTOINCREMENT: what somebody has read up to stays true. A deleted message has no text and no earlier versions any more.
  `CREATE TABLE message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL REFERENCES task (id),
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    edited_at INTEGER,
    deleted_at INTEGER
  ) STRICT`,
  `CREATE INDEX message_task ON message (task_id, seq)`,
  `CREATE TABLE message_version (
    message_seq INTEGER NOT NULL REFERENCES message (seq),
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    PRIMARY KEY (message_seq, version)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE mention (
    message_seq INTEGER NOT NULL REFERENCES message (seq),
    user_id TEXT NOT NULL,
    read_at INTEGER,
    PRIMARY KEY (message_seq, user_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE discussion_reader (
    task_id TEXT NOT NULL REFERENCES task (id),
    user_id TEXT NOT NULL,
    read_seq INTEGER NOT NULL,
    PRIMARY KEY (task_id, user_id)
  ) STRICT, WITHOUT ROWID`,
  // A row while there is something to read for a user in a discussion; how much is counted from the messages.
  `CREATE TABLE discussion_unread (
    user_id TEXT NOT NULL,
    task_id TEXT NOT NULL REFERENCES task (id),
    PRIMARY KEY (user_id, task_id)
  ) STRICT, WITHOUT ROWID`,

  // The bytes lie beside the database under their digest; a row is written when they are there. answered: part of the answer.
  `CREATE TABLE file (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL REFERENCES task (id),
    process_id TEXT NOT NULL REFERENCES process (id),
    requirement TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    digest TEXT NOT NULL,
    uploaded_by TEXT NOT NULL,
    uploaded_at INTEGER NOT NULL,
    answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1))
  ) STRICT`,
  `CREATE INDEX file_task ON file (task_id, seq)`,
  `CREATE INDEX file_digest ON file (digest)`,
  `CREATE INDEX file_unanswered ON file (task_id) WHERE answered = 0`,
];
