/** Frozen history: never edited once released. Times are milliseconds since 1970 UTC; *_json columns hold JSON text. */
export const statements: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,

  `CREATE TABLE workflow (
    id TEXT PRIMARY KEY,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    digest TEXT NOT NULL,
    source TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    UNIQUE (name, namespace, version)
  ) STRICT`,

  // wake_at: when the process has to be walked next; NULL while only an answer can move it. wake_count tells a walk that
  // something arrived while it was under way.
  `CREATE TABLE process (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    status TEXT NOT NULL CHECK (status IN ('A', 'W', 'C', 'F', 'X')),
    input_json TEXT NOT NULL,
    output_json TEXT,
    error_json TEXT,
    started_by TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    wake_at INTEGER,
    wake_count INTEGER NOT NULL DEFAULT 0,
    resume_error TEXT,
    resume_attempts INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  `CREATE INDEX process_due ON process (wake_at) WHERE wake_at IS NOT NULL`,
  `CREATE INDEX process_status ON process (status)`,
  `CREATE INDEX process_workflow ON process (workflow_id)`,
  `CREATE INDEX process_resume_failure ON process (id) WHERE resume_error IS NOT NULL`,

  // status is the task's own code; a task with status C and no output_json has its answer and still has to be walked on.
  `CREATE TABLE task (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    process_id TEXT NOT NULL REFERENCES process (id),
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT,
    kind TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('A', 'W', 'C', 'F', 'X', 'S')),
    attempt INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    input_json TEXT NOT NULL,
    output_json TEXT,
    context_json TEXT,
    next TEXT,
    wait_json TEXT,
    error_json TEXT,
    ask_json TEXT,
    seen_json TEXT,
    answer_json TEXT,
    completed_at INTEGER,
    completed_user TEXT,
    completed_by TEXT,
    UNIQUE (process_id, path)
  ) STRICT`,
  `CREATE INDEX task_waiting ON task (kind, process_id) WHERE status = 'W'`,

  // due_order and newest_order are what the inbox is sorted by: the earliest deadline first, none last, then the newest.
  `CREATE TABLE assignment (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL REFERENCES task (id),
    process_id TEXT NOT NULL REFERENCES process (id),
    assignee_id TEXT NOT NULL,
    status TEXT NOT NULL
      CHECK (status IN ('ASSIGNED', 'CLAIMED', 'COMPLETED', 'RELEASED', 'CANCELLED', 'EXPIRED')),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    unassigned_reason TEXT,
    category_code TEXT,
    reason_code TEXT,
    assigned_at INTEGER NOT NULL,
    deadline_at INTEGER,
    claimed_by TEXT,
    claimed_at INTEGER,
    claim_expires_at INTEGER,
    ended_at INTEGER,
    read_at INTEGER,
    due_order INTEGER NOT NULL,
    newest_order INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX assignment_inbox ON assignment (assignee_id, due_order, newest_order, seq) WHERE active = 1`,
  `CREATE INDEX assignment_done ON assignment (assignee_id, ended_at, seq) WHERE status = 'COMPLETED'`,
  `CREATE INDEX assignment_task ON assignment (task_id)`,

  `CREATE TABLE assignment_history (
    seq INTEGER PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (id),
    task_id TEXT NOT NULL REFERENCES task (id),
    at INTEGER NOT NULL,
    status TEXT NOT NULL,
    actor TEXT NOT NULL,
    effective_user TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT
  ) STRICT`,
  `CREATE INDEX assignment_history_task ON assignment_history (task_id, seq)`,

  // A command that was carried out: its replay gets the same result, another payload under its key is refused.
  `CREATE TABLE command (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    action TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    result_json TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (actor, key)
  ) STRICT, WITHOUT ROWID`,
];
