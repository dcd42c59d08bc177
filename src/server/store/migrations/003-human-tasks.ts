/**
 * Frozen history: never edited once released. Assignments, their history, and the commands on them. Times are milliseconds since 1970 UTC; *_json columns hold
 * JSON text.
 */
export const statements: readonly string[] = [
  // Assignments. assignee_id NULL: nobody holds this place; it is kept for wanted_user_id, or for role_id. due_order and
  // newest_order are what the inbox is sorted by: the earliest deadline first, none last, then the newest.
  `CREATE TABLE assignment (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    id uuid PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    task_id uuid NOT NULL REFERENCES task (id),
    process_id uuid NOT NULL REFERENCES process (id),
    assignee_id text,
    wanted_user_id text,
    role_id text,
    status text NOT NULL
      CHECK (status IN ('ASSIGNED', 'CLAIMED', 'COMPLETED', 'RELEASED', 'CANCELLED', 'EXPIRED')),
    active boolean NOT NULL,
    unassigned_reason text,
    category_code text,
    reason_code text,
    assigned_at bigint NOT NULL,
    deadline_at bigint,
    claimed_by text,
    claimed_at bigint,
    claim_expires_at bigint,
    ended_at bigint,
    read_at bigint,
    due_order bigint NOT NULL,
    newest_order bigint NOT NULL
  )`,
  `CREATE INDEX assignment_inbox ON assignment (host_id, assignee_id, due_order, newest_order, seq) WHERE active`,
  `CREATE INDEX assignment_done ON assignment (host_id, assignee_id, ended_at, seq) WHERE status = 'COMPLETED'`,
  `CREATE INDEX assignment_everyone ON assignment (host_id, due_order, newest_order, seq) WHERE active`,
  `CREATE INDEX assignment_task ON assignment (task_id, seq)`,
  `CREATE INDEX assignment_role ON assignment (host_id, role_id) WHERE active AND role_id IS NOT NULL`,
  `CREATE INDEX assignment_wanted ON assignment (host_id, wanted_user_id) WHERE active AND wanted_user_id IS NOT NULL`,
  `CREATE INDEX assignment_claim ON assignment (claim_expires_at) WHERE status = 'CLAIMED'`,
  `CREATE TABLE assignment_history (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    assignment_id uuid NOT NULL REFERENCES assignment (id),
    task_id uuid NOT NULL REFERENCES task (id),
    at bigint NOT NULL,
    status text NOT NULL,
    actor text NOT NULL,
    acting_as text,
    effective_user text,
    source text NOT NULL,
    device_id uuid,
    reason text,
    note text
  )`,
  `CREATE INDEX assignment_history_task ON assignment_history (task_id, seq)`,

  // A command that was carried out: its replay gets the same result, another payload under its key is refused.
  `CREATE TABLE command (
    host_id uuid NOT NULL REFERENCES host (id),
    actor text NOT NULL,
    key text NOT NULL,
    action text NOT NULL,
    payload_digest text NOT NULL,
    result_json text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (host_id, actor, key)
  )`,
  `CREATE INDEX command_at ON command (at)`,
];
