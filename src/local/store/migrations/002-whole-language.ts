/**
 * Frozen history: never edited once released. Waits of every kind, effects, children, events, schedules and published results.
 */
export const statements: readonly string[] = [
  // task_count saves counting the rows; events_from is where tasks that begin to listen look from. A suspended process keeps
  // its wake_at and is not due all the same. due_since: for when it was due while a failed walk puts it off, otherwise NULL.
  // parent_awaits: whether its end is the result of the task at parent_path; depth: how many processes started each other so.
  `ALTER TABLE process ADD COLUMN begun_json TEXT`,
  // Where lists stand whose flow has led back; NULL for the many processes that have none.
  `ALTER TABLE process ADD COLUMN lists_json TEXT`,
  `ALTER TABLE process ADD COLUMN events_from INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE process ADD COLUMN suspended_at INTEGER`,
  `ALTER TABLE process ADD COLUMN due_since INTEGER`,
  `ALTER TABLE process ADD COLUMN cancel_requested_at INTEGER`,
  `ALTER TABLE process ADD COLUMN cancel_reason TEXT`,
  `ALTER TABLE process ADD COLUMN cancelled_by TEXT`,
  `ALTER TABLE process ADD COLUMN trigger TEXT NOT NULL DEFAULT 'manual'
    CHECK (trigger IN ('manual', 'schedule', 'event', 'parent'))`,
  `ALTER TABLE process ADD COLUMN parent_id TEXT REFERENCES process (id)`,
  `ALTER TABLE process ADD COLUMN parent_path TEXT`,
  `ALTER TABLE process ADD COLUMN parent_awaits INTEGER NOT NULL DEFAULT 0 CHECK (parent_awaits IN (0, 1))`,
  `ALTER TABLE process ADD COLUMN depth INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE process ADD COLUMN task_count INTEGER NOT NULL DEFAULT 0`,
  `UPDATE process SET task_count = (SELECT count(*) FROM task WHERE task.process_id = process.id)`,
  `DROP INDEX process_due`,
  `CREATE INDEX process_due ON process (wake_at) WHERE wake_at IS NOT NULL AND suspended_at IS NULL`,
  `CREATE INDEX process_parent ON process (parent_id, parent_path) WHERE parent_id IS NOT NULL`,
  `CREATE INDEX process_open_child ON process (parent_id) WHERE ended_at IS NULL AND parent_id IS NOT NULL`,
  `CREATE INDEX process_events_from ON process (events_from) WHERE ended_at IS NULL`,

  // wait_kind repeats what wait_json begins with, for the indexes below.
  `ALTER TABLE task ADD COLUMN reason TEXT`,
  `ALTER TABLE task ADD COLUMN deadline_at INTEGER`,
  `ALTER TABLE task ADD COLUMN plan_json TEXT`,
  `ALTER TABLE task ADD COLUMN progress_json TEXT`,
  `ALTER TABLE task ADD COLUMN result_json TEXT`,
  `ALTER TABLE task ADD COLUMN wait_kind TEXT`,
  `UPDATE task SET wait_kind = json_extract(wait_json, '$.kind') WHERE wait_json IS NOT NULL`,
  `DROP INDEX task_waiting`,
  `CREATE INDEX task_process ON task (process_id, seq)`,
  `CREATE INDEX task_live ON task (process_id, seq) WHERE ended_at IS NULL`,
  `CREATE INDEX task_waiting ON task (wait_kind) WHERE status = 'W'`,
  `CREATE INDEX task_effect ON task (process_id, seq)
    WHERE wait_kind = 'runtime' AND ended_at IS NULL AND result_json IS NULL`,

  // AUTOINCREMENT: a position is never given twice, also when the newest events were pruned. Who sends an event twice, because
  // no receipt came, gives it the same source and id. woken_*: how far its listeners were woken, NULL when all were.
  `CREATE TABLE event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    event_json TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    woken_type TEXT,
    woken_process TEXT
  ) STRICT`,
  `CREATE INDEX event_identity ON event (id, source)`,
  `CREATE INDEX event_type ON event (type, position)`,
  `CREATE INDEX event_waking ON event (position) WHERE woken_type IS NOT NULL`,
  `CREATE INDEX event_received ON event (received_at)`,

  // Who waits for events: one row for each type; '' stands for every type.
  `CREATE TABLE listener (
    type TEXT NOT NULL,
    process_id TEXT NOT NULL REFERENCES process (id),
    path TEXT NOT NULL,
    PRIMARY KEY (type, process_id, path)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX listener_process ON listener (process_id, path)`,

  // One for each workflow name: its newest version's. next_at: of a schedule by time, NULL while it waits for an end or an event.
  `CREATE TABLE schedule (
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    next_at INTEGER,
    events_from INTEGER NOT NULL,
    progress_json TEXT,
    PRIMARY KEY (namespace, name)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX schedule_due ON schedule (next_at) WHERE enabled = 1 AND next_at IS NOT NULL`,
  `CREATE INDEX schedule_workflow ON schedule (workflow_id)`,
  `CREATE TABLE schedule_type (
    type TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (type, namespace, name)
  ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE publication (
    seq INTEGER PRIMARY KEY,
    process_id TEXT NOT NULL REFERENCES process (id),
    path TEXT NOT NULL,
    view TEXT NOT NULL,
    title TEXT NOT NULL,
    format TEXT NOT NULL,
    content_json TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    UNIQUE (process_id, path)
  ) STRICT`,
  `CREATE INDEX publication_view ON publication (view, seq)`,
];
