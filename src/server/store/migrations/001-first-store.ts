/**
 * Frozen history: never edited once released. Times are milliseconds since 1970 UTC; *_json columns hold JSON text. What is
 * recorded is what the local account records, for many hosts at once: every table has its host_id, and the policies at the end
 * let a transaction see the rows of its own host only.
 */
export const statements: readonly string[] = [
  `CREATE TABLE host (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    added_at bigint NOT NULL
  )`,

  // People. active false: deactivated, or not seen by any sign-in any more.
  `CREATE TABLE app_user (
    host_id uuid NOT NULL REFERENCES host (id),
    id text NOT NULL,
    name text NOT NULL,
    email text,
    active boolean NOT NULL,
    added_at bigint NOT NULL,
    PRIMARY KEY (host_id, id)
  )`,
  `CREATE TABLE user_permission (
    host_id uuid NOT NULL,
    user_id text NOT NULL,
    permission text NOT NULL,
    PRIMARY KEY (host_id, user_id, permission),
    FOREIGN KEY (host_id, user_id) REFERENCES app_user (host_id, id) ON DELETE CASCADE
  )`,
  `CREATE TABLE role (
    host_id uuid NOT NULL REFERENCES host (id),
    id text NOT NULL,
    name text NOT NULL,
    added_at bigint NOT NULL,
    PRIMARY KEY (host_id, id)
  )`,
  // from_token: a membership that the user's tokens say; it ends when a later token no longer says it.
  `CREATE TABLE role_member (
    host_id uuid NOT NULL,
    role_id text NOT NULL,
    user_id text NOT NULL,
    from_token boolean NOT NULL DEFAULT false,
    PRIMARY KEY (host_id, role_id, user_id),
    FOREIGN KEY (host_id, role_id) REFERENCES role (host_id, id) ON DELETE CASCADE,
    FOREIGN KEY (host_id, user_id) REFERENCES app_user (host_id, id) ON DELETE CASCADE
  )`,
  `CREATE INDEX role_member_user ON role_member (host_id, user_id, role_id)`,
  // public_key: the device's Ed25519 key as a JWK, in JSON text.
  `CREATE TABLE device (
    host_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id text NOT NULL,
    name text NOT NULL,
    public_key_json text NOT NULL,
    registered_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    revoked_at bigint,
    revoked_by text,
    PRIMARY KEY (host_id, id),
    FOREIGN KEY (host_id, user_id) REFERENCES app_user (host_id, id)
  )`,
  `CREATE INDEX device_user ON device (host_id, user_id)`,

  // Workflows and processes.
  `CREATE TABLE workflow (
    id uuid PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    namespace text NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    digest text NOT NULL,
    source text NOT NULL,
    added_at bigint NOT NULL,
    UNIQUE (host_id, name, namespace, version)
  )`,
  // wake_at: when the process has to be walked next; NULL while only something from outside can move it. wake_count tells a walk
  // that something arrived while it was under way. resume_error: why a walk could not be made; it is tried again by itself.
  `CREATE TABLE process (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    id uuid PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    workflow_id uuid NOT NULL REFERENCES workflow (id),
    status text NOT NULL CHECK (status IN ('A', 'W', 'C', 'F', 'X')),
    input_json text NOT NULL,
    output_json text,
    error_json text,
    started_by text NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint,
    wake_at bigint,
    wake_count bigint NOT NULL DEFAULT 0,
    resume_error text,
    resume_attempts integer NOT NULL DEFAULT 0,
    begun_json text,
    lists_json text,
    events_from bigint NOT NULL DEFAULT 0,
    suspended_at bigint,
    due_since bigint,
    cancel_requested_at bigint,
    cancel_reason text,
    cancelled_by text,
    trigger text NOT NULL DEFAULT 'manual' CHECK (trigger IN ('manual', 'schedule', 'event', 'parent')),
    parent_id uuid REFERENCES process (id),
    parent_path text,
    parent_awaits boolean NOT NULL DEFAULT false,
    depth integer NOT NULL DEFAULT 0,
    task_count integer NOT NULL DEFAULT 0
  )`,
  `CREATE INDEX process_list ON process (host_id, seq)`,
  `CREATE INDEX process_open ON process (host_id, seq) WHERE ended_at IS NULL`,
  `CREATE INDEX process_due ON process (wake_at) WHERE wake_at IS NOT NULL AND suspended_at IS NULL`,
  `CREATE INDEX process_workflow ON process (workflow_id)`,
  `CREATE INDEX process_resume_failure ON process (host_id) WHERE resume_error IS NOT NULL`,
  `CREATE INDEX process_parent ON process (parent_id, parent_path) WHERE parent_id IS NOT NULL`,
  `CREATE INDEX process_events_from ON process (host_id, events_from) WHERE ended_at IS NULL`,

  // document_json: of an ask, everything of it that is the same for all who are asked and does not change any more, as
  // getHumanTask and the feed show it; NULL for every other kind.
  `CREATE TABLE task (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    id uuid PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    process_id uuid NOT NULL REFERENCES process (id),
    path text NOT NULL,
    name text NOT NULL,
    title text,
    kind text NOT NULL,
    status text NOT NULL CHECK (status IN ('A', 'W', 'C', 'F', 'X', 'S')),
    attempt integer NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint,
    input_json text NOT NULL,
    output_json text,
    context_json text,
    next text,
    wait_json text,
    wait_kind text,
    error_json text,
    reason text,
    deadline_at bigint,
    plan_json text,
    progress_json text,
    result_json text,
    ask_json text,
    seen_json text,
    answer_json text,
    document_json text,
    completed_at bigint,
    completed_user text,
    completed_by text,
    UNIQUE (process_id, path)
  )`,
  `CREATE INDEX task_process ON task (process_id, seq)`,
  `CREATE INDEX task_live ON task (process_id, seq) WHERE ended_at IS NULL`,
  `CREATE INDEX task_waiting ON task (host_id, wait_kind) WHERE status = 'W'`,
  `CREATE TABLE task_retry (
    task_id uuid PRIMARY KEY REFERENCES task (id),
    host_id uuid NOT NULL REFERENCES host (id),
    process_id uuid NOT NULL REFERENCES process (id),
    path text NOT NULL,
    retried_at bigint NOT NULL,
    retried_by text NOT NULL
  )`,
  `CREATE INDEX task_retry_path ON task_retry (process_id, path)`,

  // Effects that a walk has announced and whose result is not there yet. started_at: the call went out, at least once.
  `CREATE TABLE effect (
    host_id uuid NOT NULL REFERENCES host (id),
    process_id uuid NOT NULL REFERENCES process (id),
    path text NOT NULL,
    attempt integer NOT NULL,
    announced_at bigint NOT NULL,
    started_at bigint,
    PRIMARY KEY (process_id, path, attempt)
  )`,

  // What has to be told to the engine, written with what makes it so: a start, an answer, an event, a result. Gone when the
  // engine has taken it. reason is the name of the handler.
  `CREATE TABLE wake_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    process_id uuid NOT NULL REFERENCES process (id),
    reason text NOT NULL,
    written_at bigint NOT NULL,
    next_try_at bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    last_error text
  )`,
  `CREATE INDEX wake_outbox_due ON wake_outbox (next_try_at, id)`,
  `CREATE INDEX wake_outbox_process ON wake_outbox (process_id)`,

  // Events from outside and from workflows, in the order in which they came.
  `CREATE TABLE event (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    source text NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    event_json text NOT NULL,
    received_at bigint NOT NULL
  )`,
  `CREATE INDEX event_identity ON event (host_id, id, source)`,
  `CREATE INDEX event_type ON event (host_id, type, position)`,
  `CREATE INDEX event_received ON event (received_at)`,
  // One row for each type; '' stands for every type.
  `CREATE TABLE listener (
    host_id uuid NOT NULL REFERENCES host (id),
    type text NOT NULL,
    process_id uuid NOT NULL REFERENCES process (id),
    path text NOT NULL,
    PRIMARY KEY (host_id, type, process_id, path)
  )`,
  `CREATE INDEX listener_process ON listener (process_id, path)`,
  `CREATE TABLE schedule (
    host_id uuid NOT NULL REFERENCES host (id),
    namespace text NOT NULL,
    name text NOT NULL,
    workflow_id uuid NOT NULL REFERENCES workflow (id),
    enabled boolean NOT NULL,
    next_at bigint,
    events_from bigint NOT NULL,
    progress_json text,
    PRIMARY KEY (host_id, namespace, name)
  )`,
  `CREATE INDEX schedule_due ON schedule (next_at) WHERE enabled AND next_at IS NOT NULL`,
  `CREATE INDEX schedule_workflow ON schedule (workflow_id)`,
  `CREATE TABLE schedule_type (
    host_id uuid NOT NULL REFERENCES host (id),
    type text NOT NULL,
    namespace text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (host_id, type, namespace, name)
  )`,
  `CREATE TABLE publication (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    process_id uuid NOT NULL REFERENCES process (id),
    path text NOT NULL,
    view text NOT NULL,
    title text NOT NULL,
    format text NOT NULL,
    content_json text NOT NULL,
    published_at bigint NOT NULL,
    UNIQUE (process_id, path)
  )`,

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

  // Drafts, discussions, files. data_json NULL: discarded; the row stays, so that no revision is ever given twice.
  `CREATE TABLE draft (
    host_id uuid NOT NULL REFERENCES host (id),
    task_id uuid NOT NULL REFERENCES task (id),
    user_id text NOT NULL,
    revision integer NOT NULL,
    data_json text,
    saved_at bigint NOT NULL,
    saved_by text NOT NULL,
    PRIMARY KEY (task_id, user_id)
  )`,
  `CREATE TABLE message (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    id uuid NOT NULL UNIQUE,
    task_id uuid NOT NULL REFERENCES task (id),
    author text NOT NULL,
    text text NOT NULL,
    posted_at bigint NOT NULL,
    edited_at bigint,
    deleted_at bigint
  )`,
  `CREATE INDEX message_task ON message (task_id, seq)`,
  `CREATE TABLE message_version (
    host_id uuid NOT NULL REFERENCES host (id),
    message_seq bigint NOT NULL REFERENCES message (seq),
    version integer NOT NULL,
    text text NOT NULL,
    written_at bigint NOT NULL,
    PRIMARY KEY (message_seq, version)
  )`,
  `CREATE TABLE mention (
    host_id uuid NOT NULL REFERENCES host (id),
    message_seq bigint NOT NULL REFERENCES message (seq),
    user_id text NOT NULL,
    read_at bigint,
    PRIMARY KEY (message_seq, user_id)
  )`,
  `CREATE TABLE discussion_reader (
    host_id uuid NOT NULL REFERENCES host (id),
    task_id uuid NOT NULL REFERENCES task (id),
    user_id text NOT NULL,
    read_seq bigint NOT NULL,
    PRIMARY KEY (task_id, user_id)
  )`,
  `CREATE TABLE discussion_unread (
    host_id uuid NOT NULL REFERENCES host (id),
    user_id text NOT NULL,
    task_id uuid NOT NULL REFERENCES task (id),
    PRIMARY KEY (user_id, task_id)
  )`,
  // The bytes of a file, once for all that have the same digest in a host; in pieces of at most a megabyte.
  `CREATE TABLE blob_piece (
    host_id uuid NOT NULL REFERENCES host (id),
    digest text NOT NULL,
    piece integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (host_id, digest, piece)
  )`,
  // Uploads under way: their pieces lie under the upload's own id until all have come and the digest fits.
  `CREATE TABLE upload (
    host_id uuid NOT NULL REFERENCES host (id),
    id uuid NOT NULL,
    task_id uuid NOT NULL REFERENCES task (id),
    user_id text NOT NULL,
    requirement text NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    type text NOT NULL,
    received bigint NOT NULL DEFAULT 0,
    begun_at bigint NOT NULL,
    PRIMARY KEY (host_id, id)
  )`,
  `CREATE TABLE upload_piece (
    host_id uuid NOT NULL,
    upload_id uuid NOT NULL,
    piece_offset bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (host_id, upload_id, piece_offset),
    FOREIGN KEY (host_id, upload_id) REFERENCES upload (host_id, id) ON DELETE CASCADE
  )`,
  `CREATE TABLE file (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    id uuid NOT NULL UNIQUE,
    task_id uuid NOT NULL REFERENCES task (id),
    process_id uuid NOT NULL REFERENCES process (id),
    requirement text NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    type text NOT NULL,
    digest text NOT NULL,
    uploaded_by text NOT NULL,
    uploaded_at bigint NOT NULL,
    answered boolean NOT NULL DEFAULT false
  )`,
  `CREATE INDEX file_task ON file (task_id, seq)`,
  `CREATE INDEX file_digest ON file (host_id, digest)`,

  // The feed of a user: one row for each assignment that is or was theirs, at the place of its last change. floor: rows that said
  // "gone" up to here have been forgotten, so who stands before it starts over.
  `CREATE TABLE feed_head (
    host_id uuid NOT NULL REFERENCES host (id),
    user_id text NOT NULL,
    seq bigint NOT NULL,
    floor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (host_id, user_id)
  )`,
  `CREATE TABLE feed_entry (
    host_id uuid NOT NULL REFERENCES host (id),
    user_id text NOT NULL,
    assignment_id uuid NOT NULL,
    task_id uuid NOT NULL,
    seq bigint NOT NULL,
    gone boolean NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (host_id, user_id, assignment_id)
  )`,
  `CREATE UNIQUE INDEX feed_entry_order ON feed_entry (host_id, user_id, seq)`,
  `CREATE INDEX feed_entry_task ON feed_entry (task_id)`,

  // Rows of another host do not exist, whatever a statement forgets to say. app.system is set by the few jobs that look after all
  // hosts: they read what is due, and work on it as the host that it belongs to.
  ...[
    'app_user',
    'user_permission',
    'role',
    'role_member',
    'device',
    'workflow',
    'process',
    'task',
    'task_retry',
    'effect',
    'wake_outbox',
    'event',
    'listener',
    'schedule',
    'schedule_type',
    'publication',
    'assignment',
    'assignment_history',
    'command',
    'draft',
    'message',
    'message_version',
    'mention',
    'discussion_reader',
    'discussion_unread',
    'blob_piece',
    'upload',
    'upload_piece',
    'file',
    'feed_head',
    'feed_entry',
  ].flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY own_host ON ${table}
      USING (host_id = nullif(current_setting('app.host_id', true), '')::uuid)
      WITH CHECK (host_id = nullif(current_setting('app.host_id', true), '')::uuid)`,
  ]),
  `ALTER TABLE host ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE host FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY own_host ON host
    USING (id = nullif(current_setting('app.host_id', true), '')::uuid
      OR current_setting('app.system', true) = 'on')
    WITH CHECK (id = nullif(current_setting('app.host_id', true), '')::uuid
      OR current_setting('app.system', true) = 'on')`,
  ...['wake_outbox', 'process', 'schedule', 'assignment', 'event', 'upload', 'device'].map(
    (table) =>
      `CREATE POLICY system_job ON ${table} FOR SELECT USING (current_setting('app.system', true) = 'on')`,
  ),
];
