/** Frozen history: never edited once released. What this machine keeps of one account of a team server. */
export const statements: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,

  // One assignment as the server has it, in `document`; the columns are what lists are made of. place: the list that it is in
  // for the person, an answer that is still on its way counted as given. answered_at: when the server took an answer of ours,
  // by its clock, so that older news is known as that. read_pending: marked as read here, and the server does not know yet.
  `CREATE TABLE task (
    seq INTEGER PRIMARY KEY,
    assignment_id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL,
    process_id TEXT NOT NULL,
    place TEXT CHECK (place IN ('inbox', 'done')),
    due_order INTEGER NOT NULL,
    newest_order INTEGER NOT NULL,
    ended_order INTEGER NOT NULL,
    read_pending INTEGER NOT NULL DEFAULT 0 CHECK (read_pending IN (0, 1)),
    answered_at INTEGER,
    changed_at INTEGER NOT NULL,
    applied_at INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX task_inbox ON task (due_order, newest_order, assignment_id) WHERE place = 'inbox'`,
  `CREATE INDEX task_done ON task (ended_order, assignment_id) WHERE place = 'done'`,
  `CREATE INDEX task_of ON task (task_id)`,
  `CREATE INDEX task_process ON task (process_id)`,
  `CREATE INDEX task_read_pending ON task (seq) WHERE read_pending = 1`,
  `CREATE VIRTUAL TABLE task_text USING fts5 (
    title, prompt, workflow, people, context,
    content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
  )`,

  // What was decided here and has to reach the server. uncertain: an attempt ended without anybody knowing what came of it.
  // progress_json: of an upload, how far it has come. task_* rows may go; an entry says by itself what it is about.
  `CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL
      CHECK (action IN ('completeTask', 'claimHumanTask', 'releaseHumanTask', 'postMessage', 'uploadFile')),
    assignment_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    title TEXT NOT NULL,
    request_json TEXT NOT NULL,
    label TEXT,
    key TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    state TEXT NOT NULL
      CHECK (state IN ('held', 'queued', 'sending', 'delivered', 'refused', 'conflict', 'withdrawn')),
    written_at INTEGER NOT NULL,
    held_until INTEGER,
    next_try_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),
    progress_json TEXT,
    error_json TEXT,
    ended_at INTEGER,
    decided_json TEXT,
    result_json TEXT,
    dismissed INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1)),
    CHECK ((ended_at IS NULL) = (state IN ('held', 'queued', 'sending')))
  ) STRICT`,
  `CREATE INDEX outbox_open ON outbox (task_id, seq) WHERE ended_at IS NULL`,
  `CREATE INDEX outbox_due ON outbox (max(coalesce(held_until, 0), coalesce(next_try_at, 0)), seq)
    WHERE ended_at IS NULL AND state <> 'sending'`,
  `CREATE INDEX outbox_of ON outbox (assignment_id, seq)`,
  `CREATE INDEX outbox_ended ON outbox (ended_at, seq) WHERE ended_at IS NOT NULL`,
  `CREATE TABLE outbox_attempt (
    entry_seq INTEGER NOT NULL REFERENCES outbox (seq) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,
    PRIMARY KEY (entry_seq, number)
  ) STRICT, WITHOUT ROWID`,

  // The newest page of a discussion as it was read last.
  `CREATE TABLE discussion (
    task_id TEXT PRIMARY KEY,
    page_json TEXT NOT NULL,
    read_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,

  // What was entered here. revision: what the window is told; server_revision: on which of the server's it is based.
  // data_json NULL: discarded. theirs_json: what somebody entered elsewhere meanwhile, until one of the two is chosen.
  `CREATE TABLE draft (
    task_id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    server_revision INTEGER NOT NULL,
    data_json TEXT,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    unsent INTEGER NOT NULL CHECK (unsent IN (0, 1)),
    theirs_json TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX draft_unsent ON draft (task_id) WHERE unsent = 1 AND theirs_json IS NULL`,

  // Files chosen here. The bytes lie beside the database under their digest; server_json: the file as the server keeps it.
  `CREATE TABLE file (
    id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    requirement TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    digest TEXT NOT NULL,
    uploaded_by TEXT NOT NULL,
    uploaded_at INTEGER NOT NULL,
    server_json TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX file_task ON file (task_id)`,
  `CREATE INDEX file_digest ON file (digest)`,
];
