/** Frozen history: never edited once released. Several users, roles, claims with an end, tasks that are tried again by hand. */
export const statements: readonly string[] = [
  `CREATE TABLE user (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    added_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE user_permission (
    user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    permission TEXT NOT NULL,
    PRIMARY KEY (user_id, permission)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE role (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    added_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE role_member (
    role_id TEXT NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    PRIMARY KEY (role_id, user_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX role_member_user ON role_member (user_id, role_id)`,

  // assignee_id '': nobody holds this place; it is kept for wanted_user_id, or for role_id.
  `ALTER TABLE assignment ADD COLUMN role_id TEXT`,
  `ALTER TABLE assignment ADD COLUMN wanted_user_id TEXT`,
  `CREATE INDEX assignment_everyone ON assignment (due_order, newest_order, seq) WHERE active = 1`,
  `CREATE INDEX assignment_role ON assignment (role_id) WHERE active = 1 AND role_id IS NOT NULL`,
  `CREATE INDEX assignment_wanted ON assignment (wanted_user_id) WHERE active = 1 AND wanted_user_id IS NOT NULL`,
  `CREATE INDEX assignment_claim ON assignment (claim_expires_at) WHERE status = 'CLAIMED'`,

  // effective_user '': nobody's place. acting_as: as whom, where an administrator switched to another user.
  `ALTER TABLE assignment_history ADD COLUMN acting_as TEXT`,
  `ALTER TABLE assignment_history ADD COLUMN note TEXT`,

  // Of a task that failed and was tried again by hand: its own row has left its path then (…~r1, …~r2), so that another one can
  // begin there.
  `CREATE TABLE task_retry (
    task_id TEXT PRIMARY KEY REFERENCES task (id),
    process_id TEXT NOT NULL REFERENCES process (id),
    path TEXT NOT NULL,
    retried_at INTEGER NOT NULL,
    retried_by TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX task_retry_path ON task_retry (process_id, path)`,
];
