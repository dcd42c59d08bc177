/**
 * Frozen history: never edited once released. Workflows, processes and what moves them. Times are milliseconds since 1970 UTC; *_json columns hold
 * JSON text.
 */
export const statements: readonly string[] = [
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
];
